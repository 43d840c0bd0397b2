"""A shop's colour and sign, as its consumers' pages fetch them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath

from api.house import house_of
from api.photo_answers import photo_answer
from api.transaction import look
from wms.consumer.brand import brand, readable
from wms.photos.errors import PhotoUnknown
from wms.photos.keep import photo_bytes

NOT_FOUND: Final = 404
_YEAR_S: Final = 31_536_000


@get("/brand/{colour:str}/colour.css", include_in_schema=False, media_type="text/css")
async def show_colour(colour: FromPath[str]) -> Response[str]:
    """The one rule by which a page takes its shop's colour; the address says which."""
    known = readable(colour)
    if known is None:
        return Response("", media_type="text/css", status_code=NOT_FOUND)
    return Response(
        f".consumer {{ --brand: #{known}; }}\n",
        media_type="text/css",
        headers={"Cache-Control": f"public, max-age={_YEAR_S}, immutable"},
    )


@get("/brand/{shop_id:uuid}/logo/{logo_id:uuid}", include_in_schema=False)
async def show_logo(
    request: Request[Any, Any, Any], shop_id: FromPath[UUID], logo_id: FromPath[UUID]
) -> Response[bytes]:
    """A shop's sign: the one in use, and no other picture."""
    house = house_of(request.scope)
    of = await look(house, shop_id, lambda read: brand(read, shop_id))
    if of is None or of.logo_id != logo_id:
        raise PhotoUnknown
    content = await look(house, shop_id, lambda read: photo_bytes(read, logo_id, shop_id=shop_id))
    return photo_answer(request, logo_id, "full", content)


handlers: Final = [show_colour, show_logo]
