"""The camera as a scanner: a browser that reads no barcodes sends a picture and is told its codes.

What is done with a code is the page's own scan (api/static/js/camera.js): nothing happens here.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.enums import MediaType

from api import i18n
from api.problems import status_of
from api.scanner.door import Screen
from api.scanner.flow import Flow
from wms.errors import Refusal
from wms.photos.codes import codes_in_turn
from wms.photos.develop import UPLOAD_MAX_BYTES

CAMERA: Final = "/scanner/camera"


@post(CAMERA, status_code=200, request_max_body_size=UPLOAD_MAX_BYTES)
async def read_picture(
    request: Request[Any, Any, Any], screen: NamedDependency[Screen]
) -> Response[bytes]:
    """``{"codes": […]}`` of a JPEG, PNG or WebP, or ``{"sentence": …}``: why it cannot be read."""
    language, status = screen.by.language, 200
    told: dict[str, Any] = {}
    try:
        told["codes"] = await codes_in_turn(await request.body())
    except Refusal as no:
        status = status_of(no)
        told["sentence"] = i18n.translate(language, no.sentence, **no.facts)
    return Response(msgspec.json.encode(told), status_code=status, media_type=MediaType.JSON)


FLOW: Final = Flow(handlers=[read_picture])
