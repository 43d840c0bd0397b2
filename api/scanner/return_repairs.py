"""Goods that came back and are repaired: what became of each, and where it goes then."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm, see
from wms.barcodes import Verb
from wms.db import Read, Tx
from wms.errors import N_
from wms.returns.inspection.errors import SecondPersonNeeded
from wms.returns.inspection.follow_ups import REPAIRED, finish_repair, open_work

REPAIRS: Final = "/scanner/return/repairs"
FLOW_NAME: Final = "return_repair"
SHOWN_MAX: Final = 30
#: outcome → (word, sign, what to scan)
OUTCOME_WORDS: Final = {
    "restocked": (N_("As new: to the shelf"), "shelf", N_("Scan the shelf")),
    "opened": (N_("Used: back to the shop"), "shop", N_("Scan the place")),
    "scrapped": (N_("Throw away"), "cross", N_("Throw it away, then confirm")),
}


@get(REPAIRS)
async def show_repairs(
    screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """What waits for a repair, the oldest first."""
    work = await open_work(read, limit=SHOWN_MAX, kind="refurbish")
    return await screen.show("scanner/return_repairs.html", home=REPAIRS, work=work)


@get(REPAIRS + "/{work_id:uuid}")
async def show_repair(
    work_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What became of it; then where it goes."""
    found = await open_work(read, limit=1, kind="refurbish", work_id=work_id)
    if not found:
        return see(REPAIRS)
    one, outcome = found[0], request.query_params.get("outcome")
    facts: dict[str, Any] = {
        "card": {"name": one.name, "sku": one.sku, "lot": one.lot},
        "address": f"{REPAIRS}/{work_id}",
    }
    if outcome == "scrapped" and "second" in request.query_params:
        return await screen.show(
            "scanner/return_second.html", pieces=one.quantity, unit=OUTCOME_WORDS[outcome][0],
            fields={"outcome": outcome}, leave_it=REPAIRS, **facts,
        )  # fmt: skip
    return await screen.show(
        "scanner/return_repair.html",
        one=one,
        home=REPAIRS,
        outcome=outcome if outcome in REPAIRED else None,
        outcomes=OUTCOME_WORDS,
        **facts,
    )


@post(REPAIRS + "/{work_id:uuid}", status_code=200)
async def end_repair(work_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """The place was scanned, or throwing away confirmed."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        try:
            place = await finish_repair(
                tx, work_id, form["outcome"], form.code, by=door.by, scan_id=form.scan_id,
                alone_max_minor=door.settings.scrap_alone_max_minor,
            )  # fmt: skip
        except SecondPersonNeeded:  # nothing was written before it is asked
            to = f"{REPAIRS}/{work_id}?outcome=scrapped&second=1"
            return {"did": "second_wanted", "to": to}
        return {"tone": "done", "place": place.code, "to": REPAIRS}

    outcome = door.form["outcome"]
    back = f"{REPAIRS}/{work_id}" + (f"?outcome={outcome}" if outcome in REPAIRED else "")
    cards: dict[Verb, Any] = {Verb.CONFIRM: None} if outcome == "scrapped" else {}
    return await door.accept(FLOW_NAME, back=back, work=work, cards=cards)


handlers: Final = [show_repairs, show_repair, end_repair]
