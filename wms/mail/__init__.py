"""Outgoing e-mail: a mail is a row first, and leaves by SMTP when its worker gets to it.

`outgoing.queue_mail` writes one in the transaction that made it true; `sending` claims, and writes
down what came of it; `bounces` hears from far away that nobody lives there.
"""
