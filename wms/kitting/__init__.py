"""Kits are put together and taken apart: somebody at a bench makes one product out of others.

A work order says how many. Done is done in parts: each piece that is finished is a pair of moves
into and out of the workshop, a place outside of the shelves where parts become kits. So every
product's movements still sum to zero, and the ledger tells what became of what.
"""
