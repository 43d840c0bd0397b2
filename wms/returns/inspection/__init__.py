"""A parcel that came back is unpacked: each piece is scanned, graded, and put where it belongs.

What the shop wants looked at, and when it wants to pay back, stands in its rubric.
"""
