"""The demo: a warehouse with three shops that works through its real doors.

The cast (hall, shops, people) is made through the public verbs; everything after that happens over
HTTP, as a shop's program and the floor's handhelds would do it.
"""
