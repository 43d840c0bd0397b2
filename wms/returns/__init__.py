"""Goods come back: announced by the shop or not, found by what is on the parcel, received piece by
piece, graded by an inspector, and put where they belong.

Custody is ours, the refund is the shop's: `return.refund_clearable` tells it, with the evidence.
"""
