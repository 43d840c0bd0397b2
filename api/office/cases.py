"""Cases at the desk: what waits for whom, what was said, and how it was put right."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.amounts import minor_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, own_shop, shop_choices, words_of
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from wms.access.errors import RoleForbids
from wms.access.people import Desk
from wms.cases.listed import GROUPS, case_counts, case_list
from wms.cases.models import KINDS, PAYERS
from wms.cases.open import open_case
from wms.cases.queries import CaseRow, case_by_number, case_tasks, case_words
from wms.cases.resolve import Remedy, reopen_case, resolve_case
from wms.cases.talk import add_task, say_in_case, take_case, task_done
from wms.clocks.due import due_list
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.shipping.again.models import COSTS
from wms.shipping.desk.order_list import order_key

LIST: Final = "/office/cases"
DUE: Final = "/office/deadlines"
#: remedies that the form offers; another courier is chosen where the parcel stands
OFFERED: Final = ("reship", "credit", "none")
DUE_MAX: Final = 200
#: a shop's own people open cases, say something in theirs, and settle them
EVERYBODY: Final = {"roles": ALL_ROLES}

FLASHES["case_opened"] = N_("The case is open. It says by when it is answered.")
FLASHES["case_said"] = N_("It is said.")
FLASHES["case_taken"] = N_("You look after it now.")
FLASHES["case_resolved"] = N_("The case is resolved. The shop is told.")
FLASHES["case_settled"] = N_("The case is settled.")
FLASHES["case_reopened"] = N_("The case is open again.")
FLASHES["case_task"] = N_("It is written down.")


@get(LIST, opt=EVERYBODY)
async def list_cases(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Cases by whose turn it is, kind and shop, and how fast they were answered."""
    filters = Filters(request)
    rows = await _rows(read, Asked(filters, desk), filters.number("before"), READ_ROWS)
    kind, shop = filters.one_of("kind", KINDS), own_shop(desk, filters.text("shop"))
    return desk_page.show(
        "office/cases.html",
        **page_of(filters, rows, before=lambda one: one.number),
        counts=await case_counts(read, kind=kind, shop=shop),
        shops=await shop_choices(read, desk),
        kinds=KINDS,
        is_staff=desk.shop_id is None,
        filters=filters,
        now=datetime.now(UTC),
    )


async def _rows(read: Read, asked: Asked, before: int | None, limit: int) -> list[CaseRow]:
    filters = asked.filters
    return await case_list(
        read,
        limit=limit,
        group=filters.one_of("state", GROUPS),
        kind=filters.one_of("kind", KINDS),
        shop=own_shop(asked.desk, filters.text("shop")),
        search=filters.text("q"),
        before=before,
    )


EXPORT: Final = Exported[CaseRow](
    name="cases",
    columns=(
        Column(N_("Case"), lambda one: one.number),
        Column(N_("Kind"), lambda one: one.kind, word="case_kind_word"),
        Column(N_("State"), lambda one: one.status, word="case_state_word"),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("Order"), lambda one: one.order_number),
        Column(N_("Answer due (UTC)"), lambda one: one.answer_due_at),
        Column(N_("Answered (UTC)"), lambda one: one.answered_at),
        Column(N_("Looked after by"), lambda one: one.assigned_name),
        Column(N_("Remedy"), lambda one: one.remedy, word="remedy_word"),
        Column(N_("Who pays"), lambda one: one.cost, word="payer_word"),
    ),
    rows=_rows,
    position=lambda one: one.number,
)


