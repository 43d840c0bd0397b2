"""Another lot of the same goods on the walk: by a tap or a scan, for a reason when it is not its
turn."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm, see
from wms.db import Read, Tx
from wms.errors import N_
from wms.picking import other_lot, queries
from wms.picking.models import OTHER_LOT_WHYS
from wms.picking.steps import GoTo, Take

PICK: Final = "/scanner/pick"
WHY_WORDS: Final = {
    "not_there": N_("The lot is not there"),
    "out_of_reach": N_("I cannot get at it"),
    "told": N_("A supervisor said so"),
}


def lots_page(run_id: UUID, offer: other_lot.LotOffer | other_lot.WhyAsked | None = None) -> str:
    """The address of the other lots of a walk's step; with ``offer``, of the reasons for it."""
    chosen = f"?{urlencode({'lot': offer.lot_id, 'place': offer.place_id})}" if offer else ""
    return f"{PICK}/{run_id}/lot{chosen}"


@get(PICK + "/{run_id:uuid}/lot")
async def show_lots(
    run_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Which other lots are free, or, when one was chosen before its turn, why."""
    address = f"{PICK}/{run_id}"
    step = await queries.next_step(read, run_id)
    if not isinstance(step, GoTo | Take):
        return see(address)
    offers = await other_lot.other_lots(read, run_id, step.task)
    asked = request.query_params
    chosen = next(
        (
            one
            for one in offers
            if (str(one.lot_id), str(one.place_id)) == (asked.get("lot"), asked.get("place"))
        ),
        None,
    )
    if chosen is not None and chosen.is_later:
        words = {why: i18n.translate(screen.by.language, WHY_WORDS[why]) for why in OTHER_LOT_WHYS}
        return await screen.show(
            "scanner/pick_why_lot.html", step=step, chosen=chosen, whys=words, address=address
        )
    return await screen.show(
        "scanner/pick_other_lot.html",
        step=step,
        offers=[(one, lots_page(run_id, one)) for one in offers],
        address=address,
    )


@post(PICK + "/{run_id:uuid}/lot", status_code=200)
async def take_lot(run_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """A lot was tapped, or a piece of it was scanned."""

    async def take(tx: Tx, form: ScanForm) -> dict[str, Any]:
        task = form.id("task")
        if form.code:
            scanned = await other_lot.lot_scanned(tx, run_id, task, form.code)
            lot_id, place_id = scanned.lot_id, scanned.place_id
        else:
            lot_id, place_id = form.id("lot"), form.id("place")
        because = form["reason"] if form["reason"] in OTHER_LOT_WHYS else None
        taken = await other_lot.take_other_lot(
            tx, run_id, task, lot_id, place_id, door.by, because=because
        )
        if isinstance(taken, other_lot.WhyAsked):
            return {"did": "why_asked", "to": lots_page(run_id, taken)}
        told = {"did": "other_lot", "moved": taken.moved, "left": taken.left, "because": because}
        return {**told, "to": f"{PICK}/{run_id}"}

    return await door.accept("pick_lot", back=lots_page(run_id), work=take, subject_id=run_id)


handlers: Final = [show_lots, take_lot]
