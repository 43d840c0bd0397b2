"""A month of a warehouse with several shops, lived through its doors and then proved right.

``python -m bench.month`` (``make month``): the plan of the month comes from a seed alone
(`bench.month.plan`); people with handhelds carry it out at the same time, through the same doors as
real ones (`bench.month.goods_in`, `goods_out`, `stock_work`), on a calendar of its own
(`bench.month.clock`); then everything is asked whether it is true (`bench.month.proof`).
"""
