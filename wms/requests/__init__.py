"""What shops' programs asked, and what they were answered: seven days of it, for the shop to read.

A web process writes it in batches beside its requests (api/request_log.py). Bodies are not kept:
they hold people.
"""
