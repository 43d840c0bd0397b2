"""Goods enter a parcel.

At a bench the packer scans a tote and sees what should be in it. Every unit is scanned into the
parcel; the last one closes it. Then the slip comes out of the printer, the tote is free, and the
order waits for its label and its courier.

- `pack`: open an order at the bench, undo, close a parcel before its order is whole
- `take_apart`: a cancelled order goes back to the shelves
- `papers`: slips and labels that somebody at a bench waits for
- `carton_types`, `carton_plan`, `carton_take`: which cartons there are, which one is suggested,
  which one is taken
- `weight_band`, `weight_check`: what a parcel should weigh, and what happens when it does not
- `scales`, `scale_call`, `scale_lines`: the scales of the benches, and how they talk
- `steps`: what the packer does next (pure) · `queries`: what is in a parcel
- `sql/pack_open.sql`, `sql/pack_scan.sql`: the two scans, one statement each
"""
