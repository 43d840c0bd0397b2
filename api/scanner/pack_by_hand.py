"""A piece that no scanner can read, at the bench: a supervisor vouches for it."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm, see
from wms.db import Read, Tx
from wms.packing import queries
from wms.packing.steps import ScanItems, next_step
from wms.shipping import pack_and_request

PACK: Final = "/scanner/pack"


@post(PACK + "/{number:int}/no-barcode", status_code=200)
async def no_barcode(number: FromPath[int]) -> Response[Any]:
    """The side door: nothing is written before somebody vouches."""
    return see(f"{PACK}/{number}/by-hand")


@get(PACK + "/{number:int}/by-hand")
async def show_by_hand(
    number: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """Who vouches for the piece on the screen?"""
    parcel = await queries.parcel_at_bench(read, number)
    step = next_step(parcel, screen.by.operator_id)
    if not isinstance(step, ScanItems):
        return see(f"{PACK}/{number}")
    return await screen.show(
        "scanner/pack_by_hand.html",
        parcel=parcel,
        item=step.first,
        card={"name": step.first.name, "sku": step.first.sku, "shop": parcel.shop},
        address=f"{PACK}/{number}",
    )


@post(PACK + "/{number:int}/by-hand", status_code=200)
async def by_hand(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """A supervisor's badge. Here it does not mean that they take the device over."""

    async def vouched(tx: Tx, form: ScanForm) -> dict[str, Any]:
        done = await pack_and_request.pack_by_hand(
            tx, number, form["sku"], form.code, scan_id=form.scan_id, by=door.by
        )
        closed: dict[str, Any] = {"tone": "done"} if done.did == "closed" else {}
        return {
            **closed,
            "did": done.did,
            "sku": form["sku"],
            "packed": done.packed,
            "of": done.of,
            "vouched_by": str(done.vouched_by),
            "to": f"{PACK}/{number}",
        }

    return await door.accept(
        "pack_by_hand", back=f"{PACK}/{number}/by-hand", work=vouched, takes_badges=True
    )


handlers: Final = [no_barcode, show_by_hand, by_hand]
