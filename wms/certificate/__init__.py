"""The go-live certificate: twenty scenarios that a shop's integration passes in its sandbox.

Each is judged from rows that were written while it happened (docs/decisions/0061). ``scenarios``
says what they are, ``seen`` reads what happened, ``judges`` say what it proves, ``issue`` keeps a
certificate.
"""
