"""Deliveries as files: announced by CSV, carton labels as PDF."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import BodyKwarg, FromPath, QueryParameter

from api.carton_paper import carton_paper
from api.house import house_of
from api.rest.asns import CARD, READ, TAG, WRITE
from api.rest.examples import Example
from api.rest.idempotency import IdempotencyKey, Once, request_hash
from api.rest.product_imports import ImportOut, import_out
from api.transaction import tenant_of, unit_of_work
from printing.carton_label import carton_labels
from wms.access.people import Caller
from wms.catalog.imports.queries import import_card
from wms.db import Read, Tx
from wms.inbound.announce import announce
from wms.inbound.announce_file import AboutDelivery, read_asn, read_delivery
from wms.inbound.announce_import import keep_delivery
from wms.inbound.queries import AsnCard, asn_card
from wms.shops.queries import shop
from wms.texts import ExternalId, Note

ACCEPTED: Final = 202
PDF: Final = "application/pdf"
_FILE: Final = (
    b"carton;sku;quantity\n376123450000000016;TEA-100;48\n376123450000000023;TEA-100;12\n"
)
_ANNOUNCED: Final = CARD | {
    "external_id": "PO-2026-120",
    "expected_on": None,
    "note": None,
    "carrier_reference": None,
    "lines": [{"line_no": 1, "sku": "TEA-100", "expected": 60, "received": 0, "lots": []}],
    "cartons": [
        {
            "carton_no": number,
            "code": code,
            "lines": [{"sku": "TEA-100", "quantity": pieces, "lot": None, "expires_on": None}],
            "received_at": None,
        }
        for number, code, pieces in (
            (1, "376123450000000016", 48),
            (2, "376123450000000023", 12),
        )
    ],
}


@post(
    "/asns/csv",
    operation_id="announceDeliveryByFile",
    summary="Announce a delivery by a CSV file",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            query={"external_id": "PO-2026-120"},
            content=_FILE,
            sent_as="text/csv",
            response=_ANNOUNCED,
            after=("registerProduct",),
        ),
    },
)
async def announce_by_file(
    data: Annotated[bytes, BodyKwarg(media_type="text/csv")],
    request: Request[Any, Any, Any],
    caller: NamedDependency[Caller],
    external_id: Annotated[ExternalId, QueryParameter(description="Your name of the delivery.")],
    expected_on: Annotated[
        date | None, QueryParameter(required=False, description="The day it should come.")
    ] = None,
    note: Annotated[
        Note | None, QueryParameter(required=False, description="For the people at the dock.")
    ] = None,
    dry_run: Annotated[
        bool,
        QueryParameter(
            required=False,
            description="`true`: 202 with an import that tells row by row what it would do.",
        ),
    ] = False,
    idempotency_key: IdempotencyKey = None,
) -> Response[AsnCard] | Response[ImportOut]:
    """One row a product: `sku`, `quantity`, and, if you pack by carton, `carton` (the code on its
    label), `lot`, `expires_on` (YYYY-MM-DD). Comma, semicolon or tab; UTF-8 or Windows-1250. All
    of it is announced, or nothing and every cell at fault is named. With `dry_run=true` nothing is
    announced: `readImport` and `listImportRows` tell what each row would do, `confirmImport`
    announces it whole."""
    if dry_run:
        about = AboutDelivery(external_id=external_id, expected_on=expected_on, note=note)
        return await _dry_run(request, caller, data, about, idempotency_key)
    new = await asyncio.to_thread(
        read_asn, data, external_id=external_id, expected_on=expected_on, note=note
    )
    digest = request_hash(request.method, request.scope["path"] + external_id, data)

    async def unit(tx: Tx) -> Response[AsnCard]:
        once = Once(tx, caller, idempotency_key, digest)
        return await once.answer(lambda: announce(tx, caller.shop_id, new), status=201)

    return await unit_of_work(house_of(request.scope), tenant_of(request.scope), unit)


async def _dry_run(
    request: Request[Any, Any, Any],
    caller: Caller,
    data: bytes,
    about: AboutDelivery,
    idempotency_key: str | None,
) -> Response[ImportOut]:
    rows = await asyncio.to_thread(read_delivery, data)
    path = f"{request.scope['path']}{about.external_id}?dry_run"
    digest = request_hash(request.method, path, data)

    async def unit(tx: Tx) -> Response[ImportOut]:
        async def work() -> ImportOut:
            name = f"{about.external_id}.csv"
            made = await keep_delivery(tx, caller.shop_id, name, rows, about)
            return import_out(await import_card(tx, made))

        return await Once(tx, caller, idempotency_key, digest).answer(work, status=ACCEPTED)

    return await unit_of_work(house_of(request.scope), tenant_of(request.scope), unit)


@get(
    "/asns/{asn_id:uuid}/labels.pdf",
    operation_id="downloadCartonLabels",
    summary="Download the labels of its cartons",
    tags=TAG,
    media_type=PDF,
    opt={
        "scope": READ,
        "example": Example(path={"asn_id": "$announceDeliveryByFile/id"}),
    },
)
async def download_labels(
    asn_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """One label of 100 × 150 mm a carton: stick it on, and all of the carton is received by one
    scan. 404 when the delivery was announced without cartons."""
    card = await asn_card(read, caller.shop_id, asn_id)
    labels = carton_paper(card, (await shop(read, caller.shop_id)).name)
    content = await asyncio.to_thread(carton_labels, labels)
    return Response(
        content,
        media_type=PDF,
        headers={"Content-Disposition": f'attachment; filename="cartons-{card.number}.pdf"'},
    )


router = Router("/", route_handlers=[announce_by_file, download_labels])
