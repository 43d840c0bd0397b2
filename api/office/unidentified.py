"""Parcels that nobody can place: what is on them, whose they may be, and what their shop says."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.house import house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest
from api.transaction import unit_of_work
from wms.access.people import Desk
from wms.db import HALL, Read, Tx
from wms.errors import N_
from wms.mail.outgoing import queue_mail
from wms.photos.develop import UPLOAD_MAX_BYTES, develop_in_turn
from wms.returns.inspection.photos import keep_photo
from wms.returns.unidentified.ask import ask_shop
from wms.returns.unidentified.errors import NotUnidentified
from wms.returns.unidentified.links import url_of
from wms.returns.unidentified.parcels import Parcel, candidates, describe, parcel, unidentified
from wms.returns.unidentified.photos import parcel_photos
from wms.returns.unidentified.rank import Sender
from wms.shops.queries import shop

LIST: Final = "/office/unidentified"
#: a field of the form, letters
FIELD_MAX: Final = 200
#: heavier is no parcel that one person lifts, g
WEIGHT_MAX_G: Final = 100_000
#: a picture and the form around it
PHOTO_FORM_MAX: Final = UPLOAD_MAX_BYTES + 100_000
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
FLASHES["parcel_photo"] = N_("The picture is kept. The shop sees it with the question.")
FLASHES["link_mailed"] = N_("The link goes to the shop by e-mail.")
MAIL_TITLE: Final = N_("A parcel came back: is it of your order {order}?")
MAIL_WORDS: Final = N_(
    "A parcel came back to the warehouse and nothing on it says whose it is (R-{number}). We think "
    "that it is of your order {order} (our number).\n\nLook at it and say yes or no:\n{link}\n"
)
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
    link = _link_of(request, one)
    return desk_page.show(
        "office/unidentified_one.html",
        one=one,
        found=await candidates(read, one) if one.status == "unidentified" else [],
        reason_words=REASON_WORDS,
        photos=await parcel_photos(read, one.shop_id, one.return_id),
        mail_to=(await shop(read, one.shop_id)).email if link else "",
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


@post(LIST + "/{number:int}/photos", status_code=200, request_max_body_size=PHOTO_FORM_MAX)
async def add_photo(
    request: AnyRequest, number: FromPath[int], desk: NamedDependency[Desk]
) -> Response[Any]:
    """A picture of the parcel or of its label."""
    sent = (await request.form()).get("photo")
    picture = await develop_in_turn(await sent.read() if isinstance(sent, UploadFile) else b"")

    async def unit(tx: Tx) -> None:
        await keep_photo(tx, number, picture, line_id=None, by=None, user_id=desk.user_id)

    await unit_of_work(house_of(request.scope), HALL, unit)
    return go(f"{LIST}/{number}", said="parcel_photo")


@post(LIST + "/{number:int}/mail", status_code=200)
async def mail_link(
    request: AnyRequest, number: FromPath[int], tx: NamedDependency[Tx]
) -> Response[Any]:
    """The link goes to the shop by e-mail."""
    one = await parcel(tx, number)
    link = _link_of(request, one)
    if link is None:
        raise NotUnidentified(number=number)
    to = await shop(tx, one.shop_id)
    said = {"number": number, "order": one.asked_order, "link": link}
    await queue_mail(
        tx, one.shop_id, subject_id=one.return_id, purpose="whose.parcel",
        unique_key=f"whose:{one.return_id}:{one.asked_at:%Y%m%d%H%M%S}", to=to.email,
        language=to.language, title=i18n.translate(to.language, MAIL_TITLE, **said),
        plain=i18n.translate(to.language, MAIL_WORDS, **said),
    )  # fmt: skip
    return go(f"{LIST}/{number}", said="link_mailed")


def _link_of(request: AnyRequest, one: Parcel) -> str | None:
    """What the shop is sent; None: it is not asked, or has answered."""
    if one.asked_order_id is None or one.asked_at is None or one.answer is not None:
        return None
    return url_of(
        house_of(request.scope).settings, shop_id=one.shop_id, return_id=one.return_id,
        order_id=one.asked_order_id, asked_at=one.asked_at,
    )  # fmt: skip


handlers: Final = [
    list_unidentified, show_unidentified, describe_parcel, ask, add_photo, mail_link,
]  # fmt: skip
