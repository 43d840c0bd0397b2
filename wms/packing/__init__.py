"""Goods enter a parcel.

At a bench the packer scans a tote and sees what should be in it. Every unit is scanned into the
parcel; the last one closes it. Then the slip comes out of the printer, the tote is free, and the
order waits for its label and its courier.

- `pack`: open an order at the bench, undo, close a parcel before its order is whole
- `take_apart`: a cancelled order goes back to the shelves
- `cartons/`: which carton · `weight/`: what it weighs, and the scales
- `instructions/`, `inserts/`: what a shop wants done, and what goes along
- `evidence/`: how a parcel was packed
- `slips/`: what lies in the parcel, on paper · `prints/`: papers on their way to a printer
- `steps`: what the packer does next (pure) · `queries`: what is in a parcel
- `sql/pack_open.sql`, `sql/pack_scan.sql`: the two scans, one statement each
"""
