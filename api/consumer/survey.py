"""The one question after a delivery: a GET shows it, a POST answers.

Scanners of mails open every link, and must not vote.
"""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from api.auth import count_log_in
from api.consumer.door import for_consumers, go
from api.consumer.page import AnyRequest, language_for, page
from api.house import house_of
from api.transaction import look, unit_of_work
from wms.consumer.brand import brand
from wms.errors import N_
from wms.notices.errors import ScoreUnknown, SurveyOver
from wms.notices.letter import SMILEYS
from wms.notices.survey import COMMENT_MAX_CHARS, SCALES, Question, answer, question, unsubscribe
from wms.notices.survey_links import SURVEY_PATH, read_survey_token
from wms.shops.consumer_links import OrderLink

NOT_FOUND, INVALID = 404, 422
PAGE: Final = SURVEY_PATH + "/{token:str}"
_NOTHING: Final = N_("Please tap one of the answers.")


async def _link(request: AnyRequest, token: str) -> OrderLink | None:
    house = house_of(request.scope)
    await count_log_in(house, f"survey:{request.client.host if request.client else '-'}")
    return read_survey_token(house.settings.secret_key, token)


async def _page(
    request: AnyRequest, link: OrderLink | None, *, done: str = "", no: str | None = None
) -> Response[Any]:
    house = house_of(request.scope)
    one: Question | None = None
    of = None
    if link is not None:
        shop_id, order_id = link.shop_id, link.order_id
        try:
            one = await look(house, shop_id, lambda read: question(read, shop_id, order_id))
        except SurveyOver:
            one = None
        of = await look(house, shop_id, lambda read: brand(read, shop_id))
    language = language_for(request, one.language if one else None)
    tapped = request.query_params.get("score", "")
    scores = list(SCALES[one.scale]) if one else []
    chosen = int(tapped) if tapped.isascii() and tapped.isdigit() and len(tapped) < 3 else None
    return page(
        request,
        "survey.html",
        language,
        of,
        status_code=(INVALID if no else 200) if one else NOT_FOUND,
        one=one,
        done=done,
        no=no,
        scores=scores,
        chosen=chosen if chosen in scores else (one.score if one else None),
        smileys=SMILEYS,
        comment_max=COMMENT_MAX_CHARS,
    )


@get(PAGE, include_in_schema=False)
@for_consumers
async def show_question(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The question; the answer that was tapped in the mail is marked, not given."""
    return await _page(
        request, await _link(request, token), done=request.query_params.get("done", "")
    )


@post(PAGE, include_in_schema=False, status_code=200)
@for_consumers
async def answer_question(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Keep the answer."""
    link = await _link(request, token)
    if link is None:
        return await _page(request, None)
    form = await request.form()
    said, words = str(form.get("score", "")), str(form.get("comment", "")).replace("\0", "")
    score = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else -1
    try:
        await unit_of_work(
            house_of(request.scope),
            link.shop_id,
            lambda tx: answer(tx, link.shop_id, link.order_id, score=score, comment=words),
        )
    except ScoreUnknown:
        return await _page(request, link, no=_NOTHING)
    except SurveyOver:
        return await _page(request, link)
    return go(f"{SURVEY_PATH}/{token}?done=answered")


@get(PAGE + "/unsubscribe", include_in_schema=False)
@for_consumers
async def show_unsubscribe(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Asks before it does it."""
    return await _page(request, await _link(request, token), done="unsubscribe")


@post(PAGE + "/unsubscribe", include_in_schema=False, status_code=200)
@for_consumers
async def unsubscribe_now(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The button of the page, and the one click of a mail program (RFC 8058)."""
    link = await _link(request, token)
    if link is None:
        return await _page(request, None)
    house = house_of(request.scope)
    await unit_of_work(
        house,
        link.shop_id,
        lambda tx: unsubscribe(tx, house.settings, link.shop_id, link.order_id),
    )
    return await _page(request, link, done="unsubscribed")


handlers: Final = [show_question, answer_question, show_unsubscribe, unsubscribe_now]
