"""The photo of a packed parcel, by the bench's camera: it closes the parcel when all is in."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final
from uuid import uuid5

from litestar import Request, Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.house import house_of
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm, see
from api.transaction import look, unit_of_work
from wms.db import HALL, Tx
from wms.errors import Refusal
from wms.idempotency import ScanMade, first_answer, keep_refused, keep_scan
from wms.packing import queries
from wms.photos.develop import UPLOAD_MAX_BYTES, develop_in_turn
from wms.photos.errors import PhotoUnreadable
from wms.shipping import pack_and_request

PACK: Final = "/scanner/pack"
#: the picture, and what a form writes around it
BODY_MAX: Final = UPLOAD_MAX_BYTES + 100_000
FLOW: Final = "pack_photo"


@post(PACK + "/{number:int}/photo", status_code=200, request_max_body_size=BODY_MAX)
async def take_photo(
    number: FromPath[int],
    request: Request[Any, Any, Any],
    screen: NamedDependency[Screen],
) -> Response[Any]:
    """Keep it and go on; a picture that cannot be kept is taken again, and the screen says why."""
    house = house_of(request.scope)
    sent = (await request.form()).get("photo")
    data = await sent.read() if isinstance(sent, UploadFile) else b""
    # no connection is kept meanwhile: pictures are developed one after the other
    parcel = await look(house, HALL, lambda read: queries.parcel_at_bench(read, number))
    # a camera never takes the same picture twice, byte for byte: the same again is a repeat
    scan = ScanMade(
        id=uuid5(parcel.id, f"{parcel.order_status}{sha256(data).hexdigest()}"),
        operator_id=screen.by.operator_id, device_id=screen.by.device_id,
        flow=FLOW, code="", subject_id=parcel.id,
    )  # fmt: skip

    async def unit(tx: Tx) -> None:
        if await first_answer(tx, scan) is None:
            done = await pack_and_request.keep_photo(
                tx, number, picture, scan_id=scan.id, by=screen.by
            )
            tone = {"tone": done.tone} if done.tone else {}
            await keep_scan(tx, scan, {"outcome": "ok", "did": "photo", **tone})

    async def unread(tx: Tx) -> None:
        await keep_refused(tx, scan, no)

    try:
        if not data:
            raise PhotoUnreadable
        picture = await develop_in_turn(data)
        await unit_of_work(house, HALL, unit)
    except Refusal as refusal:
        no = refusal
        await unit_of_work(house, HALL, unread)
    return see(f"{PACK}/{number}?scan={scan.id}")


@post(PACK + "/{number:int}/no-photo", status_code=200)
async def no_camera(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """There is no camera that works: the bench goes on, and the evidence says so."""

    async def without(tx: Tx, form: ScanForm) -> dict[str, Any]:
        done = await pack_and_request.keep_photo(tx, number, None, scan_id=form.scan_id, by=door.by)
        return {"did": "no_photo", **({"tone": done.tone} if done.tone else {})}

    return await door.accept(FLOW, back=f"{PACK}/{number}", work=without)


handlers: Final = [take_photo, no_camera]
