"""One case at the desk: what was said, its evidence, what is to be done, how it is put right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.enclosed import attachment
from api.office.amounts import minor_of, typed_amount
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, back_to, words_of
from api.office.sent_files import FORM_MAX, files_of
from wms.access.errors import RoleForbids
from wms.access.people import Desk
from wms.calendar.house import zone_of_the_house
from wms.cases.claim import (
    Claimed,
    Outcome,
    claim,
    claim_answered,
    claim_of,
    claim_sent,
    papers,
    start_claim,
)
from wms.cases.evidence import case_evidence
from wms.cases.models import DAMAGES, OUTCOMES, PAYERS
from wms.cases.queries import CaseRow, case_by_number, case_tasks, case_words
from wms.cases.resolve import Remedy, reopen_case, resolve_case
from wms.cases.talk import TASK_MAX_CHARS, add_task, say_in_case, take_case, task_done
from wms.catalog.product_list import ProductRow, product_list
from wms.contact.files import FILES_MAX
from wms.contact.thread import file_of
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.orders.place import MAX_QUANTITY
from wms.orders.queries import order
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.again.errors import NothingChosen
from wms.shipping.again.models import COSTS
from wms.shipping.again.reship import Left, left_to_send
from wms.shipping.carriers.incidents import INCIDENTS
from wms.shipping.carriers.registry import Offer, other_ways

LIST: Final = "/office/cases"
PAGE: Final = LIST + "/{number:int}"
#: a shop's own people open cases, say something in theirs, and settle them
EVERYBODY: Final = {"roles": ALL_ROLES}
REMEDIES: Final = ("reship", "extra_item", "other_carrier", "credit", "none")
#: remedies that send something, so they need an order
SENDING: Final = ("reship", "extra_item", "other_carrier")
#: products that a form offers to choose among, and its rows for extra items
OFFERED_MAX: Final = 200
EXTRA_ROWS: Final = 3
_QUANTITY: Final = "q."

FLASHES["case_said"] = N_("It is said.")
FLASHES["case_taken"] = N_("You look after it now.")
FLASHES["case_resolved"] = N_("The case is resolved. The shop is told.")
FLASHES["case_settled"] = N_("The case is settled.")
FLASHES["case_reopened"] = N_("The case is open again.")
FLASHES["claim_sent"] = N_("It is written down. The courier answers within 30 days.")
FLASHES["case_task"] = N_("It is written down.")

Fields = list[tuple[str, str]]


@get(PAGE, opt=EVERYBODY)
async def show_case(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One case."""
    return await _page(request, number, desk, desk_page, read)


