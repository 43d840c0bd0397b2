"""The mailboxes that are read, and what of them nobody could file."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.failures import say_failure
from api.house import house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import ADMINS, AnyRequest, attempt, words_of
from api.transaction import look
from wms.contact.arrived import aside_mails, forget_aside
from wms.contact.failures import SET_ASIDE
from wms.contact.files import develop_file
from wms.contact.filing import content_of, file_mail, make_ready
from wms.contact.mailboxes import TLS, NewMailbox, mailboxes, set_mailbox
from wms.db import HALL, Read, Tx
from wms.errors import N_, Refusal
from wms.shops.queries import shop_by_code, shops

PAGE: Final = "/office/mailboxes"
FLASHES["mailbox_set"] = N_("The mailbox is set. It is looked at within half a minute.")
FLASHES["mail_filed"] = N_("The mail stands under Messages.")
FLASHES["mail_forgotten"] = N_("The mail is forgotten here. It still lies in its mailbox.")
_PORT_MAX_DIGITS: Final = 5


async def _page(
    request: AnyRequest,
    desk_page: DeskPage,
    read: Read,
    *,
    no: Refusal | None = None,
    typed: dict[str, str] | None = None,
) -> Response[Any]:
    house = house_of(request.scope)
    return desk_page.show(
        "office/mailboxes.html",
        status=409 if no else 200,
        no=words_of(request, no) if no else None,
        boxes=await mailboxes(read),
        aside=await aside_mails(read, house.settings),
        reasons=SET_ASIDE,
        shops=[(one.code, one.name) for one in await shops(read)],
        tls=TLS,
        typed=typed or {},
        say_failure=say_failure,
        may_set=desk_page.by is not None and desk_page.by.role in ADMINS,
    )


@get(PAGE)
async def show_mailboxes(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Which mailboxes are read, how that goes, and what was set aside."""
    return await _page(request, desk_page, read)


@post(PAGE, status_code=200, opt={"roles": ADMINS})
async def set_one(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Add a mailbox, or change one; an empty password keeps the one that there is."""
    form = await desk_page.form()
    house = house_of(request.scope)
    port = form.get("port", "")
    fits = port.isascii() and port.isdigit() and len(port) <= _PORT_MAX_DIGITS

    async def unit(tx: Tx) -> UUID:
        shop = await shop_by_code(tx, form["shop"]) if form.get("shop") else None
        new = NewMailbox(
            shop_id=shop.id if shop else None,
            host=form.get("host", "").strip(),
            port=int(port) if fits else 0,
            tls=form.get("tls", ""),
            login=form.get("login", "").strip(),
            password=form.get("password", ""),
            folder=form.get("folder", "").strip() or "INBOX",
            is_active=bool(form.get("is_active")),
        )
        return await set_mailbox(tx, house.settings, new, _id(form.get("id", "")))

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(request, desk_page, read, no=done, typed=form)
    return go(PAGE, said="mailbox_set")


def _id(given: str) -> UUID | None:
    try:
        return UUID(given) if given else None
    except ValueError:
        return None


@post(PAGE + "/aside/{arrived_id:uuid}", status_code=200)
async def file_aside(
    request: AnyRequest,
    arrived_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """File a mail under a shop, or forget it."""
    form = await desk_page.form()
    house = house_of(request.scope)
    code = form.get("shop", "")
    if not code:
        await attempt(request, lambda tx: forget_aside(tx, arrived_id))
        return go(PAGE, said="mail_forgotten")
    # its pictures are developed before anything is read
    raw = await look(house, HALL, lambda hall: content_of(hall, house.settings, arrived_id))
    if raw is None:
        return go(PAGE)
    try:
        ready = await make_ready(raw, develop_file)
    except ValueError:
        return go(PAGE)

    async def unit(tx: Tx) -> tuple[UUID, UUID] | None:
        shop = await shop_by_code(tx, code)
        return await file_mail(tx, house.settings, arrived_id, ready, to_shop=shop.id)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(request, desk_page, read, no=done)
    if done is not None:
        house.bell.say(done[1])
    return go(PAGE, said="mail_filed")


handlers: Final = [show_mailboxes, set_one, file_aside]
