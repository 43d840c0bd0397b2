"""How often goods are counted: each shop's plan by class, and how it stands."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, words_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.shops.queries import shop_by_code
from wms.stock.classes import A_SHARE, B_SHARE, CLASS_DAYS
from wms.stock.count_plan import DAILY_LIMIT, DAYS_MAX, ask_due, count_plans, set_plan

PAGE: Final = "/office/counts/plan"
SHOPS_MAX: Final = 200
FIELDS: Final = ("a_days", "b_days", "c_days", "daily_max")
_DIGITS: Final = 6

FLASHES["count_plan_set"] = N_("The goods are counted so from now on.")
FLASHES["count_due_asked"] = N_("The floor is asked for what is due.")
FLASHES["count_due_none"] = N_("Nothing more is due, or as much waits as the plans allow.")


@get(PAGE)
async def show_plans(
    desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Every shop's plan."""
    return await _show(desk, desk_page, read)


async def _show(
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    *,
    no: str | None = None,
    typed: dict[str, str] | None = None,
) -> Response[Any]:
    return desk_page.show(
        "office/count_plans.html",
        rows=await count_plans(read, limit=SHOPS_MAX),
        address=PAGE,
        days=CLASS_DAYS,
        a_share=round(A_SHARE * 100),
        b_share=round(B_SHARE * 100),
        days_max=DAYS_MAX,
        daily_limit=DAILY_LIMIT,
        may_manage=desk.role in MANAGERS,
        no=no,
        typed=typed or {},
    )


def _number(text: str) -> int:
    """What was typed; what is no number is refused as one that nobody counts by."""
    said = text.strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _DIGITS else -1


@post(PAGE + "/due", status_code=200)
async def ask_now(tx: NamedDependency[Tx]) -> Response[Any]:
    """What is due is asked for now; at night it happens by itself."""
    return go(PAGE, said="count_due_asked" if await ask_due(tx) else "count_due_none")


@post(PAGE + "/{code:str}", status_code=200, opt={"roles": MANAGERS})
async def save_plan(
    code: FromPath[str],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One shop's plan."""
    form = await desk_page.form()
    numbers = {name: _number(form.get(name, "")) for name in FIELDS}

    async def write(tx: Tx) -> None:
        await set_plan(tx, (await shop_by_code(tx, code)).id, **numbers)

    done = await attempt(request, write)
    if isinstance(done, Refusal):
        return await _show(
            desk, desk_page, read, no=words_of(request, done), typed={**form, "shop": code}
        )
    return go(PAGE, said="count_plan_set")


handlers: Final = [show_plans, ask_now, save_plan]
