"""What goes along with a shop's parcels: rules for leaflets and samples, with a dry run."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.amounts import minor_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, do_or_show, words_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.packing.inserts.inserts import (
    RULES_MAX,
    Conditions,
    WouldGet,
    add_insert_rule,
    end_insert_rule,
    insert_rules_of,
    who_would_get_it,
)
from wms.shops.queries import shop_by_code

PAGE: Final = "/office/shops/{code:str}/inserts"
ONLY_MANAGERS: Final = {"roles": MANAGERS}
FIELD_MAX_CHARS: Final = 64
#: the form's fields, as they are shown again
FIELDS: Final = (
    "sku", "from_on", "to_on", "value_from", "currency", "with_sku", "country", "every_nth",
    "is_first_order",
)  # fmt: skip

FLASHES.update(
    {
        "insert_rule_added": N_("It goes along with parcels that are opened from now on."),
        "insert_rule_ended": N_("It does not go along any more."),
    }
)


async def _page(
    desk_page: DeskPage, read: Read, code: str, *, status: int = 200, no: str | None = None,
    typed: dict[str, str] | None = None, would: list[WouldGet] | None = None,
) -> Response[Any]:  # fmt: skip
    one = await shop_by_code(read, code)
    by = desk_page.by
    return desk_page.show(
        "office/shop_inserts.html",
        status=status,
        shop=one,
        rules=await insert_rules_of(read, one.id),
        plain=Conditions(),
        most=RULES_MAX,
        may_manage=by is not None and by.role in MANAGERS,
        address=f"/office/shops/{code}/inserts",
        typed=typed or {},
        no=no,
        would=would,
    )


@get(PAGE)
async def show_inserts(
    code: FromPath[str], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """The rules, what came of them, and a form for one more."""
    return await _page(desk_page, read, code)


def _typed(form: dict[str, str]) -> dict[str, str]:
    return {name: form.get(name, "").strip()[:FIELD_MAX_CHARS] for name in FIELDS}


def _conditions(typed: dict[str, str]) -> Conditions:
    """The form as a rule; what cannot be read is a number that no rule takes."""
    currency, value = typed["currency"].upper() or None, typed["value_from"]
    return Conditions(
        from_on=_day(typed["from_on"]),
        to_on=_day(typed["to_on"]),
        value_from_minor=(minor_of(value, currency or "") or 0) if value else None,
        currency=currency,
        with_sku=typed["with_sku"] or None,
        country=typed["country"].upper() or None,
        is_first_order=typed["is_first_order"] == "yes",
        every_nth=int(typed["every_nth"]) if typed["every_nth"].isdecimal() else 0,
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


@post(PAGE, status_code=200, opt=ONLY_MANAGERS)
async def add_rule(
    code: FromPath[str], request: AnyRequest, desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """A rule; or, when that is asked, which of today's orders would get it: nothing is written."""
    form = await desk_page.form()
    typed = _typed(form)
    shop_id = (await shop_by_code(read, code)).id
    is_dry = form.get("do") == "try"

    async def work(tx: Tx) -> list[WouldGet] | None:
        if is_dry:
            return await who_would_get_it(tx, shop_id, typed["sku"], _conditions(typed))
        await add_insert_rule(tx, shop_id, typed["sku"], _conditions(typed), by=desk.user_id)
        return None

    would: list[WouldGet] | None = None

    def done(found: list[WouldGet] | None) -> Response[Any]:
        nonlocal would
        would = found
        return go(f"/office/shops/{code}/inserts", said="insert_rule_added")

    async def again(no: Refusal) -> Response[Any]:
        words = words_of(request, no)
        return await _page(desk_page, read, code, status=422, typed=typed, no=words)

    answer = await do_or_show(request, work, show=again, done=done, shows_not_found=True)
    if would is None:
        return answer
    return await _page(desk_page, read, code, typed=typed, would=would)


@post(PAGE + "/{rule_id:uuid}/end", status_code=200, opt=ONLY_MANAGERS)
async def end_rule(
    code: FromPath[str], rule_id: FromPath[UUID], tx: NamedDependency[Tx]
) -> Response[Any]:
    """It does not go along any more."""
    await end_insert_rule(tx, (await shop_by_code(tx, code)).id, rule_id)
    return go(f"/office/shops/{code}/inserts", said="insert_rule_ended")


handlers: Final = [show_inserts, add_rule, end_rule]
