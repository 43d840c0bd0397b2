"""Which way a shop's parcels go: its rules, and an order that is tried on them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office import way_forms
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, do_or_show, words_of
from api.office.filters import Filters
from api.office.way_forms import TRY_FIELDS, rule_of, tried_of, typed_rule
from wms.access.people import Desk
from wms.calendar.house import zone_of_the_house
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.orders.chosen import UPGRADES, Way
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.carriers.registry import NAMES, SERVICES, Usable
from wms.shipping.ways.choose import Verdict, choose, verdicts
from wms.shipping.ways.facts import ParcelAsked
from wms.shipping.ways.rates import Price, prices
from wms.shipping.ways.rule_changes import last_changes
from wms.shipping.ways.rules import (
    Rule,
    RuleRow,
    add_rule,
    change_rule,
    move_rule,
    remove_rule,
    restore_rule,
    rules,
)
from wms.shops.queries import shop_by_code, shops

PAGE: Final = "/office/ways"
OF_SHOP: Final = "/office/ways/{code:str}"
ONLY_MANAGERS: Final = {"roles": MANAGERS}

FLASHES["way_rule_set"] = N_("The rule counts for orders that come from now on.")
FLASHES["way_rule_moved"] = N_("The rules are asked in this order from now on.")
FLASHES["way_rule_gone"] = N_("The rule is gone. Below it can be brought back.")
FLASHES["way_rule_back"] = N_("The rule is back, after all the others.")


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an order that was made up."""

    way: Way
    #: the rule that takes it, by its number on the page; None: it goes the usual way
    taken_by: int | None
    upgraded_for: str | None
    instead_of: Way | None
    price: Price | None
    verdicts: list[Verdict]


@get(PAGE)
async def first_shop(request: AnyRequest, read: NamedDependency[Read]) -> Response[Any]:
    """The rules of the shop that was chosen, else of the first one."""
    wanted = Filters(request).text("shop")
    there = [one.code for one in await shops(read)]
    if not there:
        return go("/office/shops")
    return go(f"{PAGE}/{wanted if wanted in there else there[0]}")


@get(OF_SHOP)
async def list_rules(
    code: FromPath[str],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """All rules of a shop, who changed them last, and an order to try."""
    return await _show(request, desk, desk_page, read, code)


async def _show(
    request: AnyRequest,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    code: str,
    *,
    no: Refusal | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response[Any]:
    filters = Filters(request)
    shop = await shop_by_code(read, code)
    rows = await rules(read, shop.id)
    usable = await usable_by(read, shop.id)
    wanted = (typed or {}).get("rule") or filters.text("change")
    changing = next((one for one in rows if str(one.id) == wanted), None)
    asked = {name: filters.text(name) for name in TRY_FIELDS}
    parcel, wrong = tried_of(asked, usable) if asked["country"] else (None, None)
    return desk_page.show(
        "office/way_rules.html",
        status=422 if no else 200,
        no=words_of(request, refused) if (refused := no or wrong) else None,
        shop=shop,
        shops=[(one.code, one.name) for one in await shops(read)],
        rows=rows,
        changes=await last_changes(read, shop.id),
        changing=changing,
        given=dict(typed) if typed is not None else typed_rule(changing),
        asked=asked,
        tried=await _tried(read, rows, parcel) if parcel else None,
        ways=_choices(usable),
        usable=usable,
        names=NAMES,
        services=SERVICES,
        upgrades=UPGRADES,
        may_manage=desk.role in MANAGERS,
        address=f"{PAGE}/{shop.code}",
        tab="rules",
    )


def _choices(usable: Usable) -> list[tuple[str, str, str]]:
    """(value, courier, service by its English name) of every way that the shop can use."""
    return [
        (f"{carrier}/{service}", NAMES[carrier], name)
        for carrier, offered in SERVICES.items()
        for service, name in offered.items()
        if service in usable.get(carrier, ())
    ]


async def _tried(read: Read, rows: list[RuleRow], parcel: ParcelAsked) -> Tried:
    choice = choose(rows, parcel)
    taken = choice.chosen.rule_id
    today = datetime.now(await zone_of_the_house(read)).date()
    [price] = await prices(
        read,
        [choice.way],
        country=parcel.country,
        weight_g=parcel.weight_g,
        is_cod=parcel.is_cod,
        on=today,
    )
    return Tried(
        way=choice.way,
        taken_by=next((n for n, one in enumerate(rows, 1) if one.id == taken), None),
        upgraded_for=choice.chosen.upgraded_for,
        instead_of=choice.chosen.instead_of,
        price=price,
        verdicts=list(verdicts(rows, parcel)),
    )


def _again(
    request: AnyRequest,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    code: str,
    typed: Mapping[str, str],
) -> Callable[[Refusal], Awaitable[Response[Any]]]:
    """The rules again, with a no and what was typed."""

    async def show(no: Refusal) -> Response[Any]:
        return await _show(request, desk, desk_page, read, code, no=no, typed=typed)

    return show


@post(OF_SHOP, status_code=200, opt=ONLY_MANAGERS)
async def save(
    code: FromPath[str],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """A rule, new or changed."""
    form = await desk_page.form()
    typed = way_forms.typed(form)
    show = _again(request, desk, desk_page, read, code, typed)
    shop = await shop_by_code(read, code)
    try:
        rule = rule_of(typed)
    except Refusal as no:
        return await show(no)

    async def write(tx: Tx) -> None:
        await _write(tx, shop.id, typed["rule"], rule, desk)

    return await do_or_show(
        request, write, show=show, done=lambda _: go(f"{PAGE}/{code}", said="way_rule_set")
    )


async def _write(tx: Tx, shop_id: UUID, rule_id: str, rule: Rule, desk: Desk) -> None:
    if rule_id:
        await change_rule(tx, shop_id, way_forms.key(rule_id), rule, by=desk)
    else:
        await add_rule(tx, shop_id, rule, by=desk)


@post(OF_SHOP + "/{rule_id:uuid}/move", status_code=200, opt=ONLY_MANAGERS)
async def move(
    code: FromPath[str],
    rule_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """One place up or down."""
    shop = await shop_by_code(tx, code)
    up = (await desk_page.form()).get("to") == "up"
    await move_rule(tx, shop.id, rule_id, up=up, by=desk)
    return go(f"{PAGE}/{code}", said="way_rule_moved")


@post(OF_SHOP + "/{rule_id:uuid}/remove", status_code=200, opt=ONLY_MANAGERS)
async def remove(
    code: FromPath[str],
    rule_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """It is not asked any more."""
    shop = await shop_by_code(tx, code)
    await remove_rule(tx, shop.id, rule_id, by=desk)
    return go(f"{PAGE}/{code}", said="way_rule_gone")


@post(OF_SHOP + "/restore", status_code=200, opt=ONLY_MANAGERS)
async def restore(
    code: FromPath[str],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """A rule that was taken away comes back."""
    change_id = way_forms.key((await desk_page.form()).get("change", ""))
    shop = await shop_by_code(read, code)

    async def write(tx: Tx) -> None:
        await restore_rule(tx, shop.id, change_id, by=desk)

    return await do_or_show(
        request,
        write,
        show=_again(request, desk, desk_page, read, code, typed_rule(None)),
        done=lambda _: go(f"{PAGE}/{code}", said="way_rule_back"),
    )


handlers: Final = [first_shop, list_rules, save, move, remove, restore]
