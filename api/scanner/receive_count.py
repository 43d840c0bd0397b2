"""The count as a whole: it begins, is looked at, finished, opened again, closed; goods go back."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm
from api.scanner.receive_dock import HOME, at_dock
from wms.db import Read, Tx
from wms.errors import N_
from wms.inbound import counting
from wms.inbound.decide import hand_back
from wms.inbound.discrepancies import going_back
from wms.inbound.errors import ReasonNeeded
from wms.inbound.finish import REOPEN_WHYS, close, finish, reopen
from wms.inbound.hand import arrive
from wms.inbound.recognise import plain
from wms.inbound.unannounced import open_unannounced
from wms.shops.queries import shops

#: goods that wait to go back, on one screen
SHOWN_MAX: Final = 20
#: why a supervisor has a finished count go on
WHY_WORDS: Final = {
    "found_more": N_("More was found"),
    "counted_wrong": N_("It was counted wrongly"),
    "mixed_up": N_("Goods were mixed up"),
}


@get(HOME + "/unannounced")
async def show_shops(screen: NamedDependency[Screen], read: NamedDependency[Read]) -> Response[str]:
    """Nobody said that it comes: whose is it?"""
    open_ones = [shop for shop in await shops(read) if shop.suspended_at is None]
    return await screen.show("scanner/receive_unannounced.html", shops=open_ones, home=HOME)


@post(HOME + "/unannounced/{shop_id:uuid}", status_code=200)
async def begin_unannounced(shop_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """A delivery is opened for what stands at the dock."""

    async def begin(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        return {"to": f"{HOME}/{await open_unannounced(tx, shop_id, by=door.by)}"}

    return await door.accept("receive_unannounced", back=HOME, work=begin)


@post(HOME + "/{asn_id:uuid}/arrived", status_code=200)
async def arrived(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """The lorry is here; it is counted later."""

    async def here(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        await arrive(tx, asn_id, by=door.by)
        return {"did": "arrived"}

    return await at_dock(door, asn_id, here)


@get(HOME + "/{asn_id:uuid}/lines")
async def show_lines(
    asn_id: FromPath[UUID], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """Everything that was announced and what of it has come; the count is finished here.

    Who counts blind sees only what was counted.
    """
    asn = await counting.delivery(read, asn_id)
    listed = await counting.lines(read, asn)
    if asn.is_blind and asn.is_open:
        listed = [line for line in listed if line.received]
    rows = [
        {
            "name": line.name,
            "note": line.sku,
            "done": line.received,
            "of": line.received if asn.is_blind else line.expected,
        }
        for line in listed
    ]
    missing = sum(max(line.expected - line.received, 0) for line in listed)
    return await screen.show(
        "scanner/receive_lines.html",
        asn=asn,
        rows=rows,
        missing=0 if asn.is_blind else missing,
        going_back=await going_back(read, asn_id, limit=SHOWN_MAX),
        is_supervisor=screen.by.is_supervisor,
        doors=[_again(f"{HOME}/{asn_id}", screen.by.language)],
        address=f"{HOME}/{asn_id}",
    )


def _again(address: str, language: str) -> dict[str, Any]:
    """The way to count again, with the reasons to choose from."""
    return {
        "label": i18n.translate(language, N_("Count again")),
        "icon": "undo",
        "action": f"{address}/reopen",
        "reasons": [(why, i18n.translate(language, WHY_WORDS[why])) for why in REOPEN_WHYS],
    }


@post(HOME + "/{asn_id:uuid}/finish", status_code=200)
async def finish_count(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Nothing more is in the lorry."""

    async def end(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        return plain(await finish(tx, asn_id, by=door.by))

    return await at_dock(door, asn_id, end, tone="done")


@post(HOME + "/{asn_id:uuid}/reopen", status_code=200)
async def reopen_count(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """A supervisor has it go on, and says why."""

    async def again(tx: Tx, form: ScanForm) -> dict[str, Any]:
        why = form["reason"]
        if why not in REOPEN_WHYS:
            raise ReasonNeeded
        await reopen(tx, asn_id, by=door.by, note=why)
        return {"did": "reopened"}

    return await at_dock(door, asn_id, again)


@post(HOME + "/{asn_id:uuid}/close", status_code=200)
async def close_receipt(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """A supervisor: nothing of it is left to do."""

    async def shut(tx: Tx, _form: ScanForm) -> dict[str, Any]:
        await close(tx, asn_id, by=door.by)
        return {"did": "closed"}

    return await at_dock(door, asn_id, shut, tone="done")


@post(HOME + "/{asn_id:uuid}/back/{discrepancy_id:uuid}", status_code=200)
async def handed_back(
    asn_id: FromPath[UUID], discrepancy_id: FromPath[UUID], door: NamedDependency[Door]
) -> Response[Any]:
    """The supplier's driver takes goods along."""

    async def take(tx: Tx, form: ScanForm) -> dict[str, Any]:
        return plain(await hand_back(tx, discrepancy_id, by=door.by, scan_id=form.scan_id))

    return await at_dock(door, asn_id, take)


HANDLERS: Final = [
    show_shops, begin_unannounced, arrived, show_lines, finish_count, reopen_count, close_receipt,
    handed_back,
]  # fmt: skip
