"""How a return gets here: a courier's label or code, bought once, and where its parcel is."""
