"""A parcel becomes the courier's.

When an order is packed, the wish for a label is a row; a worker buys it, once. Labelled parcels are
scanned onto the courier's manifest, and when somebody signs for them they are handed over: the
ledger moves the goods out of the building and the shop is told.

- `pack_and_request`: the packer's scan, and what its last one sets going
- `labels`: claim, record, fail, retry: the states around a call to a courier
- `carriers/`: the port, and the house courier that needs no account
- `accounts/`: who pays them · `ways/`: which service takes a parcel, and at what price
- `loading/`: out of the door · `tracking/`: where parcels are
- `alarms/`: what does not go by itself
- `again/`: what went wrong is sent again · `cod/`: money that couriers collect
- `desk/`, `told/`: what the desk and shops see and ask
- `queries`: shipments and what a label says
"""
