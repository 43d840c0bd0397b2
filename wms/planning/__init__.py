"""Which orders are walked together, and in what order their places are come to (pure).

Nothing here knows a database: plain data in, plain data out, so that it runs in a process of its
own, and a plan is thrown away as easily as it is made.

    hall = hall_of(spots, start=(x_mm, y_mm))      # where people stand to reach each place
    route = hall.route(place_ids)                  # the places in order, metres, the line drawn
    for better in plan(hall, orders, Capacity(totes=6), until=cpu_seconds(2)):
        ...                                        # each is valid, and shorter than the last

Which orders are released together is `wms.planning.waves.choose_wave`; a rule that releases in
waves asks it (`wms.picking.wave`).

Into which cartons an order goes is `wms.planning.cartons.choose_cartons`; a worker asks it while
the tote waits (`wms.packing.cartons.plan`).

`hall_of` knows halls of parallel aisles with up to four cross aisles, for which walks are the
shortest there are, and takes any other as drawn. `plan` can be left at any moment.
"""

from wms.planning.batches import Capacity, Cart, Pick, PickOrder, Plan, plan
from wms.planning.clock import Until, cpu_seconds
from wms.planning.hall import Hall, Route, Spot
from wms.planning.halls import hall_of

__all__ = [
    "Capacity",
    "Cart",
    "Hall",
    "Pick",
    "PickOrder",
    "Plan",
    "Route",
    "Spot",
    "Until",
    "cpu_seconds",
    "hall_of",
    "plan",
]
