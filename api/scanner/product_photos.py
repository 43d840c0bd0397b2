"""The picture of a product, for whoever has to find or recognise it.

Pages name it, so it costs their scans nothing: the handheld asks for it once, after the page is
there, and keeps it.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.asker import AnyRequest
from api.photo_answers import photo_answer
from api.scanner.flow import Flow
from wms.catalog.photos import thumbnail_of_product
from wms.db import Read


@get("/scanner/photos/{shop_id:uuid}/{photo_id:uuid}")
async def show_product_photo(
    request: AnyRequest, shop_id: FromPath[UUID], photo_id: FromPath[UUID],
    read: NamedDependency[Read],
) -> Response[bytes]:  # fmt: skip
    """The small one; a handheld's screen shows no more."""
    content = await thumbnail_of_product(read, shop_id, photo_id)
    return photo_answer(request, photo_id, "thumbnail", content)


FLOW: Final = Flow(handlers=[show_product_photo])
