"""Where parcels are, as their couriers tell it, asked or sent."""
