"""How the day goes: will today's cut-offs be met, who walks where, how fast and how exactly.

Nothing happens here; it is read from what the floor did, for the people at the desk.
"""
