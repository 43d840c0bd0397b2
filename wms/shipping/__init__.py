"""A parcel becomes the courier's.

When an order is packed, the wish for a label is a row; a worker buys it, once. Labelled parcels are
scanned onto the courier's manifest, and when somebody signs for them they are handed over: the
ledger moves the goods out of the building and the shop is told.

- `pack_and_request`: the packer's scan, and what its last one sets going
- `labels`: claim, record, fail, retry: the states around a call to a courier
- `carriers/`: the port, and the house courier that needs no account
- `load`: scanning parcels onto a manifest · `hand_over`: closing it
- `queries`: shipments and what a label says · `manifests`: the lists at the loading doors
"""
