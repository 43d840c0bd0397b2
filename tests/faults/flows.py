"""Every write of the warehouse that is killed here, by name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx

from tests.faults import flows_asked, flows_away, flows_desk, flows_in, flows_out
from tests.faults.flow import Flow
from wms.db import Database

Make = Callable[[Database, httpx.Client], Awaitable[Flow]]


def _named(*makers: Make) -> dict[str, Make]:
    return {make.__name__: make for make in makers}


INWARDS = _named(
    flows_in.receive,
    flows_in.take_from_the_dock,
    flows_in.put_on_the_shelf,
    flows_in.receive_return,
    flows_in.inspect_return,
)
OUTWARDS = _named(
    flows_out.pick,
    flows_out.undo_pick,
    flows_out.pack,
    flows_out.close_parcel,
    flows_out.confirm_instruction,
    flows_out.go_on_without_photo,
    flows_out.open_again,
    flows_out.load,
    flows_out.close_manifest,
    flows_away.stage_parcel,
)
ASKED = _named(
    flows_asked.place_order,
    flows_asked.cancel_order,
    flows_asked.announce_delivery,
    flows_asked.amend_order,
    flows_asked.place_batch,
    flows_asked.hold_order,
    flows_asked.release_hold,
    flows_away.send_again,
    flows_away.resolve_case,
)
AT_THE_DESK = _named(flows_desk.desk_cancel, flows_desk.desk_priority, flows_desk.desk_holds)
FLOWS = {**INWARDS, **OUTWARDS, **ASKED, **AT_THE_DESK}
