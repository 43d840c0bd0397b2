"""What a month was for a shop: read from the ledger and the papers, written nowhere.

Reads across all slices; nothing depends on it. Whole numbers only: pieces, parcels, grams.
"""
