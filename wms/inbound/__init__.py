"""Goods arrive: a shop announces them, the dock receives them by scanning, they are put away.

announce → arrive → receive (scan by scan, from the supplier to the dock) → finish → put away
(from the dock to a shelf). What came otherwise than announced is a discrepancy, told at once.
"""
