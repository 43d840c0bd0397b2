"""Shops that run on a platform: their orders come by themselves, and stock and tracking go back.

One contract for all platforms (docs/decisions/0065): verify, keep what came, acknowledge, follow it
once, look again for what never came, and say aloud what is missing.
"""
