"""Which way a parcel goes: a courier and one of its services.

A shop names the way in its order, or leaves it to its rules. What a way costs stands in the rate
table; what it cannot carry is asked of the courier's capabilities.

- `rules`: the rules of a shop, in the order in which they are asked · `choose`: asking them
- `facts`: what the rules look at · `able`: what a courier takes at all
- `rates`: what a way costs · `plan`: the price and the next best ways of one parcel
"""