async def _page(
    request: AnyRequest,
    number: int,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    no: Refusal | None = None,
    typed: Fields | None = None,
) -> Response[Any]:
    one, is_staff = await case_by_number(read, number), desk.shop_id is None
    is_open = one.status != "resolved"
    claimed = await claim_of(read, one.shop_id, one.id)
    return desk_page.show(
        "office/case.html",
        status=409 if no else 200,
        no=words_of(request, no) if no else None,
        typed=dict(typed or []),
        extra=_pairs(typed or []),
        today=datetime.now(await zone_of_the_house(read)).date(),
        one=one,
        is_staff=is_staff,
        said=await case_words(read, one.shop_id, one.id, with_notes=is_staff),
        evidence=await case_evidence(read, one),
        incidents=INCIDENTS,
        claim=claimed,
        claimed_amount=typed_amount(claimed.amount_minor, claimed.currency) if claimed else "",
        papers=papers(claimed.what) if claimed else (),
        tasks=await case_tasks(read, one.shop_id, one.id) if is_staff else [],
        task_max=TASK_MAX_CHARS,
        choices=await _choices(read, one) if is_staff and is_open else None,
        files_max=FILES_MAX,
        me=desk.user_id,
    )


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What the form that puts a case right offers."""

    remedies: list[str]
    #: what can be sent again, the other ways to send it, and what else the shop has
    left: list[Left]
    ways: list[Offer]
    products: list[ProductRow]
    reasons: tuple[str, ...] = tuple(COSTS)
    payers: tuple[str, ...] = PAYERS
    rows: int = EXTRA_ROWS


async def _choices(read: Read, one: CaseRow) -> Choices:
    if one.order_id is None:
        remedies = [remedy for remedy in REMEDIES if remedy not in SENDING]
        return Choices(remedies=remedies, left=[], ways=[], products=[])
    sent = await order(read, one.shop_id, one.order_id)
    usable = await usable_by(read, one.shop_id)
    return Choices(
        remedies=list(REMEDIES),
        left=await left_to_send(read, one.shop_id, one.order_id, one.parcel_id),
        ways=other_ways(sent.carrier, sent.service, usable),
        products=await product_list(read, shop=one.shop_code, limit=OFFERED_MAX),
    )


@post(PAGE + "/say", opt=EVERYBODY, status_code=200, request_max_body_size=FORM_MAX)
async def say_something(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Answer, ask, or keep a note for the house, with files or without."""
    form = await request.form()
    words = str(form.get("words", "")).replace("\r\n", "\n")
    is_staff = desk.shop_id is None
    is_note = is_staff and form.get("do") == "note"
    # before anything is read: whoever waits for a picture keeps no connection
    files = await files_of(form)

    async def unit(tx: Tx) -> None:
        one = await case_by_number(tx, number)
        await say_in_case(
            tx, one.shop_id, one.id, words, from_="us" if is_staff else "shop", by=desk,
            is_note=is_note, attachments=files,
        )  # fmt: skip

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(request, number, desk, desk_page, read, done, [("words", words)])
    return go(f"{LIST}/{number}", said="case_said")


@get(PAGE + "/files/{file_id:uuid}", opt=EVERYBODY)
async def show_file(
    number: FromPath[int],
    file_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    read: NamedDependency[Read],
) -> Response[bytes]:
    """A file that somebody sent, saved and never opened in the page."""
    one = await case_by_number(read, number)
    for_whom = "us" if desk.shop_id is None else "shop"
    name, kind, content = await file_of(read, one.thread_id, file_id, for_whom=for_whom)
    return attachment(name, kind, content)


