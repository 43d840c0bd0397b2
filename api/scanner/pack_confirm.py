"""What the packer confirms: an instruction, or a leaflet that goes along."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.asker import AnyRequest
from api.photo_answers import photo_answer
from api.scanner.door import Door
from api.scanner.form import ScanForm
from wms.db import Read, Tx
from wms.packing.instructions.instructions import instruction_photo
from wms.shipping import pack_and_request

PACK: Final = "/scanner/pack"


@get(PACK + "/pictures/{shop_id:uuid}/{photo_id:uuid}")
async def show_picture(
    request: AnyRequest, shop_id: FromPath[UUID], photo_id: FromPath[UUID],
    read: NamedDependency[Read],
) -> Response[bytes]:  # fmt: skip
    """The picture of an instruction; a bench's screen shows it large."""
    content = await instruction_photo(read, shop_id, photo_id, "full")
    return photo_answer(request, photo_id, "full", content)


@post(PACK + "/{number:int}/confirm", status_code=200)
async def confirm(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """It was done."""
    return await confirm_shown(number, door)


async def confirm_shown(number: int, door: Door) -> Response[Any]:
    """The instruction that the page shows, by a tap or the CONFIRM card."""

    async def done(tx: Tx, form: ScanForm) -> dict[str, Any]:
        now = await pack_and_request.confirm(
            tx, number, form.id("instruction"), scan_id=form.scan_id, by=door.by
        )
        answer: dict[str, Any] = {"did": "confirmed", "instruction": form["instruction"]}
        return answer | ({"tone": now.tone} if now.tone else {})

    return await door.accept("pack_confirm", back=f"{PACK}/{number}", work=done)


@post(PACK + "/{number:int}/insert", status_code=200)
async def insert(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """What goes along lies in the parcel."""
    return await insert_shown(number, door)


async def insert_shown(number: int, door: Door) -> Response[Any]:
    """What the page asks for is in the parcel, by a tap or the CONFIRM card."""

    async def done(tx: Tx, form: ScanForm) -> dict[str, Any]:
        now = await pack_and_request.confirm_insert(
            tx, number, form.id("insert"), scan_id=form.scan_id, by=door.by
        )
        return {"did": "inserted"} | ({"tone": now.tone} if now.tone else {})

    return await door.accept("pack_insert", back=f"{PACK}/{number}", work=done)


@post(PACK + "/{number:int}/no-insert", status_code=200)
async def no_insert(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """None of it is there: the order goes on without."""

    async def without(tx: Tx, form: ScanForm) -> dict[str, Any]:
        now = await pack_and_request.insert_not_there(tx, number, form.id("insert"), by=door.by)
        return {"did": "no_insert"} | ({"tone": now.tone} if now.tone else {})

    return await door.accept("pack_no_insert", back=f"{PACK}/{number}", work=without)


handlers: Final = [show_picture, confirm, insert, no_insert]
