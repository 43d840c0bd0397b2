"""A question to the shop, or what is wrong with the goods, with pictures.

Before a question is sent, what the shop has answered already is shown; it can be sent all the same.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from api import i18n
from api.consumer.door import Opened, for_consumers, go, open_link, show
from api.consumer.order import PAGE
from api.consumer.page import AnyRequest
from api.consumer.questions import entries_for
from api.house import house_of
from api.transaction import look, unit_of_work
from wms.consumer.answers import AnswerView, found_for
from wms.consumer.ask import ABOUTS, PICTURES_MAX, WORDS_MAX_CHARS, ask_shop
from wms.consumer.errors import AskedTooOften
from wms.db import new_id
from wms.errors import N_, Refusal
from wms.photos.develop import UPLOAD_MAX_BYTES, develop_in_turn

INVALID: Final = 422
#: pictures, words and the form around them
BODY_MAX: Final = PICTURES_MAX * UPLOAD_MAX_BYTES + 100_000
SUGGESTED_MAX: Final = 3
ABOUT_WORDS: Final = {
    "question": N_("I have a question"),
    "damaged": N_("Something is damaged"),
    "wrong_item": N_("I got something else"),
    "missing": N_("Something is missing"),
    "other": N_("Something else"),
}
#: what the law gives fourteen days to answer (Polish act on consumer rights, art. 7a)
COMPLAINTS: Final = ("damaged", "wrong_item", "missing")
_EMPTY: Final = N_("Please write what it is about.")
_PICTURE: Final = N_("This is no picture that we can read. Please choose a JPEG, PNG or WebP file.")
_TOO_OFTEN: Final = N_("You have written very often today. Please wait for the answer.")


class _Form(msgspec.Struct, frozen=True, kw_only=True):
    about: str = "question"
    words: str = ""
    #: the suggested answers were seen
    is_sure: bool = False
    form_id: UUID


@get(PAGE + "/ask", include_in_schema=False)
@for_consumers
async def show_form(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """What is it about?"""
    opened = await open_link(request, token)
    about = request.query_params.get("about", "")
    form = _Form(about=about if about in ABOUTS else "question", form_id=new_id())
    return _show(request, opened, form, [])


def _show(
    request: AnyRequest,
    opened: Opened,
    form: _Form,
    faults: list[tuple[str, str]],
    suggested: list[AnswerView] | None = None,
) -> Response[Any]:
    return show(
        request, opened, "ask.html", status=INVALID if faults else 200,
        form=form, faults=faults, suggested=suggested or [], abouts=ABOUT_WORDS,
        words_max=WORDS_MAX_CHARS, pictures_max=PICTURES_MAX,
    )  # fmt: skip


@post(PAGE + "/ask", include_in_schema=False, status_code=200, request_max_body_size=BODY_MAX)
@for_consumers
async def take_question(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """It was written: shown what is answered already, or sent."""
    opened = await open_link(request, token)
    sent = await request.form()
    form = _Form(
        about=about if (about := str(sent.get("about", ""))) in ABOUTS else "question",
        words=str(sent.get("words", "")).replace("\0", "").strip()[:WORDS_MAX_CHARS],
        is_sure=sent.get("sure") == "yes",
        form_id=_id(str(sent.get("form_id", ""))),
    )
    if not form.words:
        return _show(request, opened, form, [("words", _EMPTY)])
    files = [each for each in sent.getall("photos", []) if isinstance(each, UploadFile)]
    contents = [content for each in files[:PICTURES_MAX] if (content := await each.read())]
    if form.about == "question" and not form.is_sure and not contents:
        found = await _suggested(request, opened, form.words)
        if found:
            return _show(request, opened, msgspec.structs.replace(form, is_sure=True), [], found)
    try:
        pictures = [(await develop_in_turn(content)).full for content in contents]
    except Refusal:
        return _show(request, opened, form, [("photos", _PICTURE)])
    return await _send(request, opened, form, pictures)


async def _send(
    request: AnyRequest, opened: Opened, form: _Form, pictures: list[bytes]
) -> Response[Any]:
    order = opened.order
    words = form.words
    if form.about != "question":  # whoever reads it sees at once what it is
        words = f"{i18n.translate(opened.language, ABOUT_WORDS[form.about])}\n\n{words}"
    house = house_of(request.scope)
    try:
        asked = await unit_of_work(
            house, order.shop_id,
            lambda tx: ask_shop(
                tx, order.shop_id, order.id, words, form_id=form.form_id, pictures=pictures,
                is_complaint=form.about in COMPLAINTS,
                title=i18n.translate(opened.brand.language, ABOUT_WORDS[form.about]),
            ),
        )  # fmt: skip
    except AskedTooOften:
        return _show(request, opened, form, [("words", _TOO_OFTEN)])
    house.bell.say(asked.thread_id)
    due = asked.answer_due_at
    by = f"&by={i18n.day_of(due).isoformat()}" if due else ""
    return go(f"{opened.address}?done=asked{by}")


async def _suggested(request: AnyRequest, opened: Opened, words: str) -> list[AnswerView]:
    """What the shop has answered already that fits."""
    entries = await look(
        house_of(request.scope), opened.order.shop_id,
        lambda read: entries_for(read, opened.brand, opened.language),
    )  # fmt: skip
    return found_for(words, entries, limit=SUGGESTED_MAX)


def _id(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        return new_id()


handlers: Final = [show_form, take_question]
