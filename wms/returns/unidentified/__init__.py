"""Parcels that came back and nobody knows whose: described, compared, confirmed by their shop."""
