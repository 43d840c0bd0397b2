"""How good the planner is: walks, batches, waves and a day, of which each comes from a seed.

``python -m bench.plan`` (``make bench-plan``) needs no database. Time is processor time of one
process on one core, also where it is a limit, so that a busy machine changes no result.
"""
