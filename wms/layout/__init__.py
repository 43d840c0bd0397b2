"""The building: where goods can be, and the way that people walk through it."""
