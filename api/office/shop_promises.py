"""What a shop is promised: by when its cases are answered and its returns inspected."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.amounts import minor_of, typed_amount
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, words_of
from api.office.inbound_announce import FormUnreadable
from wms.access.people import Desk
from wms.cases.models import KINDS
from wms.clocks.promises import HOURS_MAX, Promises, promises, set_promises
from wms.contact.signed import contact_of
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.shops.queries import shop_by_code

PAGE: Final = "/office/shops/{code:str}/promises"
EVERYBODY: Final = {"roles": ALL_ROLES}
MAKERS: Final = {"roles": MANAGERS}

FLASHES["promises_saved"] = N_("Saved. Clocks that run keep their ends.")


@get(PAGE, opt=EVERYBODY)
async def show_promises(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What is promised; managers change it."""
    return await _page(desk, desk_page, read, code)


async def _page(
    desk: Desk, desk_page: DeskPage, read: Read, code: str, *, no: str | None = None,
    typed: dict[str, str] | None = None,
) -> Response[Any]:  # fmt: skip
    shop = await shop_by_code(read, code)
    said = await promises(read, shop.id)
    return desk_page.show(
        "office/shop_promises.html",
        status=422 if no else 200,
        no=no,
        typed=typed or {},
        shop=shop,
        said=said,
        granted=typed_amount(said.granted_minor, said.currency),
        hours=await contact_of(read, shop.id),
        hours_max=HOURS_MAX,
        kinds=KINDS,
        at=f"/office/shops/{code}/promises",
        may_manage=desk.role in MANAGERS,
        is_staff=desk.shop_id is None,
    )


@post(PAGE, opt=MAKERS, status_code=200)
async def save_promises(
    request: AnyRequest,
    code: FromPath[str],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """From now on the shop is promised this."""
    form = await desk_page.form()
    shop_id = (await shop_by_code(read, code)).id

    async def unit(tx: Tx) -> None:
        await set_promises(tx, shop_id, _read(form))

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(desk, desk_page, read, code, no=words_of(request, done), typed=form)
    return go(f"/office/shops/{code}/promises", said="promises_saved")


def _read(form: dict[str, str]) -> Promises:
    """What the form says. FormUnreadable when a number is not what it should be."""
    currency = form.get("currency", "").strip().upper()
    facts: dict[str, Any] = {
        "answer_days": form.get("answer_days", ""),
        "complaint_days": form.get("complaint_days", ""),
        "inspection_days": form.get("inspection_days", "").strip() or None,
        "granted_minor": minor_of(form.get("granted", "") or "0", ""),
        "currency": currency,
        "by_kind": {
            kind: {"hours" if form.get(f"u.{kind}") == "hours" else "days": typed}
            for kind in KINDS
            if (typed := form.get(f"n.{kind}", "").strip())
        },
    }
    try:
        return msgspec.convert(facts, Promises, strict=False)
    except msgspec.ValidationError as error:
        raise FormUnreadable from error


handlers: Final = [show_promises, save_promises]
