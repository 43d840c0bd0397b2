"""How much pick faces should hold: rules, one by one, pasted, or as the picks suggest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, do_or_show, shop_choices, words_of
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.replenish.queries import RuleRow, rule_list
from wms.replenish.rules import (
    LASTS_MAX_DAYS,
    LASTS_MIN_DAYS,
    SUGGEST_DAYS,
    Rule,
    pasted,
    remove_rule,
    set_rule,
    set_rules,
    suggestions,
)
from wms.shipping.desk.order_search import like
from wms.shops.queries import shop_by_code

PAGE: Final = "/office/replenish/rules"
SUGGEST: Final = "/office/replenish/suggestions"
SUGGESTED_MAX: Final = 200
FIELD_MAX_CHARS: Final = 64
PASTED_MAX_CHARS: Final = 50_000
_DIGITS: Final = 7
ONLY_MANAGERS: Final = {"roles": MANAGERS}

FLASHES["rule_set"] = N_("The rule is kept from now on.")
FLASHES["rules_set"] = N_("The rules are kept from now on.")
FLASHES["rule_removed"] = N_("The rule is gone.")


@get(PAGE)
async def list_rules(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Each pick face and how it stands."""
    return await _show(request, desk, desk_page, read)


async def _show(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, **facts: Any
) -> Response[Any]:
    filters = Filters(request)
    after = (filters.text("after"), filters.text("after_sku"))
    begin = after if all(after) else None
    rows = await _rows(read, Asked(filters, desk), begin, READ_ROWS)
    return desk_page.show(
        "office/replenish_rules.html",
        **page_of(filters, rows, after=lambda one: one.place, after_sku=lambda one: one.sku),
        shops=await shop_choices(read, desk),
        filters=filters,
        address=PAGE,
        may_manage=desk.role in MANAGERS,
        **{"no": None, "given": {}, **facts},
    )


async def _rows(
    read: Read, asked: Asked, after: tuple[str, str] | None, limit: int
) -> list[RuleRow]:
    return await rule_list(
        read,
        limit=limit,
        like=like(asked.filters.text("q")),
        shop=asked.filters.text("shop"),
        is_low=asked.filters.text("low") == "yes",
        after=after,
    )


EXPORT: Final = Exported[RuleRow](
    name="pick-faces",
    columns=(
        Column(N_("Place"), lambda one: one.place),
        Column(N_("SKU"), lambda one: one.sku),
        Column(N_("Lowest"), lambda one: one.min_quantity),
        Column(N_("Highest"), lambda one: one.max_quantity),
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("Product name"), lambda one: one.name),
        Column(N_("Free"), lambda one: one.available),
        Column(N_("On the way"), lambda one: one.on_way),
        Column(N_("In the reserve"), lambda one: one.reserve),
    ),
    rows=_rows,
    position=lambda one: (one.place, one.sku),
)


def _number(text: str) -> int:
    """A quantity as it was typed; what is none is refused as a rule that cannot be kept."""
    said = text.strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _DIGITS else -1


def _again(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, typed: dict[str, str]
) -> Callable[[Refusal], Awaitable[Response[Any]]]:
    """The rules again, with a no and what was typed."""

    async def show(no: Refusal) -> Response[Any]:
        return await _show(request, desk, desk_page, read, no=words_of(request, no), given=typed)

    return show


@post(PAGE, status_code=200, opt=ONLY_MANAGERS)
async def save_rule(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One rule, new or changed."""
    form = await desk_page.form()
    text = {name: value.strip()[:FIELD_MAX_CHARS] for name, value in form.items()}
    rule = Rule(
        sku=text.get("sku", ""),
        place=text.get("place", "").upper(),
        min_quantity=_number(text.get("lowest", "")),
        max_quantity=_number(text.get("highest", "")),
    )

    async def write(tx: Tx) -> UUID:
        return await set_rule(tx, (await shop_by_code(tx, text.get("shop", ""))).id, rule)

    return await do_or_show(
        request,
        write,
        show=_again(request, desk, desk_page, read, text),
        done=lambda _: go(PAGE, said="rule_set"),
    )


@post(PAGE + "/paste", status_code=200, opt=ONLY_MANAGERS)
async def paste_rules(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Many rules out of a table; all of them, or none."""
    form = await desk_page.form()
    told = form.get("rules", "")[:PASTED_MAX_CHARS]

    async def write(tx: Tx) -> int:
        shop = await shop_by_code(tx, form.get("shop", ""))
        return await set_rules(tx, shop.id, pasted(told))

    return await do_or_show(
        request, write,
        show=_again(request, desk, desk_page, read, {"rules": told, "shop": form.get("shop", "")}),
        done=lambda _: go(PAGE, said="rules_set"),
    )  # fmt: skip


@post(PAGE + "/{rule_id:uuid}/remove", status_code=200, opt=ONLY_MANAGERS)
async def drop_rule(rule_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """The pick face is not filled any more."""
    await remove_rule(tx, rule_id)
    return go(PAGE, said="rule_removed")


@get(SUGGEST)
async def suggest(
    desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """What the picks of the last weeks say."""
    return desk_page.show(
        "office/replenish_suggestions.html",
        rows=await suggestions(read, limit=SUGGESTED_MAX),
        address=SUGGEST,
        back=PAGE,
        days=SUGGEST_DAYS,
        low_days=LASTS_MIN_DAYS,
        high_days=LASTS_MAX_DAYS,
        may_manage=desk.role in MANAGERS,
    )


@post(SUGGEST, status_code=200, opt=ONLY_MANAGERS)
async def accept(desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]) -> Response[Any]:
    """Keep the chosen ones as rules, as the picks suggest them now."""
    chosen = {value for name, value in await desk_page.form_list() if name == "ids"}
    for one in await suggestions(tx, limit=SUGGESTED_MAX):
        if str(one.product_id) in chosen:
            rule = Rule(
                sku=one.sku,
                place=one.place,
                min_quantity=one.min_quantity,
                max_quantity=one.max_quantity,
            )
            await set_rule(tx, one.shop_id, rule)
    return go(PAGE, said="rules_set")


handlers: Final = [
    list_rules,
    export_route(PAGE, EXPORT),
    save_rule,
    paste_rules,
    drop_rule,
    suggest,
    accept,
]
