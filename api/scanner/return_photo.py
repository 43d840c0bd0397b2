"""Pictures of what came back, by the handheld's own camera, and the shop's examples beside them."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid5

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.house import house_of
from api.photo_answers import photo_answer
from api.scanner.door import Screen
from api.scanner.form import FIELD_MAX_CHARS, see
from api.transaction import unit_of_work
from wms.db import HALL, Read, Tx, new_id
from wms.errors import Refusal
from wms.idempotency import ScanMade, first_answer, keep_refused, keep_scan
from wms.photos.develop import UPLOAD_MAX_BYTES, develop_in_turn
from wms.photos.errors import PhotoUnreadable
from wms.returns.inspection.photos import keep_photo
from wms.returns.inspection.rubric_versions import rubric_picture

HOME: Final = "/scanner/return"
FLOW_NAME: Final = "return_photo"
#: the picture, and what a form writes around it
BODY_MAX: Final = UPLOAD_MAX_BYTES + 100_000


@post(HOME + "/{number:int}/photo", status_code=200, request_max_body_size=BODY_MAX)
async def take_photo(
    number: FromPath[int], request: Request[Any, Any, Any], screen: NamedDependency[Screen]
) -> Response[Any]:
    """Keep it and go on; one that cannot be kept is taken again, and the screen says why."""
    house = house_of(request.scope)
    form = await request.form()
    kept = {
        name: str(value)[:FIELD_MAX_CHARS]
        for name, value in form.items()
        if name not in ("photo", "scan_id") and isinstance(value, str)
    }
    line = UUID(kept["line"]) if kept.get("line") else None
    parcel = UUID(kept["parcel"]) if kept.get("parcel") else None
    sent = form.get("photo")
    data = await sent.read() if isinstance(sent, UploadFile) else b""
    # a camera never takes the same picture twice, byte for byte: the same again is a repeat
    scan = ScanMade(
        id=uuid5(line or parcel or screen.by.device_id, f"{number} {sha256(data).hexdigest()}")
        if data else new_id(),
        operator_id=screen.by.operator_id, device_id=screen.by.device_id,
        flow=FLOW_NAME, code="",
    )  # fmt: skip

    async def unit(tx: Tx) -> None:
        if await first_answer(tx, scan) is None:
            photo = await keep_photo(
                tx, number, picture, line_id=line, parcel_id=parcel, by=screen.by
            )
            await keep_scan(tx, scan, {"outcome": "ok", "did": "photo", "id": str(photo)})

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
    return see(f"{HOME}/{number}?{urlencode({**kept, 'scan': str(scan.id)})}")


@get(HOME + "/examples/{shop_id:uuid}/{example_id:uuid}")
async def show_example(
    request: Request[Any, Any, Any], shop_id: FromPath[UUID], example_id: FromPath[UUID],
    read: NamedDependency[Read],
) -> Response[bytes]:  # fmt: skip
    """A shop's example; a handheld's screen shows no more than the small one."""
    content = await rubric_picture(read, shop_id, example_id, "thumbnail")
    return photo_answer(request, example_id, "thumbnail", content)


handlers: Final = [take_photo, show_example]