@post(PAGE + "/{what:str}", opt=EVERYBODY, status_code=200)
async def do_something(
    request: AnyRequest,
    number: FromPath[int],
    what: FromPath[str],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Take it, add a task or do it, resolve it, open it again.

    Raises:
        RoleForbids: tasks and remedies are the house's own.
    """
    fields = await desk_page.form_list()
    one = await case_by_number(read, number)
    verbs = _VERBS if desk.shop_id is None else _OF_SHOPS
    if what not in verbs:
        raise RoleForbids
    said, verb = verbs[what]

    async def unit(tx: Tx) -> None:
        await verb(tx, one, fields, desk)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(request, number, desk, desk_page, read, done, fields)
    return go(back_to(dict(fields), f"{LIST}/{number}"), said=said)


async def _take(tx: Tx, one: CaseRow, fields: Fields, by: Desk) -> None:
    seen = dict(fields).get("of", "")
    of = one.assigned_to if str(one.assigned_to or "") == seen else None
    await take_case(tx, one.shop_id, one.id, by=by, of=of)


async def _task(tx: Tx, one: CaseRow, fields: Fields, by: Desk) -> None:
    form = dict(fields)
    for task in await case_tasks(tx, one.shop_id, one.id):
        if str(task.id) == form.get("task"):
            is_done = task.done_at is None
            await task_done(tx, one.shop_id, one.id, task.id, by=by, is_done=is_done)
            return
    try:
        due_on = date.fromisoformat(form.get("due_on", ""))
    except ValueError:
        due_on = None
    await add_task(tx, one.shop_id, one.id, form.get("what", ""), due_on=due_on)


async def _resolve(tx: Tx, one: CaseRow, fields: Fields, by: Desk) -> None:
    form = dict(fields)
    what = form.get("remedy", "")
    currency = form.get("currency", "").strip().upper()
    is_credit = what == "credit"
    carrier, _, service = form.get("way", "").partition("/")
    is_other = what == "other_carrier"
    wish = {
        "what": what if what in REMEDIES else "none",
        "reason": form.get("reason") if form.get("reason") in COSTS else "damaged",
        "lines": _lines(fields, what) or None,
        "carrier": (carrier or None) if is_other else None,
        "service": (service or None) if is_other else None,
        "cost": form.get("cost") if form.get("cost") in PAYERS else None,
        "credit_minor": (minor_of(form.get("amount", ""), "") or None) if is_credit else None,
        "credit_currency": currency if is_credit and _is_currency(currency) else None,
    }
    await resolve_case(tx, one.shop_id, one.id, msgspec.convert(wish, Remedy), by=by)


def _lines(fields: Fields, what: str) -> list[dict[str, Any]]:
    """How much of which product: of those that left, or of any of the shop's."""
    if what == "extra_item":
        asked = _pairs(fields)
    elif what in SENDING:
        asked = [(n.removeprefix(_QUANTITY), v) for n, v in fields if n.startswith(_QUANTITY)]
    else:
        asked = []
    lines = [
        {"sku": sku, "quantity": min(int(count), MAX_QUANTITY)}
        for sku, count in asked
        if sku and count.isascii() and count.isdigit() and int(count) > 0
    ]
    if asked and not lines:
        raise NothingChosen
    return lines


def _pairs(fields: Fields) -> list[tuple[str, str]]:
    """The rows of a form with a product and how many of it."""
    skus = [value.strip() for name, value in fields if name == "sku"]
    counts = [value.strip() for name, value in fields if name == "quantity"]
    return list(zip(skus, counts, strict=False))


def _is_currency(typed: str) -> bool:
    return len(typed) == 3 and typed.isascii() and typed.isalpha()


async def _claim(tx: Tx, one: CaseRow, fields: Fields, by: Desk) -> None:
    form = dict(fields)
    currency = form.get("claim_currency", "").strip().upper()
    wish = {
        "what": form.get("claim_what") if form.get("claim_what") in DAMAGES else "lost",
        "amount_minor": minor_of(form.get("claim_amount", ""), "") or None,
        "currency": currency if _is_currency(currency) else "PLN",
    }
    await claim(tx, one.shop_id, one.id, msgspec.convert(wish, Claimed), by=by)


async def _claim_begins(tx: Tx, one: CaseRow, _fields: Fields, by: Desk) -> None:
    await start_claim(tx, one.shop_id, one.id, by=by)


async def _claim_sent(tx: Tx, one: CaseRow, fields: Fields, by: Desk) -> None:
    await claim_sent(tx, one.shop_id, one.id, dict(fields).get("reference", ""), by=by)


async def _claim_answered(tx: Tx, one: CaseRow, fields: Fields, by: Desk) -> None:
    form = dict(fields)
    outcome = next((each for each in OUTCOMES if each == form.get("outcome")), "refused")
    paid = minor_of(form.get("paid", ""), "")
    await claim_answered(tx, one.shop_id, one.id, msgspec.convert(outcome, Outcome), paid, by=by)


async def _reopen(tx: Tx, one: CaseRow, _fields: Fields, by: Desk) -> None:
    await reopen_case(tx, one.shop_id, one.id, by=by)


async def _settle(tx: Tx, one: CaseRow, _fields: Fields, by: Desk) -> None:
    await resolve_case(tx, one.shop_id, one.id, Remedy(what="none"), by=by)


Verb = Callable[[Tx, CaseRow, Fields, Desk], Awaitable[None]]

_VERBS: Final[dict[str, tuple[str, Verb]]] = {
    "take": ("case_taken", _take),
    "task": ("case_task", _task),
    "resolve": ("case_resolved", _resolve),
    "reopen": ("case_reopened", _reopen),
    "claim-begins": ("case_task", _claim_begins),
    "claim": ("case_task", _claim),
    "claim-sent": ("claim_sent", _claim_sent),
    "claim-answered": ("case_task", _claim_answered),
}
_OF_SHOPS: Final[dict[str, tuple[str, Verb]]] = {
    "settle": ("case_settled", _settle),
    "reopen": ("case_reopened", _reopen),
}

handlers: Final = [show_case, say_something, show_file, do_something]
