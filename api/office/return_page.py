"""One return at the desk: what was found, how it was packed, and a grade that is put right."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.house import house_of
from api.i18n import current_language
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, words_of
from api.office.return_labels import label_rows, ways_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.returns.exchange import ExchangeAsked, exchange
from wms.returns.inspection.correct import WHY_MAX_CHARS, Correction, correct_finding
from wms.returns.inspection.errors import FindingUnknown
from wms.returns.inspection.finish import finish
from wms.returns.inspection.looked_at import looked_at, packed_parcels
from wms.returns.inspection.refund import complaint_answered, refunded
from wms.returns.models import BLAMES, DISPOSITIONS, EXCHANGE_WHEN, FAULTS, GRADES
from wms.returns.parcels import more_come, taken_by
from wms.returns.queries import ReturnView, return_by_number
from wms.returns.reject import can_reject, reject
from wms.returns.undelivered import brought_back
from wms.shipping.again.errors import NothingChosen
from wms.shipping.carriers.incidents import INCIDENTS
from wms.shops.queries import shop

PAGE: Final = "/office/returns/{number:int}"
#: what is chosen for goods that wait for a second person before they are thrown away
PROPOSED: Final = "propose"
#: of a tracking number
NUMBER_MAX_CHARS: Final = 200
#: products of an exchange that are typed at the desk
EXCHANGE_LINES: Final = 3

FLASHES["return_refused"] = N_("The return is refused. The shop is told why.")
FLASHES["shop_told"] = N_("It is written down, and its clock has ended.")
FLASHES["return_ended"] = N_("The return is ended with what came. The shop is told.")
FLASHES["return_parcel_waited"] = N_("The parcel is waited for.")
FLASHES["exchange_ordered"] = N_("The other goods are ordered and promised. The shop is told.")
FLASHES["finding_corrected"] = N_("The grade is put right. The shop is told.")


@get(PAGE, opt={"roles": ALL_ROLES})
async def show_return(
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One return: its lines, what was found, how it was packed, what is due when."""
    return await _page(desk, desk_page, read, number)


async def _page(
    desk: Desk, desk_page: DeskPage, read: Read, number: int, *, no: str | None = None,
    typed: dict[str, str] | None = None,
) -> Response[Any]:  # fmt: skip
    one = await return_by_number(read, number)
    is_ours = desk.shop_id is None
    return desk_page.show(
        "office/return.html",
        status=409 if no else 200,
        no=no,
        typed=typed or {},
        one=one,
        shop=await shop(read, one.shop_id),
        people=await looked_at(read, one.shop_id, one.id) if is_ours else {},
        packed=await packed_parcels(read, one.shop_id, one.order_id),
        brought=await brought_back(read, one.shop_id, one.id),
        incidents=INCIDENTS,
        takers=await taken_by(read, one.shop_id, one.id) if is_ours else {},
        may_exchange=is_ours
        and one.exchange is None
        and one.order_id is not None
        and one.status != "rejected",
        exchange_lines=EXCHANGE_LINES,
        is_open=is_ours and one.status in ("announced", "arrived", "inspecting"),
        can_end=is_ours and one.status == "inspecting" and _is_graded(one),
        passed=_passed(one),
        is_ours=is_ours,
        label_rows=await label_rows(read, one, current_language()),
        ways_offered=await ways_of(read, one) if is_ours else [],
        can_reject=is_ours and can_reject(one),
        choices={
            "grade": GRADES, "disposition": (*DISPOSITIONS, PROPOSED), "blame": BLAMES,
            "reason": FAULTS,
        },
        why_max=WHY_MAX_CHARS,
    )  # fmt: skip


def _is_graded(one: ReturnView) -> bool:
    """Whether all that came has its grade; something did."""
    is_here = any(line.received for line in one.lines) or one.came_empty_at is not None
    return is_here and all(line.inspected == line.received for line in one.lines)


def _passed(one: ReturnView) -> list[tuple[str, datetime]]:
    """What has happened to it, the first first: (what, when)."""
    known = {
        "declared": one.declared_at, "announced": one.created_at, "arrived": one.arrived_at,
        "came_empty": one.came_empty_at, "rejected": one.rejected_at,
        "inspected": one.inspected_at, "clearable": one.refund_clearable_at,
        "completed": one.completed_at, "refunded": one.refunded_at,
        "answered": one.complaint_answered_at,
    }  # fmt: skip
    told = [(what, at) for what, at in known.items() if at is not None]
    return sorted(told, key=lambda each: each[1])


