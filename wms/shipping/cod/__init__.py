"""Cash on delivery: what couriers owe us, and what we owe the shops.

A parcel handed over is money that its courier will bring (`expected`). The courier's statement says
what it collected, and we pass it on to the shop. Entries are only ever added; a mistake is taken
back by an entry that reverses it. The balances beside them cannot fall below zero.

- `ledger`: taking entries down · `statements`: what a courier says, line by line
- `read`: balances, entries and differences
"""
