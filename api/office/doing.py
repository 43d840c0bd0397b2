"""What the desk's forms do alike: say no beside the form, and go back to where the person was."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar
from uuid import UUID

from litestar import Request, Response

from api import i18n
from api.asker import language_of
from api.house import house_of
from api.transaction import tenant_of, unit_of_work
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import REFUSALS, Kind, NotFound, Refusal, SeveralInvalid
from wms.failures import FAILURES
from wms.halls import SANDBOX, twin_of
from wms.shops.queries import shops

T = TypeVar("T")

AnyRequest = Request[Any, Any, Any]
#: people who may hire, suspend and issue keys
MANAGERS: Final = ("manager", "admin")
ADMINS: Final = ("admin",)
PDF: Final = "application/pdf"
ZPL: Final = "application/zpl"
_PAGE_OF_OURS: Final = re.compile(r"/office(?:/[\w.~/-]*)?(?:\?[\w.~%&=+-]*)?", re.ASCII)


async def attempt(request: AnyRequest, unit: Callable[[Tx], Awaitable[T]]) -> T | Refusal:
    """Run ``unit`` in a transaction of its own; a no is returned, with nothing of it kept.

    For forms that are shown again with the no beside them. What is not there is no form's fault:
    NotFound is raised, as everywhere.
    """
    try:
        return await unit_of_work(house_of(request.scope), tenant_of(request.scope), unit)
    except NotFound:
        raise
    except Refusal as refusal:
        if refusal.kind is Kind.NOT_FOUND:
            raise
        return refusal


async def do_or_show(
    request: AnyRequest,
    unit: Callable[[Tx], Awaitable[T]],
    *,
    show: Callable[[Refusal], Awaitable[Response[Any]]],
    done: Callable[[T], Response[Any]],
    shows_not_found: bool = False,
) -> Response[Any]:
    """A verb behind a form of the desk: do it and go on, or show the form again with the no.

    ``show`` closes over what was typed, so nobody types it twice. ``shows_not_found``: what is not
    there was typed into a field of the form.
    """
    try:
        answer = await attempt(request, unit)
    except Refusal as missing:
        if not shows_not_found:
            raise
        answer = missing
    return await show(answer) if isinstance(answer, Refusal) else done(answer)


def words_of(request: AnyRequest, refusal: Refusal) -> str:
    """The no in the person's language."""
    language = language_of(request)
    told = refusal.errors if isinstance(refusal, SeveralInvalid) else [refusal]
    sentences = []
    for one in told:
        facts = dict(one.facts)
        if isinstance(facts.get("reason"), str):
            facts["reason"] = i18n.translate(language, facts["reason"])
        sentences.append(i18n.translate(language, one.sentence, **facts))
    return " ".join(sentences)


def back_to(form: dict[str, str], otherwise: str) -> str:
    """The page of ours that the form names as ``back``; never leads off this site."""
    path = form.get("back", "")
    return path if _PAGE_OF_OURS.fullmatch(path) and "//" not in path else otherwise


def sandbox_of(request: AnyRequest) -> UUID | str:
    """Whoever the request works for, in the hall of the sandboxes."""
    tenant = tenant_of(request.scope)
    return twin_of(tenant) if isinstance(tenant, UUID) else SANDBOX


def own_shop(desk: Desk, wanted: str) -> str:
    """The shop filter: a shop's own person needs none, the database shows them one shop only."""
    return "" if desk.shop_id else wanted


async def shop_choices(read: Read, desk: Desk) -> list[tuple[str, str]]:
    """(code, name) of the shops to filter by; none for a shop's own person."""
    return [] if desk.shop_id else [(one.code, one.name) for one in await shops(read)]


def say_refusal(code: str, facts: dict[str, Any]) -> str:
    """A refusal or failure that was written down, in the language of the page; or its code."""
    sentence = REFUSALS[code].sentence if code in REFUSALS else FAILURES.get(code)
    if sentence is None:
        return code
    return i18n.translate(i18n.current_language(), sentence, **facts)


def file(content: bytes, name: str, *, kind: str = PDF) -> Response[bytes]:
    """A paper: PDF shown in the page, anything else saved. Only our own pages may frame it."""
    how = "inline" if kind == PDF else "attachment"
    headers = {
        "Content-Disposition": f'{how}; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Frame-Options": "SAMEORIGIN",
    }
    return Response(content, media_type=kind, headers=headers)
