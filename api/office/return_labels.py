"""Labels of a return at the desk: asked for, seen, printed, sent to the consumer, called off."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.failures import say_failure
from api.house import house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest
from wms.access.people import Desk
from wms.consumer.ways_back import WayOffered, ask_for_way_back, ways_back
from wms.db import Read, Tx
from wms.errors import N_
from wms.notices.return_label import send_label
from wms.returns.labels.ask import try_again, void_label
from wms.returns.labels.queries import LabelShown, label_pdf, labels_shown
from wms.returns.parcels import PARCELS_MAX
from wms.returns.queries import ReturnView, return_by_number

PAGE: Final = "/office/returns/{number:int}/labels"
ONE: Final = PAGE + "/{label_id:uuid}"

FLASHES.update(
    {
        "label_asked": N_("The courier is asked. Label or code stand here in some seconds."),
        "label_voided": N_("The label is called off."),
        "label_sent": N_("The e-mail is on its way."),
        "label_no_email": N_("The order has no e-mail address. Pass the label on another way."),
    }
)


class LabelRow(msgspec.Struct, frozen=True, kw_only=True):
    """A label on the page of its return."""

    label: LabelShown
    #: why there is none, in the language of whoever reads
    why: str | None


async def label_rows(read: Read, one: ReturnView, language: str) -> list[LabelRow]:
    """The labels of a return that count."""
    found = await labels_shown(read, one.shop_id, [one.id])
    return [
        LabelRow(label=each, why=say_failure(each.why, language) if each.why else None)
        for each in found[one.id]
    ]


async def ways_of(read: Read, one: ReturnView) -> list[WayOffered]:
    """How it may still come; none when it is here."""
    if one.status != "announced":
        return []
    return (await ways_back(read, one.shop_id, one.reason, every=True)).ways


@post(PAGE, status_code=200)
async def ask_label(
    number: FromPath[int], desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:  # fmt: skip
    """Have one bought."""
    form = await desk_page.form()
    one = await return_by_number(tx, number)
    said = form.get("parcel", "")
    parcel = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 1
    await ask_for_way_back(
        tx, one.shop_id, one.id, form.get("way", ""), by="office",
        parcel=min(max(parcel, 1), PARCELS_MAX), user_id=desk.user_id,
    )  # fmt: skip
    return go(f"/office/returns/{number}", said="label_asked")


@get(ONE + "/label.pdf", opt={"roles": ALL_ROLES})
async def show_pdf(
    number: FromPath[int], label_id: FromPath[UUID], read: NamedDependency[Read]
) -> Response[bytes]:
    """To be printed."""
    one = await return_by_number(read, number)
    content = await label_pdf(read, one.shop_id, label_id)
    headers = {
        "Content-Disposition": f'inline; filename="R-{number}.pdf"', "Cache-Control": "no-store"
    }  # fmt: skip
    return Response(content, media_type="application/pdf", headers=headers)


@post(ONE + "/void", status_code=200)
async def void_one(
    number: FromPath[int], label_id: FromPath[UUID], tx: NamedDependency[Tx]
) -> Response[Any]:
    """Nobody needs it."""
    one = await return_by_number(tx, number)
    await void_label(tx, one.shop_id, label_id)
    return go(f"/office/returns/{number}", said="label_voided")


@post(ONE + "/again", status_code=200)
async def ask_again(
    number: FromPath[int], label_id: FromPath[UUID], tx: NamedDependency[Tx]
) -> Response[Any]:
    """What was refused was put right."""
    one = await return_by_number(tx, number)
    await try_again(tx, one.shop_id, label_id)
    return go(f"/office/returns/{number}", said="label_asked")


@post(ONE + "/send", status_code=200)
async def send_one(
    request: AnyRequest, number: FromPath[int], label_id: FromPath[UUID], tx: NamedDependency[Tx]
) -> Response[Any]:
    """To the consumer by e-mail, now."""
    one = await return_by_number(tx, number)
    is_sent = await send_label(tx, house_of(request.scope).settings, one.shop_id, label_id)
    return go(f"/office/returns/{number}", said="label_sent" if is_sent else "label_no_email")


handlers: Final = [ask_label, show_pdf, void_one, ask_again, send_one]
