"""The sandbox: a shop's twin, in whose hall a robot does what people do in the real one.

Everything of it is the same, the tables, the verbs, the events, the API; only nothing leaves the
house. The robot works through the use cases of the floor and does what their screens say, so each
state that a test order walks through is a real one.
"""
