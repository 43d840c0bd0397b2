"""A picture of what is wrong, taken by the handheld's own camera."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid5

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.house import house_of
from api.scanner.door import Screen
from api.scanner.form import see
from api.scanner.receive_dock import HOME
from api.transaction import unit_of_work
from wms.db import HALL, Read, Tx
from wms.errors import Refusal
from wms.idempotency import ScanMade, first_answer, keep_scan
from wms.inbound import counting
from wms.inbound.photos import add_photo
from wms.photos.develop import UPLOAD_MAX_BYTES, develop_in_turn
from wms.photos.errors import PhotoUnreadable

_ADDRESS: Final = HOME + "/{asn_id:uuid}/photo/{discrepancy_id:uuid}"
#: the picture, and what a form writes around it
_BODY_MAX: Final = UPLOAD_MAX_BYTES + 100_000
_TEMPLATE: Final = "scanner/receive_photo.html"


@get(_ADDRESS)
async def show_camera(
    asn_id: FromPath[UUID],
    discrepancy_id: FromPath[UUID],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[str]:
    """Point the camera at it."""
    asn = await counting.delivery(read, asn_id)
    return await _camera(screen, asn, discrepancy_id)


async def _camera(
    screen: Screen, asn: counting.Delivery, discrepancy_id: UUID, wrong: Refusal | None = None
) -> Response[str]:
    address = f"{HOME}/{asn.id}"
    language = screen.by.language
    return await screen.show(
        _TEMPLATE,
        asn=asn,
        address=address,
        action=f"{address}/photo/{discrepancy_id}",
        wrong=i18n.translate(language, wrong.sentence, **wrong.facts) if wrong else None,
    )


def _scan_of(data: bytes, discrepancy_id: UUID, screen: Screen) -> ScanMade:
    """A camera never takes the same picture twice, byte for byte: what comes again is a repeat
    after an answer that was lost, whether the browser sent it or a person."""
    return ScanMade(
        id=uuid5(discrepancy_id, sha256(data).hexdigest()),
        operator_id=screen.by.operator_id,
        device_id=screen.by.device_id,
        flow="receive_photo",
        code="",
    )


@post(_ADDRESS, status_code=200, request_max_body_size=_BODY_MAX)
async def take_photo(
    asn_id: FromPath[UUID],
    discrepancy_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Keep it and go on receiving; a picture that cannot be kept is taken again."""
    sent = (await request.form()).get("photo")
    try:
        if not isinstance(sent, UploadFile):
            raise PhotoUnreadable
        data = await sent.read()
        scan = _scan_of(data, discrepancy_id, screen)
        picture = await develop_in_turn(data)

        async def unit(tx: Tx) -> None:
            if await first_answer(tx, scan) is None:
                kept = await add_photo(tx, asn_id, discrepancy_id, picture)
                await keep_scan(tx, scan, {"outcome": "ok", "did": "photo", "id": str(kept)})

        await unit_of_work(house_of(request.scope), HALL, unit)
    except Refusal as refusal:
        asn = await counting.delivery(read, asn_id)
        return await _camera(screen, asn, discrepancy_id, refusal)
    return see(f"{HOME}/{asn_id}")


HANDLERS: Final = [show_camera, take_photo]
