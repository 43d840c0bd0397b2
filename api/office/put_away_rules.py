"""Rules for putting away at the desk, with a preview: for this product the suggestion would be …"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, words_of
from api.office.filters import Filters
from wms.db import Read, Tx
from wms.errors import N_, NotFound, Refusal
from wms.inbound.put_away_rules import (
    KINDS,
    PRIORITY_MAX,
    NewRule,
    add_rule,
    explain,
    remove_rule,
    rules,
)
from wms.layout.zones import zone_list
from wms.shops.queries import shops

PAGE: Final = "/office/put-away-rules"
#: the heaviest piece that a form takes, g
WEIGHT_MAX_G: Final = 1_000_000
_PRIORITY: Final = 100

FLASHES["rule_added"] = N_("The rule is there. It counts from the next scan on.")
FLASHES["rule_removed"] = N_("The rule is gone.")


@get(PAGE)
async def list_rules(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """All of them, and what they say of one product."""
    return await _show(request, desk_page, read)


async def _show(
    request: AnyRequest,
    desk_page: DeskPage,
    read: Read,
    no: str | None = None,
    given: dict[str, str] | None = None,
) -> Response[Any]:
    filters = Filters(request)
    shop_id, sku = _id(filters.text("shop")), filters.text("sku").strip()
    suggested = None
    if shop_id and sku:
        try:
            suggested = await explain(read, shop_id, sku)
        except NotFound as refusal:
            no = no or words_of(request, refusal)
    return desk_page.show(
        "office/put_away_rules.html",
        address=PAGE,
        rules=await rules(read),
        shops=[(str(one.id), one.name) for one in await shops(read)],
        zones=[(str(one.id), f"{one.code} · {one.name}") for one in await zone_list(read)],
        kinds=KINDS,
        priority=_PRIORITY,
        given=given or {},
        asked={"shop": str(shop_id or ""), "sku": sku},
        suggested=suggested,
        no=no,
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str, most: int) -> int | None:
    text = text.strip()[:9]
    number = int(text) if text.isascii() and text.isdigit() else 0
    return min(number, most) or None


@post(PAGE, status_code=200, opt={"roles": MANAGERS})
async def add(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """One rule more."""
    form = await desk_page.form()
    kind = form.get("kind", "")
    new = NewRule(
        priority=_number(form.get("priority", ""), PRIORITY_MAX) or _PRIORITY,
        shop_id=_id(form.get("shop", "")),
        sku=form.get("sku", "").strip() or None,
        is_hazmat="is_hazmat" in form,
        at_least_g=_number(form.get("at_least_g", ""), WEIGHT_MAX_G),
        zone_id=_id(form.get("zone", "")),
        kind=kind if kind in KINDS else None,
    )

    async def unit(tx: Tx) -> UUID | Refusal:
        try:
            return await add_rule(tx, new)
        except NotFound as no:  # a SKU that was mistyped is the form's fault
            return no

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _show(request, desk_page, read, words_of(request, done), form)
    return go(PAGE, said="rule_added")


@post(PAGE + "/{rule_id:uuid}/remove", status_code=200, opt={"roles": MANAGERS})
async def remove(rule_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """The house's own way again."""
    await remove_rule(tx, rule_id)
    return go(PAGE, said="rule_removed")


handlers: Final = [list_rules, add, remove]
