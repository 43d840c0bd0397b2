"""Parcels that came back without a name, as their shop's own person is asked about them."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency

from api.office.colleagues import OF_SHOPS
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, words_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.returns.unidentified.ask import answer, questions
from wms.returns.unidentified.links import AboutWhat

ASKED: Final = "/office/returns/asked"

FLASHES.update(
    {
        "parcel_ours": N_("Thank you. The parcel has its order and is unpacked."),
        "asked_no_more": N_("You are not asked this any more. Look at the list again."),
        "parcel_not_ours": N_("Thank you. The warehouse looks on."),
    }
)


@get(ASKED, opt=OF_SHOPS)
async def list_asked(
    desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Parcels that may be of an order of theirs: yes or no?"""
    return await _asked(desk, desk_page, read)


async def _asked(
    desk: Desk, desk_page: DeskPage, read: Read, *, no: str | None = None
) -> Response[Any]:
    assert desk.shop_id is not None
    rows = await questions(read, desk.shop_id)
    status = 409 if no else 200
    return desk_page.show(
        "office/returns_asked.html", status=status, no=no, rows=rows, address=ASKED
    )


@post(ASKED, opt=OF_SHOPS, status_code=200)
async def say_whose(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Yes: it is unpacked as that order's. No: the office looks on."""
    form = await desk_page.form()
    assert desk.shop_id is not None
    shop_id = desk.shop_id
    asked = await questions(read, shop_id)
    one = next((each for each in asked if str(each.return_id) == form.get("return")), None)
    is_ours = form.get("answer") == "yes"

    # the order stands in the form: it may have been asked about another one meanwhile
    if one is None or str(one.order_id) != form.get("order"):
        return go(ASKED, said="asked_no_more")
    about = AboutWhat(shop_id=shop_id, return_id=one.return_id, order_id=one.order_id)

    async def unit(tx: Tx) -> None:
        await answer(tx, about, is_ours=is_ours)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _asked(desk, desk_page, read, no=words_of(request, done))
    return go(ASKED, said="parcel_ours" if is_ours else "parcel_not_ours")


handlers: Final = [list_asked, say_whose]
