"""When orders leave: cut-offs per weekday, public holidays, closed days, and the days that follow.

A *week* says per weekday until when orders leave the same day, and when the courier comes. The
house has one; a shop may have its own, and a finer one for a courier or one of its services. Of
each the coming *dispatch days* are kept as rows, so that taking an order in reads one of them by
its key and knows neither weekdays nor holidays nor time zones
(docs/decisions/0024-the-days-that-come-are-rows.md).
"""
