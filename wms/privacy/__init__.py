"""What is known of people: how long, what exactly, and how it is forgotten.

The last room of the house: it may look into every other one.
"""
