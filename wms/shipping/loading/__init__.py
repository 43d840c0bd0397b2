"""Out of the door: parcels stand ready, are loaded, counted, signed for."""
