"""A ledger of a million movements, and how long it takes to ask it something.

``python -m bench.ledger`` (``make ledger``): `bench.ledger.fill` moves goods set by set through
`move_stock` on a calendar of its own, `bench.ledger.ask` asks the doors at 10,000, 100,000 and
1,000,000 movements, `bench.ledger.plans` shows how PostgreSQL finds the answers.
"""