@post(PAGE + "/reject", status_code=200)
async def reject_return(
    number: FromPath[int], desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]
) -> Response[Any]:
    """Refuse it: nothing of it is taken in, and the shop is told why."""
    form = await desk_page.form()
    await reject(tx, number, reason=form.get("reason", ""))
    return go(f"/office/returns/{number}", said="return_refused")


@post(PAGE + "/end", status_code=200)
async def end_return(number: FromPath[int], tx: NamedDependency[Tx]) -> Response[Any]:
    """Nothing more comes: it ends with what there is."""
    await finish(tx, number, is_waiting_over=True)
    return go(f"/office/returns/{number}", said="return_ended")


@post(PAGE + "/parcels", status_code=200)
async def add_parcel(
    number: FromPath[int], desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]
) -> Response[Any]:
    """One more parcel is waited for."""
    form = await desk_page.form()
    one = await return_by_number(tx, number)
    said = " ".join(form.get("number", "").split())[:NUMBER_MAX_CHARS] or None
    await more_come(tx, one.shop_id, one.id, [said])
    return go(f"/office/returns/{number}", said="return_parcel_waited")


@post(PAGE + "/exchange", status_code=200)
async def exchange_it(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Other goods are sent for it."""
    form = await desk_page.form()
    one = await return_by_number(read, number)
    when = form.get("when", "")
    lines = [
        {"sku": sku, "quantity": int(pieces)}
        for n in range(EXCHANGE_LINES)
        if (sku := form.get(f"sku.{n}", "").strip())
        and (pieces := form.get(f"pieces.{n}", "").strip()).isascii()
        and pieces.isdigit()
        and 0 < len(pieces) < 6
    ]

    async def unit(tx: Tx) -> None:
        if not lines:
            raise NothingChosen
        asked = msgspec.convert(
            {"lines": lines, "when": when if when in EXCHANGE_WHEN else None}, ExchangeAsked
        )
        await exchange(tx, one.shop_id, one.id, asked, by=desk)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(desk, desk_page, read, number, no=words_of(request, done), typed=form)
    return go(f"/office/returns/{number}", said="exchange_ordered")


@post(PAGE + "/correct", status_code=200)
async def correct_one(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """A wrong grade: the goods go where they belong, and the shop is told."""
    form = await desk_page.form()
    finding = next(
        (
            each.id
            for line in (await return_by_number(read, number)).lines
            for each in line.findings
            if str(each.id) == form.get("finding")
        ),
        None,
    )
    way = form.get("disposition", "")
    asked = Correction(
        grade=form.get("grade", ""),
        disposition="quarantine" if way == PROPOSED else way,
        blame=form.get("blame", ""),
        reason=form.get("reason") or None,
        place=form.get("place", ""),
        why=form.get("why", ""),
        is_scrap_proposed=way == PROPOSED,
    )
    alone = house_of(request.scope).settings.scrap_alone_max_minor

    async def unit(tx: Tx) -> None:
        if finding is None:
            raise FindingUnknown
        await correct_finding(
            tx, number, finding, asked, user_id=desk.user_id, alone_max_minor=alone
        )

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(desk, desk_page, read, number, no=words_of(request, done), typed=form)
    return go(f"/office/returns/{number}", said="finding_corrected")


@post(PAGE + "/told/{what:str}", opt={"roles": ALL_ROLES}, status_code=200)
async def shop_told(
    number: FromPath[int], what: FromPath[str], tx: NamedDependency[Tx]
) -> Response[Any]:
    """The shop says that it paid back, or that it answered the complaint: that clock ends.

    Raises:
        RefundOfRejected: the return was refused.
    """
    one = await return_by_number(tx, number)
    if what == "refunded":
        await refunded(tx, one.shop_id, one.id, None)
    else:
        await complaint_answered(tx, one.shop_id, one.id)
    return go(f"/office/returns/{number}", said="shop_told")


handlers: Final = [
    show_return, reject_return, exchange_it, end_return, add_parcel, correct_one, shop_told,
]  # fmt: skip
