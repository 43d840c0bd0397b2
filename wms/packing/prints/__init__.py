"""Papers that are to come out: asked for, sent to a printer, printed once, asked for again."""
