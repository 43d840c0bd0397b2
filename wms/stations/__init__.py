"""Print stations: a bench, the printers that stand there, and the devices that belong to it.

- `stations`: open, change and close one; pair a device; the token of its print agent
- `printers`: add, change and take away a printer; how it is
- `queries`: what the desk and the floor see of them
- which printer a paper goes to, and what became of it, is `wms.packing`'s (`print_route`)
"""
