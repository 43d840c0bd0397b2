"""Goods come down from the reserve before a pick face is empty.

Rules say how much a pick face holds; a chore turns what is missing into tasks; a walk carries them.
"""
