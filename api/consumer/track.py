"""The page behind a tracking number: for whoever waits for a parcel.

Open to everybody who has the number (the house courier's cannot be guessed: 17 digits); it shows no
name, no town and no contents, for every courier's parcels alike.
"""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath

from api.auth import count_log_in
from api.consumer.door import for_consumers
from api.consumer.page import AnyRequest, language_for, page
from api.consumer.words import PARCEL_WORDS, news_said
from api.house import house_of
from api.transaction import look
from wms.barcodes import SCAN_MAX_CHARS
from wms.consumer.brand import Brand, brand
from wms.halls import HALLS, is_twin
from wms.shipping.carriers.registry import TRACKING_PATH
from wms.shipping.tracking.whereabouts import Whereabouts, whereabouts

NOT_FOUND: Final = 404


@get(TRACKING_PATH + "/{number:str}", include_in_schema=False)
@for_consumers
async def show_whereabouts(request: AnyRequest, number: FromPath[str]) -> Response[Any]:
    """Where is my parcel?"""
    house = house_of(request.scope)
    await count_log_in(house, f"track:{request.client.host if request.client else '-'}")
    found: Whereabouts | None = None
    of: Brand | None = None
    if len(number) <= SCAN_MAX_CHARS and number.isascii() and number.isalnum():
        for hall in HALLS:  # a test parcel only when no real one has the number
            found = found or await look(house, hall, lambda read: whereabouts(read, number))
    if found:
        shop_id = found.shop_id
        of = await look(house, shop_id, lambda read: brand(read, shop_id))
    language = language_for(request)
    return page(
        request,
        "track.html",
        language,
        of,
        status_code=200 if found else NOT_FOUND,
        found=found,
        is_test=found is not None and is_twin(found.shop_id),
        words=PARCEL_WORDS.get(found.status) if found else None,
        news=news_said(found.news) if found else [],
    )


handlers: Final = [show_whereabouts]
