"""Slips, labels and manifests on the screen and on paper."""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.house import house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import ZPL, AnyRequest, file
from api.office.filters import Filters
from printing.slip import PAPERS, Slip, slip
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, NotFound
from wms.packing.prints.papers import LABEL, SLIP
from wms.packing.queries import parcels_of
from wms.packing.slips.facts import slip_facts
from wms.packing.slips.slips import copies_of, print_copy
from wms.shipping.desk.order_list import order_key
from wms.shipping.queries import labels_of_parcel

_SHOWN: Final = re.compile(r"(slip|label)\.(\d{1,18})(?:\.(\d{1,4}))?")
FLASHES["copy"] = N_("The copy is on its way to the printer, and it can be looked at here.")


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A paper looked at in the page: ``?show=slip.7`` or, the second copy, ``?show=slip.7.2``."""

    paper: str
    parcel: int
    copy_no: int
    url: str


def shown_paper(order: int, asked: str) -> Shown | None:
    """What ``show`` in the address of an order's page asks for."""
    found = _SHOWN.fullmatch(asked)
    if found is None:
        return None
    paper, parcel, copy_no = found[1], int(found[2]), int(found[3] or 1)
    url = f"/office/orders/{order}/parcels/{parcel}/{paper}.pdf"
    if copy_no > 1:
        url += f"?copy={copy_no}"
    return Shown(paper=paper, parcel=parcel, copy_no=copy_no, url=url)


async def _parcel(read: Read | Tx, order: int, parcel: int) -> tuple[UUID, UUID]:
    """Shop and id of a parcel of an order. NotFound when it is none of that order's."""
    shop_id, order_id = await order_key(read, order)
    for one in await parcels_of(read, shop_id, order_id):
        if one.number == parcel:
            return shop_id, one.id
    raise NotFound(what="parcel", name=str(parcel))


@get("/office/orders/{order:int}/parcels/{parcel:int}/slip.pdf", opt={"roles": ALL_ROLES})
async def one_slip(
    request: AnyRequest, order: FromPath[int], parcel: FromPath[int], read: NamedDependency[Read]
) -> Response[Any]:
    """The slip of a parcel; a copy says that it is one."""
    shop_id, parcel_id = await _parcel(read, order, parcel)
    copy_no = await _copy_no(request, read, shop_id, parcel_id, SLIP)
    facts = await slip_facts(read, shop_id, parcel_id, house_of(request.scope).settings)
    one = msgspec.structs.replace(
        msgspec.convert(facts, Slip, from_attributes=True), copy_no=copy_no
    )
    content = await asyncio.to_thread(slip, one, PAPERS[facts.paper])
    return file(content, f"slip-{order}-parcel-{parcel}.pdf")


async def _copy_no(
    request: AnyRequest, read: Read, shop_id: UUID, parcel_id: UUID, paper: str
) -> int:
    """Which copy is asked for; NotFound when nobody asked for it with a reason."""
    copy_no = Filters(request).number("copy") or 1
    if copy_no > 1:
        known = {
            one.copy_no for one in await copies_of(read, shop_id, parcel_id) if one.paper == paper
        }
        if copy_no not in known:
            raise NotFound(what="copy", name=str(copy_no))
    return copy_no


@get("/office/orders/{order:int}/parcels/{parcel:int}/label.pdf", opt={"roles": ALL_ROLES})
async def label_pdf(
    order: FromPath[int], parcel: FromPath[int], read: NamedDependency[Read]
) -> Response[Any]:
    """The courier's label as it was bought; a copy is the same, its barcode is read by others."""
    return file(await _label(read, order, parcel, "pdf"), f"label-{order}-parcel-{parcel}.pdf")


@get("/office/orders/{order:int}/parcels/{parcel:int}/label.zpl")
async def label_zpl(
    order: FromPath[int], parcel: FromPath[int], read: NamedDependency[Read]
) -> Response[Any]:
    """The label for a label printer."""
    content = await _label(read, order, parcel, "zpl")
    return file(content, f"label-{order}-parcel-{parcel}.zpl", kind=ZPL)


async def _label(read: Read, order: int, parcel: int, kind: str) -> bytes:
    shop_id, parcel_id = await _parcel(read, order, parcel)
    content = (await labels_of_parcel(read, shop_id, parcel_id)).get(kind)
    if content is None:
        raise NotFound(what="label", name=f"{parcel}.{kind}")
    return content


@post("/office/orders/{order:int}/parcels/{parcel:int}/copies", status_code=200)
async def reprint(
    order: FromPath[int],
    parcel: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """Print a paper once more and keep the reason why."""
    form = await desk_page.form()
    paper = LABEL if form.get("paper") == LABEL else SLIP
    shop_id, parcel_id = await _parcel(tx, order, parcel)
    copy_no = await print_copy(
        tx, shop_id, parcel_id, paper, reason=form.get("reason", ""), by=desk.user_id
    )
    return go(f"/office/orders/{order}?show={paper}.{parcel}.{copy_no}", said="copy")


handlers: Final = [one_slip, label_pdf, label_zpl, reprint]
