"""The page behind the house courier's tracking address: for whoever waits for a parcel.

Open to everybody who has the number, which cannot be guessed (17 digits); it shows no name, no
town and no contents.
"""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get
from litestar.enums import MediaType
from litestar.params import FromPath

from api import i18n
from api.asker import language_of
from api.house import house_of
from api.transaction import look
from wms.barcodes import SCAN_MAX_CHARS
from wms.db import HALL
from wms.errors import N_
from wms.shipping.carriers.house import House
from wms.shipping.carriers.incidents import INCIDENTS
from wms.shipping.carriers.registry import TRACKING_PATH
from wms.shipping.tracking.whereabouts import PublicNews, whereabouts

_WORDS: Final = {
    "packed": N_("It is packed and waits for the courier."),
    "labelled": N_("It is packed and waits for the courier."),
    "handed_over": N_("The courier has taken it."),
    "in_transit": N_("It is on its way."),
    "available_for_pickup": N_("It can be picked up."),
    "delivered": N_("It is delivered."),
    "delivery_failed": N_("It could not be delivered. The courier tries again."),
    "returning": N_("It is on its way back to the sender."),
    "returned": N_("It is back at the sender."),
    "lost": N_("It cannot be found. The shop knows and will write to you."),
}
NOT_FOUND: Final = 404


@get(TRACKING_PATH + "/{number:str}", include_in_schema=False)
async def show_whereabouts(request: Request[Any, Any, Any], number: FromPath[str]) -> Response[str]:
    """Where is my parcel?"""
    house = house_of(request.scope)
    found = None
    if len(number) <= SCAN_MAX_CHARS and number.isascii() and number.isalnum():
        found = await look(house, HALL, lambda read: whereabouts(read, House.code, number))
    language = language_of(request)
    words = (
        i18n.translate(language, _WORDS[found.status]) if found and found.status in _WORDS else None
    )
    news = [(one.at, *_said(language, one)) for one in found.news] if found else []
    html = house.pages.render("office/track.html", language, found=found, words=words, news=news)
    return Response(html, media_type=MediaType.HTML, status_code=200 if found else NOT_FOUND)


def _said(language: str, one: PublicNews) -> tuple[str, str]:
    """What happened, and why when something came in between."""
    why = INCIDENTS.get(one.incident or "", "")
    return i18n.translate(language, _WORDS[one.status]), why and i18n.translate(language, why)
