"""The lists with which parcels were handed to couriers, signed for."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.failures import say_failure
from api.manifest_paper import manifest_paper
from api.office.desk import DeskPage, go
from api.office.doing import AnyRequest, file
from api.office.export import Asked, Column, Exported, export_route
from api.office.filters import PAGE_ROWS, READ_ROWS, Filters, page_of
from printing.manifest import manifest
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_
from wms.shipping.carriers.registry import NAMES, name_of
from wms.shipping.desk.day_of_parcels import manifests_of_day
from wms.shipping.desk.parcel_list import ManifestRow, manifest_list
from wms.shipping.loading.manifests import manifest as manifest_view
from wms.shipping.loading.manifests import not_loaded
from wms.shipping.loading.protocols import ask_again, protocol_content, protocols_of
from wms.shipping.loading.signature import strokes_of
from wms.shipping.tracking.all_delivered import underway

#: room beneath a signature, units of its drawing
SIGNED_MARGIN: Final = 8


@get("/office/manifests")
async def list_manifests(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Manifests, the newest first, and what each courier took on the day."""
    filters = Filters(request)
    rows = await _manifests(read, Asked(filters, desk), filters.number("before"), READ_ROWS)
    return desk_page.show(
        "office/manifests.html",
        **page_of(filters, rows, before=lambda one: one.number),
        of_day=await manifests_of_day(read, filters.day("day")),
        couriers=sorted(NAMES.items()),
        filters=filters,
    )


async def _manifests(read: Read, asked: Asked, before: int | None, limit: int) -> list[ManifestRow]:
    filters = asked.filters
    return await manifest_list(
        read,
        limit=limit,
        carrier=filters.one_of("courier", NAMES),
        day=filters.day("day"),
        before=before,
    )


MANIFESTS: Final = Exported[ManifestRow](
    name="manifests",
    columns=(
        Column(N_("Manifest"), lambda one: one.number),
        Column(N_("Courier"), lambda one: name_of(one.carrier)),
        Column(N_("Warehouse"), lambda one: one.warehouse),
        Column(N_("Parcels"), lambda one: one.parcels),
        Column(N_("Opened by"), lambda one: one.opened_by),
        Column(N_("Opened (UTC)"), lambda one: one.created_at),
        Column(N_("Closed (UTC)"), lambda one: one.closed_at),
        Column(N_("Signed by"), lambda one: one.signed_by),
        Column(N_("The driver counted"), lambda one: one.counted),
    ),
    rows=_manifests,
    position=lambda one: one.number,
)


@get("/office/manifests/{number:int}")
async def show_manifest(
    number: FromPath[int], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """One manifest and its parcels."""
    one = await manifest_view(read, number)
    strokes = strokes_of(one.signature or "")
    return desk_page.show(
        "office/manifest.html",
        one=one,
        carrier=name_of(one.carrier),
        missing=await not_loaded(read, number, limit=PAGE_ROWS) if one.closed_at is None else [],
        strokes=strokes,
        underway=await underway(read, number),
        protocols=await protocols_of(read, number),
        say_failure=say_failure,
        signed_high=max((y for stroke in strokes for _, y in stroke), default=0) + SIGNED_MARGIN,
    )


@get("/office/manifests/{number:int}/manifest.pdf")
async def manifest_pdf(
    number: FromPath[int], desk: NamedDependency[Desk], read: NamedDependency[Read]
) -> Response[Any]:
    """The manifest as a paper, in the person's language."""
    paper = manifest_paper(await manifest_view(read, number), desk.language, i18n.current_zone())
    return file(await asyncio.to_thread(manifest, paper), f"manifest-{number}.pdf")


@get("/office/manifests/{number:int}/protocols/{protocol_id:uuid}/protocol.pdf")
async def protocol_pdf(
    number: FromPath[int], protocol_id: FromPath[UUID], read: NamedDependency[Read]
) -> Response[Any]:
    """What the courier wrote itself of what it took over."""
    content = await protocol_content(read, number, protocol_id)
    return file(content, f"manifest-{number}-protocol.pdf")


@post("/office/manifests/{number:int}/protocols/{protocol_id:uuid}/again", status_code=200)
async def protocol_again(
    number: FromPath[int], protocol_id: FromPath[UUID], tx: NamedDependency[Tx]
) -> Response[Any]:
    """Ask the courier once more."""
    await ask_again(tx, number, protocol_id)
    return go(f"/office/manifests/{number}")


handlers: Final = [
    protocol_pdf,
    protocol_again,
    list_manifests,
    export_route("/office/manifests", MANIFESTS),
    show_manifest,
    manifest_pdf,
]
