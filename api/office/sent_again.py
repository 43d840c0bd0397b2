"""What the desk does about parcels with a label: another way, news by phone, sent again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, back_to, do_or_show
from api.office.orders import LIST, order_page
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Invalid, Refusal
from wms.orders.person import person
from wms.orders.place import MAX_QUANTITY, Recipient
from wms.shipping.again.another_way import send_another_way
from wms.shipping.again.errors import NothingChosen
from wms.shipping.again.models import COSTS, PAYERS
from wms.shipping.again.reship import AgainLine, ReshipAsked, send_again
from wms.shipping.again.second import SentAgain
from wms.shipping.carriers.incidents import INCIDENTS
from wms.shipping.carriers.port import TrackingEvent
from wms.shipping.desk.order_list import order_key
from wms.shipping.desk.parcel_list import parcel_row, shipment_of
from wms.shipping.tracking.all_delivered import BY_DESK, all_delivered
from wms.shipping.tracking.errors import NotOnItsWay
from wms.shipping.tracking.track import WORDS_MAX_CHARS, track
from wms.shipping.tracking.words import STATUSES

NOTE_MAX_CHARS: Final = 500
_QUANTITY: Final = "q."
_ADDRESS: Final = ("street", "postcode", "city", "phone")

FLASHES["sent_again"] = N_("It is sent again with this order. Its shop is told.")
FLASHES["news_kept"] = N_("It is written down. The shop is told.")
FLASHES["all_delivered"] = N_("All parcels that were still under way are delivered.")
FLASHES["another_way"] = N_("Another label is asked for.")


@post("/office/orders/{number:int}/again", status_code=200)
async def again(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What went wrong goes out once more."""
    shop_id, order_id = await order_key(read, number)
    form = await desk_page.form()

    async def unit(tx: Tx) -> SentAgain:
        parcel = await _parcel_id(tx, form.get("parcel", ""))
        asked = await _readdressed(tx, shop_id, order_id, form, _asked(form, parcel))
        return await send_again(tx, shop_id, order_id, asked, by=desk)

    async def show(no: Refusal) -> Response[Any]:
        return await order_page(request, number, desk, desk_page, read, no=no)

    return await do_or_show(
        request, unit, show=show, done=lambda new: go(f"{LIST}/{new.number}", said="sent_again")
    )


async def _parcel_id(tx: Tx, given: str) -> UUID | None:
    if not (given.isascii() and given.isdigit()):
        return None
    return (await parcel_row(tx, int(given))).id


def _asked(form: dict[str, str], parcel: UUID | None) -> ReshipAsked:
    """What the form says; nonsense in it is refused where it is read."""
    lines = [
        AgainLine(sku=name.removeprefix(_QUANTITY), quantity=min(int(value), MAX_QUANTITY))
        for name, value in form.items()
        if name.startswith(_QUANTITY) and value.isascii() and value.isdigit() and int(value) > 0
    ]
    if not lines or form.get("reason") not in COSTS:
        raise NothingChosen
    carrier, _, service = form.get("way", "").partition("/")
    wish = {
        "reason": form["reason"],
        "lines": [msgspec.structs.asdict(line) for line in lines],
        "cost": form.get("cost") if form.get("cost") in PAYERS else None,
        "carrier": carrier or None,
        "service": service or None,
        "note": form.get("note", "").strip()[:NOTE_MAX_CHARS] or None,
    }
    return msgspec.structs.replace(msgspec.convert(wish, ReshipAsked), parcel_id=parcel)


async def _readdressed(
    tx: Tx, shop_id: UUID, order_id: UUID, form: dict[str, str], asked: ReshipAsked
) -> ReshipAsked:
    """To a better address, when one was typed; whoever it goes to stays the same person."""
    typed = {name: " ".join(form.get(f"to.{name}", "").split()) for name in _ADDRESS}
    told = {name: value for name, value in typed.items() if value}
    to = await person(tx, shop_id, order_id)
    if not told or to is None:  # of somebody who was erased `send_again` says so
        return asked
    try:
        recipient = msgspec.convert(to.facts() | told, Recipient)
    except msgspec.ValidationError as wrong:
        where = str(wrong).rpartition("`$.")[2].rstrip("`") or "–"
        raise Invalid(field=where, reason=N_("it cannot be so")) from wrong
    return msgspec.structs.replace(asked, recipient=recipient)


@post("/office/parcels/{number:int}/news", status_code=200)
async def tell(
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """The driver, or the courier by phone, says where a parcel is."""
    form = await desk_page.form()
    shop_id, shipment_id = await shipment_of(tx, number)
    status, incident = form.get("status", ""), form.get("incident", "")
    if status not in STATUSES:
        raise NotOnItsWay(parcel=number)
    event = TrackingEvent(
        status=status,
        at=datetime.now(UTC),
        code=BY_DESK,
        words=" ".join(form.get("note", "").split())[:WORDS_MAX_CHARS],
        incident=incident if incident in INCIDENTS else None,
    )
    done = await track(tx, shop_id, shipment_id, [event], source="office", by=desk)
    if done.status != status:
        raise NotOnItsWay(parcel=number)
    return go(back_to(form, f"/office/parcels/{number}"), said="news_kept")


@post("/office/parcels/{number:int}/another-way", status_code=200)
async def another_way(
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """A parcel that is still here goes with another courier."""
    form = await desk_page.form()
    carrier, _, service = form.get("way", "").partition("/")
    await send_another_way(tx, number, carrier, service, by=desk)
    return go(back_to(form, f"/office/parcels/{number}"), said="another_way")


@post("/office/manifests/{number:int}/delivered", status_code=200)
async def everything_arrived(
    number: FromPath[int], desk: NamedDependency[Desk], tx: NamedDependency[Tx]
) -> Response[Any]:
    """The driver says that everything of a manifest arrived."""
    await all_delivered(tx, number, by=desk)
    return go(f"/office/manifests/{number}", said="all_delivered")


handlers: Final = [again, tell, another_way, everything_arrived]
