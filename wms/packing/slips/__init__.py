"""Packing slips: a shop's template and its versions, what stands on one, many at once."""
