"""Being told in time: how a shop's expiry is watched, and at which level a product runs low."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency

from api.auth import ALL_ROLES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, back_to, do_or_show, own_shop, shop_choices
from api.office.doing import words_of as say
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import READ_ROWS, Filters, page_of
from wms.access.people import Desk
from wms.catalog.expiry_rules import EXPIRY_DAYS_MAX, ExpiryWatch
from wms.db import Read, Tx
from wms.errors import N_, NotFound, Refusal
from wms.shipping.desk.order_search import like
from wms.shops.queries import shop, shop_by_code
from wms.stock.expiry import put_rules
from wms.stock.low import LOW_AT_MAX, Level, forget_level, put_level
from wms.stock.watch_list import LevelRow, level_list, rules_list

PAGE: Final = "/office/stock/watch"
EVERYBODY: Final = {"roles": ALL_ROLES}
#: the shop itself says how it wants to be told; a manager says it for the shop
MAY_SAY: Final = (*MANAGERS, "shop")
SAYERS: Final = {"roles": MAY_SAY}
ONLY: Final = ("low",)

FLASHES["rules_saved"] = N_("Expiry is watched so from now on.")
FLASHES["level_saved"] = N_("The shop is told when no more than that are free.")
FLASHES["level_forgotten"] = N_("The shop is not told of it any more.")


class Wrong(msgspec.Struct, frozen=True):
    """What was typed and refused: the form, the field and why, said beside it."""

    form: str
    typed: dict[str, str]
    field: str
    #: a refusal's own sentence; without it, the field is not what it should be
    sentence: str = ""


@get(PAGE, opt=EVERYBODY)
async def show_watch(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Levels and rules, of one shop or of all."""
    return await _show(request, desk, desk_page, read)


async def _show(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, wrong: Wrong | None = None
) -> Response[Any]:
    filters = Filters(request)
    after = (filters.text("after_shop"), filters.text("after"))
    begin = after if all(after) else None
    rows = await _rows(read, Asked(filters, desk), begin, READ_ROWS)
    return desk_page.show(
        "office/stock_watch.html",
        status=422 if wrong else 200,
        **page_of(filters, rows, after_shop=lambda one: one.shop_code, after=lambda one: one.sku),
        rules=await rules_list(read, own_shop(desk, filters.text("shop"))),
        shops=await shop_choices(read, desk),
        is_staff=desk.shop_id is None,
        may_say=desk.role in MAY_SAY,
        days_max=EXPIRY_DAYS_MAX,
        low_at_max=LOW_AT_MAX,
        wrong=wrong,
        filters=filters,
        back=filters.link() if request.method == "GET" else PAGE,
        address=PAGE,
    )


async def _rows(
    read: Read, asked: Asked, after: tuple[str, str] | None, limit: int
) -> list[LevelRow]:
    filters = asked.filters
    return await level_list(
        read,
        limit=limit,
        shop=own_shop(asked.desk, filters.text("shop")),
        like=like(filters.text("q")),
        is_low=filters.one_of("only", ONLY) == "low",
        after=after,
    )


def _number(text: str, most: int) -> int | None:
    said = text.strip()
    is_number = said.isascii() and said.isdigit() and len(said) <= len(str(most))
    return int(said) if is_number and int(said) <= most else None


async def _shop(read: Read | Tx, desk: Desk, code: str) -> Any:
    """The shop that is spoken for: one's own, or the one that was chosen."""
    return await (shop(read, desk.shop_id) if desk.shop_id else shop_by_code(read, code))


@post(PAGE + "/rules", opt=SAYERS, status_code=200)
async def save_rules(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """How many days before they expire goods are told of, and no longer sold."""
    form = await desk_page.form()
    days = {
        name: _number(form.get(name, ""), EXPIRY_DAYS_MAX) for name in ("warn_days", "block_days")
    }
    for name, value in days.items():
        if value is None:
            return await _show(request, desk, desk_page, read, Wrong("rules", form, name))
    rules = msgspec.convert(days, ExpiryWatch)
    one = await _shop(read, desk, form.get("shop", ""))

    async def again(no: Refusal) -> Response[Any]:
        wrong = Wrong("rules", form, "warn_days", say(request, no))
        return await _show(request, desk, desk_page, read, wrong)

    return await do_or_show(
        request, lambda tx: put_rules(tx, one.id, rules), show=again,
        done=lambda _: go(back_to(form, PAGE), said="rules_saved"),
    )  # fmt: skip


@post(PAGE + "/levels", opt=SAYERS, status_code=200)
async def save_level(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The shop is told when a product comes down to it."""
    form = await desk_page.form()
    low_at = _number(form.get("low_at", ""), LOW_AT_MAX)
    if low_at is None:
        return await _show(request, desk, desk_page, read, Wrong("levels", form, "low_at"))
    level = Level(low_at=low_at)
    one = await _shop(read, desk, form.get("shop", ""))
    sku = form.get("sku", "").strip()

    async def again(no: Refusal) -> Response[Any]:
        sentence = "" if isinstance(no, NotFound) else say(request, no)
        wrong = Wrong("levels", form, "sku", sentence)
        return await _show(request, desk, desk_page, read, wrong)

    return await do_or_show(
        request, lambda tx: put_level(tx, one.id, sku, level), show=again, shows_not_found=True,
        done=lambda _: go(back_to(form, PAGE), said="level_saved"),
    )  # fmt: skip


@post(PAGE + "/forget", opt=SAYERS, status_code=200)
async def drop_level(
    desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]
) -> Response[Any]:
    """A product that nobody asks about any more."""
    form = await desk_page.form()
    one = await _shop(tx, desk, form.get("shop", ""))
    await forget_level(tx, one.id, form.get("sku", "").strip())
    return go(back_to(form, PAGE), said="level_forgotten")


EXPORT: Final = Exported[LevelRow](
    name="levels",
    columns=(
        Column(N_("Shop"), lambda one: one.shop),
        Column(N_("SKU"), lambda one: one.sku),
        Column(N_("Product name"), lambda one: one.name),
        Column(N_("Told at"), lambda one: one.low_at),
        Column(N_("Free"), lambda one: one.available),
        Column(N_("Runs low"), lambda one: one.is_low),
    ),
    rows=_rows,
    position=lambda one: (one.shop_code, one.sku),
)

handlers: Final = [
    show_watch,
    export_route(PAGE, EXPORT, opt=EVERYBODY),
    save_rules,
    save_level,
    drop_level,
]
