"""A shop's questions and answers, for everybody: with a search that forgives."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath

from api import i18n
from api.auth import count_log_in
from api.consumer.door import LinkLeadsNowhere, for_consumers
from api.consumer.page import AnyRequest, language_for, page
from api.house import house_of
from api.transaction import look
from wms.consumer.answers import AnswerView, answers, found_for
from wms.consumer.brand import Brand, brand_by_code
from wms.db import HALL, Read
from wms.shops.consumer_links import QUESTIONS_PATH

CODE_MAX_CHARS: Final = 20
SAID_MAX_CHARS: Final = 200
FOUND_MAX: Final = 10


@get(QUESTIONS_PATH + "/{code:str}", include_in_schema=False)
@for_consumers
async def show_questions(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """What others asked this shop."""
    house = house_of(request.scope)
    await count_log_in(house, f"questions:{request.client.host if request.client else '-'}")
    shop = await look(house, HALL, lambda read: brand_by_code(read, code[:CODE_MAX_CHARS]))
    if shop is None:
        raise LinkLeadsNowhere
    said = request.query_params.get("said", "").strip()[:SAID_MAX_CHARS]
    language = language_for(request, None)
    entries = await look(house, shop.shop_id, lambda read: entries_for(read, shop, language))
    return page(
        request,
        "questions.html",
        language,
        shop,
        said=said,
        entries=found_for(said, entries, limit=FOUND_MAX) if said else entries,
        said_max=SAID_MAX_CHARS,
    )


async def entries_for(read: Read, shop: Brand, language: str) -> list[AnswerView]:
    """What the page shows in a language; a shop that has nothing in it shows its own language's."""
    for each in dict.fromkeys((language, shop.language, i18n.SOURCE_LANGUAGE)):
        found = await answers(read, shop.shop_id, each)
        if found:
            return found
    return []


handlers: Final = [show_questions]
