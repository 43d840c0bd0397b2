"""The desk's lists of orders and parcels, and changes of many of them at once."""