@get(DUE, opt=EVERYBODY)
async def list_due(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What is due by the law or by a promise, the first first."""
    filters = Filters(request)
    return desk_page.show(
        "office/deadlines.html",
        rows=await due_list(read, shop=own_shop(desk, filters.text("shop")), limit=DUE_MAX),
        shops=await shop_choices(read, desk),
        is_staff=desk.shop_id is None,
        filters=filters,
        now=datetime.now(UTC),
    )


@post(LIST, opt=EVERYBODY, status_code=200)
async def open_one(
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """Open a case about an order, from its page or by its number."""
    form = await desk_page.form()
    number = form.get("order", "")
    shop_id, order_id = await order_key(tx, int(number) if number.isdecimal() else 0)
    kind = form.get("kind", "")
    made = await open_case(
        tx,
        shop_id,
        kind=kind if kind in KINDS else "enquiry",  # type: ignore[arg-type]  # one of them
        title=form.get("title", ""),
        order_id=order_id,
        by=desk,
    )
    return go(f"{LIST}/{made.number}", said="case_opened")


@get(LIST + "/{number:int}", opt=EVERYBODY)
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
) -> Response[Any]:
    one, is_staff = await case_by_number(read, number), desk.shop_id is None
    return desk_page.show(
        "office/case.html",
        status=409 if no else 200,
        no=words_of(request, no) if no else None,
        one=one,
        is_staff=is_staff,
        said=await case_words(read, one.shop_id, one.id, with_notes=is_staff),
        tasks=await case_tasks(read, one.shop_id, one.id) if is_staff else [],
        remedies=OFFERED,
        reasons=COSTS,
        payers=PAYERS,
        me=desk.user_id,
        now=datetime.now(UTC),
    )


@post(LIST + "/{number:int}/{what:str}", opt=EVERYBODY, status_code=200)
async def do_something(
    request: AnyRequest,
    number: FromPath[int],
    what: FromPath[str],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Say something, take it, add a task or do it, resolve it, open it again.

    Raises:
        RoleForbids: tasks, notes and remedies are the house's own.
    """
    form = await desk_page.form()
    one = await case_by_number(read, number)
    verbs = _VERBS if desk.shop_id is None else _OF_SHOPS
    if what not in verbs:
        raise RoleForbids
    said, verb = verbs[what]

    async def unit(tx: Tx) -> None:
        await verb(tx, one, form, desk)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(request, number, desk, desk_page, read, done)
    return go(f"{LIST}/{number}", said=said)


async def _say(tx: Tx, one: CaseRow, form: dict[str, str], by: Desk) -> None:
    words, is_note = form.get("words", ""), form.get("do") == "note"
    await say_in_case(tx, one.shop_id, one.id, words, from_="us", by=by, is_note=is_note)


async def _take(tx: Tx, one: CaseRow, form: dict[str, str], by: Desk) -> None:
    seen = form.get("of", "")
    of = one.assigned_to if str(one.assigned_to or "") == seen else None
    await take_case(tx, one.shop_id, one.id, by=by, of=of)


async def _task(tx: Tx, one: CaseRow, form: dict[str, str], by: Desk) -> None:
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


async def _resolve(tx: Tx, one: CaseRow, form: dict[str, str], by: Desk) -> None:
    what = form.get("remedy", "")
    currency = form.get("currency", "").strip().upper()
    is_credit = what == "credit"
    wish = {
        "what": what if what in OFFERED else "none",
        "reason": form.get("reason") if form.get("reason") in COSTS else "damaged",
        "cost": form.get("cost") if form.get("cost") in PAYERS else None,
        "credit_minor": (minor_of(form.get("amount", ""), "") or None) if is_credit else None,
        "credit_currency": currency if is_credit and _is_currency(currency) else None,
    }
    await resolve_case(tx, one.shop_id, one.id, msgspec.convert(wish, Remedy), by=by)


def _is_currency(typed: str) -> bool:
    return len(typed) == 3 and typed.isascii() and typed.isalpha()


async def _reopen(tx: Tx, one: CaseRow, form: dict[str, str], by: Desk) -> None:  # noqa: ARG001
    await reopen_case(tx, one.shop_id, one.id, by=by)


async def _say_as_shop(tx: Tx, one: CaseRow, form: dict[str, str], by: Desk) -> None:
    await say_in_case(tx, one.shop_id, one.id, form.get("words", ""), from_="shop", by=by)


async def _settle(tx: Tx, one: CaseRow, form: dict[str, str], by: Desk) -> None:  # noqa: ARG001
    await resolve_case(tx, one.shop_id, one.id, Remedy(what="none"), by=by)


_VERBS: Final = {
    "say": ("case_said", _say),
    "take": ("case_taken", _take),
    "task": ("case_task", _task),
    "resolve": ("case_resolved", _resolve),
    "reopen": ("case_reopened", _reopen),
}
_OF_SHOPS: Final = {
    "say": ("case_said", _say_as_shop),
    "settle": ("case_settled", _settle),
    "reopen": ("case_reopened", _reopen),
}

handlers: Final = [
    list_cases, export_route(LIST, EXPORT, opt=EVERYBODY), list_due, open_one, show_case,
    do_something,
]  # fmt: skip
