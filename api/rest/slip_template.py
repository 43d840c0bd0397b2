"""How a shop's packing slips look: its template, its logo, and a sample to look at."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, Router, delete, get, put
from litestar.di import NamedDependency
from litestar.params import BodyKwarg, JSONBody, QueryParameter

from api.house import House, house_of
from api.rest.body import RestRequest
from api.rest.examples import Example
from api.rest.versions import IfMatch, rules_answer
from api.transaction import tenant_of, unit_of_work
from printing.slip import PAPERS as SIZES
from printing.slip import Slip, slip
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.packing.slips.samples import sample_slip
from wms.packing.slips.template import Language, SlipPaper, SlipTemplate
from wms.packing.slips.versions import (
    TemplateInUse,
    TemplateVersion,
    develop_logo_in_turn,
    keep_logo,
    latest_template,
    save_template,
    templates_in_use,
)
from wms.photos.develop import UPLOAD_MAX_BYTES
from wms.shops.queries import shop

TAG: Final = ["Shipments"]
READ: Final = "orders:read"
WRITE: Final = "orders:write"
PDF: Final = "application/pdf"
#: a little more than the largest picture, so that our own words refuse it
BODY_MAX: Final = UPLOAD_MAX_BYTES + 100_000

_TEMPLATE: Final = {
    "paper": "A6",
    "accent": "#0b5f56",
    "font_size": "normal",
    "fallback_language": "pl",
    "is_sku_shown": True,
    "is_lot_shown": False,
    "is_gift_note_shown": True,
    "is_thanks_shown": True,
    "is_shop_order_shown": True,
    "is_date_shown": True,
    "is_page_shown": True,
    "return_url": "https://shop.example/returns?order={{ order.external_id }}",
    "words": {
        "pl": {
            "thanks": "Dziękujemy, {{ recipient.first_name }}!",
            "message": "Do zobaczenia!",
            "returns": "",
            "footer": "{{ shop.company }}, {{ shop.address }}",
        }
    },
}
_PLAIN: Final = _TEMPLATE | {
    "paper": "A4", "accent": "#000000", "fallback_language": "en", "return_url": "", "words": {},
}  # fmt: skip
#: the smallest PNG there is: one black pixel
_PIXEL: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080000000"
    "03a7e9b550000000a49444154789c63600000000200015e1ae7a30000000049454e44ae426082"
)
_SAVED: Final = {"version": 1, "has_logo": False, "saved_at": "2026-11-22T09:05:00Z"}


class SlipTemplateOut(msgspec.Struct, frozen=True, kw_only=True):
    """What slips are printed with; `version` 0: you have not said anything yet."""

    version: int
    #: a logo is printed
    has_logo: bool
    saved_at: datetime | None
    #: what you chose
    template: SlipTemplate


def _out(last: TemplateVersion | None) -> SlipTemplateOut:
    if last is None:
        return SlipTemplateOut(version=0, has_logo=False, saved_at=None, template=SlipTemplate())
    return SlipTemplateOut(
        version=last.version,
        has_logo=last.logo_id is not None,
        saved_at=last.created_at,
        template=last.template,
    )


async def _now(tx: Tx, shop_id: UUID) -> SlipTemplateOut:
    return _out(await latest_template(tx, shop_id))


@get(
    "/slip-template",
    operation_id="readSlipTemplate",
    summary="Read how your packing slips look",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            response={"version": 0, "has_logo": False, "saved_at": None, "template": _PLAIN}
        ),
    },
)
async def read_template(
    read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[SlipTemplateOut]:
    """The version that slips are printed with now. Each save is a version; the desk shows the older
    ones and takes them up again."""
    return rules_answer(_out(await latest_template(read, caller.shop_id)))


@put(
    "/slip-template",
    operation_id="putSlipTemplate",
    summary="Say how your packing slips look",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            request=_TEMPLATE,
            response=_SAVED | {"template": _TEMPLATE},
            after=("readSlipTemplate",),
        ),
    },
)
async def write_template(
    data: JSONBody[SlipTemplate],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    if_match: NamedDependency[IfMatch],
) -> Response[SlipTemplateOut]:
    """All of it at once; what is left out goes back to its default, the logo stays. Texts can name
    facts, `{{ order.number }}` or `{{ recipient.first_name }}`, and have conditions,
    `{% if order.is_gift %} … {% else %} … {% endif %}`; nothing else is understood, and whatever is
    not is refused with its place. A text that is missing in the recipient's language is printed in
    `fallback_language`. The colour must be dark enough to be read on white paper."""
    await if_match.check_rules(tx, caller.shop_id, lambda: _now(tx, caller.shop_id))
    last = await latest_template(tx, caller.shop_id)
    logo_id = last.logo_id if last else None
    return rules_answer(
        _out(await save_template(tx, caller.shop_id, data, logo_id=logo_id, by=None))
    )


@put(
    "/slip-template/logo",
    operation_id="putSlipLogo",
    summary="Put your logo on your packing slips",
    tags=TAG,
    request_max_body_size=BODY_MAX,
    opt={
        "scope": WRITE,
        "example": Example(
            content=_PIXEL,
            sent_as="image/png",
            response=_SAVED | {"version": 2, "has_logo": True, "template": _TEMPLATE},
            after=("putSlipTemplate",),
        ),
    },
)
async def write_logo(
    data: Annotated[bytes, BodyKwarg(media_type="image/png")],
    request: RestRequest,
    caller: NamedDependency[Caller],
) -> SlipTemplateOut:
    """The body is the file itself: JPEG, PNG or WebP, at most 8 MB. White around it is cut off. It
    is printed in its own colours on paper, in greys on the roll, and is a new version."""
    picture = await develop_logo_in_turn(data)  # before the transaction: it takes its time

    async def unit(tx: Tx) -> SlipTemplateOut:
        last = await latest_template(tx, caller.shop_id)
        template = last.template if last else SlipTemplate()
        logo_id = await keep_logo(tx, caller.shop_id, picture)
        return _out(await save_template(tx, caller.shop_id, template, logo_id=logo_id, by=None))

    return await unit_of_work(_house(request), tenant_of(request.scope), unit)


def _house(request: RestRequest) -> House:
    return house_of(request.scope)


@delete(
    "/slip-template/logo",
    operation_id="removeSlipLogo",
    summary="Print your name instead of your logo",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(after=("putSlipLogo", "downloadSampleSlip")),
    },
)
async def remove_logo(tx: NamedDependency[Tx], caller: NamedDependency[Caller]) -> None:
    """From now on; it is a new version."""
    last = await latest_template(tx, caller.shop_id)
    if last is not None and last.logo_id is not None:
        await save_template(tx, caller.shop_id, last.template, logo_id=None, by=None)


@get(
    "/slip-template/sample.pdf",
    operation_id="downloadSampleSlip",
    summary="Look at a sample of your packing slip",
    tags=TAG,
    media_type=PDF,
    opt={
        "scope": READ,
        "example": Example(query={"language": "pl", "order": "gift"}, after=("putSlipLogo",)),
    },
)
async def sample(
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    language: Annotated[
        Language, QueryParameter(required=False, description="The recipient's.")
    ] = "en",
    paper: Annotated[
        SlipPaper | None, QueryParameter(required=False, description="Else the template's.")
    ] = None,
    order: Annotated[
        Literal["usual", "long", "gift"],
        QueryParameter(required=False, description="`long`: the longest names, many lines."),
    ] = "usual",
) -> Response[Any]:
    """The slip of an order that does not exist, as PDF."""
    found = await templates_in_use(read, {caller.shop_id})
    in_use = found.get(caller.shop_id, TemplateInUse())
    facts = sample_slip(await shop(read, caller.shop_id), in_use, language=language, kind=order)
    one = msgspec.convert(facts, Slip, from_attributes=True)
    content = await asyncio.to_thread(slip, one, SIZES[paper or facts.paper])
    name = 'inline; filename="sample-slip.pdf"'
    return Response(content, media_type=PDF, headers={"Content-Disposition": name})


router = Router(
    "/", route_handlers=[read_template, write_template, write_logo, remove_logo, sample]
)
