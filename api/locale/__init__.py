"""The sentences of each language, and what keeps them complete."""
