"""A shop's named contact, its hours, and its saved replies."""

from __future__ import annotations

from datetime import time
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.live import last_id
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, words_of
from wms.contact.errors import HoursWrong
from wms.contact.signed import (
    LANGUAGES,
    NAMES,
    Contact,
    contact_of,
    drop_reply,
    replies,
    save_reply,
    set_contact,
)
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.shops.queries import shop_by_code

PAGE: Final = "/office/shops/{code:str}/contact"
DAYS: Final = (0, 1, 2, 3)
FLASHES["contact_set"] = N_("Answers are signed like this from now on.")
FLASHES["reply_saved"] = N_("The reply stands in the box of every thread of this shop.")


async def _page(
    request: AnyRequest,
    desk_page: DeskPage,
    read: Read,
    code: str,
    *,
    no: Refusal | None = None,
    typed: dict[str, str] | None = None,
) -> Response[Any]:
    one = await shop_by_code(read, code)
    return desk_page.show(
        "office/shop_contact.html",
        status=409 if no else 200,
        no=words_of(request, no) if no else None,
        shop=one,
        contact=await contact_of(read, one.id),
        replies=await replies(read, one.id),
        names=sorted(NAMES),
        reply_languages=LANGUAGES,
        days=DAYS,
        typed=typed or {},
        address=f"/office/shops/{code}/contact",
    )


@get(PAGE)
async def show_contact(
    request: AnyRequest,
    code: FromPath[str],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Who signs, when somebody is there, and what is often answered."""
    return await _page(request, desk_page, read, code)


@post(PAGE, status_code=200)
async def set_it(
    request: AnyRequest,
    code: FromPath[str],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Say who signs, or save or forget a reply."""
    form = await desk_page.form()

    async def unit(tx: Tx) -> None:
        shop_id = (await shop_by_code(tx, code)).id
        gone = last_id(form.get("forget"))
        if gone is not None:
            await drop_reply(tx, shop_id, gone)
        elif "title" in form:
            await save_reply(
                tx, shop_id, language=form.get("language", ""), title=form["title"],
                words=form.get("words", ""),
            )  # fmt: skip
        else:
            await set_contact(tx, shop_id, _contact(form))

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(request, desk_page, read, code, no=done, typed=form)
    is_reply = "title" in form or "forget" in form
    said = "reply_saved" if "title" in form else None if is_reply else "contact_set"
    return go(f"/office/shops/{code}/contact", said=said)


def _contact(form: dict[str, str]) -> Contact:
    days = form.get("answer_days", "1")
    try:
        opens, closes = (time.fromisoformat(form.get(n, "")) for n in ("opens_at", "closes_at"))
    except ValueError as error:
        raise HoursWrong(pointer="/opens_at") from error
    return Contact(
        name=form.get("name", ""),
        signature=form.get("signature", "").replace("\r\n", "\n"),
        opens_at=opens.replace(tzinfo=None),
        closes_at=closes.replace(tzinfo=None),
        answer_days=int(days) if days in {str(one) for one in DAYS} else 1,
        is_chat_on=bool(form.get("is_chat_on")),
    )


handlers: Final = [show_contact, set_it]
