"""Parcels that nobody can place: what is on them, whose they may be, and what their shop says."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.house import house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_
from wms.returns.unidentified.ask import ask_shop
from wms.returns.unidentified.links import url_of
from wms.returns.unidentified.parcels import candidates, describe, parcel, unidentified
from wms.returns.unidentified.rank import Sender

LIST: Final = "/office/unidentified"
#: a field of the form, letters
FIELD_MAX: Final = 200
#: heavier is no parcel that one person lifts, g
WEIGHT_MAX_G: Final = 100_000
REASON_WORDS: Final = {
    "phone": N_("the same telephone"),
    "email": N_("the same e-mail"),
    "name": N_("the name is alike"),
    "goods": N_("these goods were in it"),
    "postcode": N_("the same postcode"),
    "point": N_("the same pickup point"),
    "weight": N_("weighs the same"),
    "incident": N_("did not reach its recipient"),
    "recent": N_("sent not long ago"),
    "foreign": N_("but something in it was not of this order"),
}

FLASHES["parcel_described"] = N_("It is written down. Compare the list below.")
FLASHES["shop_asked"] = N_("The shop is asked. Send it the link, or it answers by its program.")
FLASHES["parcel_renumbered"] = N_(
    "The parcel is of another shop and has this number now: write it on the parcel, strike out the "
    "old one. That shop is asked; send it the link, or it answers by its program."
)


@get(LIST)
async def list_unidentified(
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """What waits for a name, the oldest first."""
    return desk_page.show("office/unidentified.html", rows=await unidentified(read))


@get(LIST + "/{number:int}")
async def show_unidentified(
    number: FromPath[int],
    request: AnyRequest,
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One parcel, and the shipments that it may be."""
    one = await parcel(read, number)
    link = None
    if one.asked_order_id is not None and one.asked_at is not None and one.answer is None:
        link = url_of(
            house_of(request.scope).settings, shop_id=one.shop_id, return_id=one.return_id,
            order_id=one.asked_order_id, asked_at=one.asked_at,
        )  # fmt: skip
    return desk_page.show(
        "office/unidentified_one.html",
        one=one,
        found=await candidates(read, one) if one.status == "unidentified" else [],
        reason_words=REASON_WORDS,
        link=link,
    )


@post(LIST + "/{number:int}", status_code=200)
async def describe_parcel(
    number: FromPath[int], desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]
) -> Response[Any]:
    """What is written on it, what it weighs and what is in it; blank: cannot be read."""
    form = await desk_page.form()
    told = {name: form.get(name, "").strip()[:FIELD_MAX] for name in Sender.__struct_fields__}
    weight = form.get("weight", "").strip()
    is_weight = weight.isascii() and weight.isdigit() and 0 < int(weight[:9]) <= WEIGHT_MAX_G
    codes = [code[:FIELD_MAX] for code in dict.fromkeys(form.get("codes", "").split())]
    await describe(
        tx, number, sender=Sender(**told), weight_g=int(weight) if is_weight else None, codes=codes
    )
    return go(f"{LIST}/{number}", said="parcel_described")


@post(LIST + "/{number:int}/ask", status_code=200)
async def ask(
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """This order may be it: its shop is asked."""
    form = await desk_page.form()
    order = form.get("order", "").strip()
    chosen = int(order) if order.isascii() and order.isdigit() and len(order) < 12 else 0
    now = await ask_shop(tx, number, chosen, by=desk.user_id)
    return go(f"{LIST}/{now}", said="shop_asked" if now == number else "parcel_renumbered")


handlers: Final = [list_unidentified, show_unidentified, describe_parcel, ask]
