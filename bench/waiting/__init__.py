"""Thousands of orders that wait, and the pass that serves them; how its cost grows."""
