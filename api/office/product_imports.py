"""Product lists as files at the desk: upload, look at what it would do, confirm."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, say_refusal, shop_choices, words_of
from api.office.filters import PAGE_ROWS, Filters
from wms.access.people import Desk
from wms.catalog.imports.decide import cancel, confirm
from wms.catalog.imports.file import COLUMNS, FILE_MAX_BYTES
from wms.catalog.imports.models import ROW_STATES
from wms.catalog.imports.queries import import_card, import_cards, import_rows
from wms.catalog.imports.upload import keep_file, read_file
from wms.db import Read, Tx
from wms.errors import N_, Invalid, Refusal
from wms.inbound.announce_file import COLUMNS as DELIVERY_COLUMNS
from wms.inbound.announce_file import AboutDelivery, read_delivery
from wms.inbound.announce_import import keep_delivery
from wms.shops.queries import shop_by_code

EVERYBODY: Final = {"roles": ALL_ROLES}
#: a file and the form around it
FORM_MAX: Final = FILE_MAX_BYTES + 100_000
#: a page in which a worker is busy looks again after so long, s
LOOK_AGAIN_S: Final = 2

FLASHES.update(
    {
        "import_confirmed": N_("Confirmed. The rows are being written."),
        "import_cancelled": N_("Cancelled. Nothing of it was written."),
    }
)


@get("/office/imports", opt=EVERYBODY)
async def list_imports(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Files that came, the newest first, and the form for another."""
    return await _list(request, desk, desk_page, read)


async def _list(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, *, error: str = ""
) -> Response[Any]:
    filters = Filters(request)
    before = filters.id("before")
    rows = await import_cards(read, limit=PAGE_ROWS + 1, before=before)
    last = rows[PAGE_ROWS - 1] if len(rows) > PAGE_ROWS else None
    return desk_page.show(
        "office/imports.html",
        status=422 if error else 200,
        error=error,
        rows=rows[:PAGE_ROWS],
        next_page=filters.link(before=last.id) if last else None,
        first_page=filters.link(before=None) if before else None,
        shops=await shop_choices(read, desk),
        columns=COLUMNS,
        delivery_columns=DELIVERY_COLUMNS,
    )


@post("/office/imports", opt=EVERYBODY, status_code=200, request_max_body_size=FORM_MAX)
async def upload_file(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Read the file and let a worker check it."""
    form = await request.form()
    sent = form.get("file")
    content = await sent.read() if isinstance(sent, UploadFile) else b""
    name = sent.filename if isinstance(sent, UploadFile) else ""
    shop_id = desk.shop_id or (await shop_by_code(read, str(form.get("shop", "")))).id
    try:
        rows = await asyncio.to_thread(read_file, content)
    except Refusal as no:
        return await _list(request, desk, desk_page, read, error=words_of(request, no))
    done = await attempt(
        request, lambda tx: keep_file(tx, shop_id, name, rows, user_id=desk.user_id)
    )
    if isinstance(done, Refusal):
        return await _list(request, desk, desk_page, read, error=words_of(request, done))
    return go(f"/office/imports/{done}")


@post("/office/imports/delivery", opt=EVERYBODY, status_code=200, request_max_body_size=FORM_MAX)
async def upload_delivery(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Read the file of a delivery and let a worker check it."""
    form = await request.form()
    sent = form.get("file")
    content = await sent.read() if isinstance(sent, UploadFile) else b""
    name = sent.filename if isinstance(sent, UploadFile) else ""
    shop_id = desk.shop_id or (await shop_by_code(read, str(form.get("shop", "")))).id
    told = {
        field: str(form.get(field) or "").strip()
        for field in ("external_id", "expected_on", "note", "carrier_reference")
    }

    async def keep(tx: Tx) -> UUID:
        try:
            about = msgspec.convert({k: v for k, v in told.items() if v}, AboutDelivery)
        except msgspec.ValidationError as error:
            raise Invalid(field="external_id", reason="1–100") from error
        rows = await asyncio.to_thread(read_delivery, content)
        return await keep_delivery(tx, shop_id, name, rows, about, user_id=desk.user_id)

    done = await attempt(request, keep)
    if isinstance(done, Refusal):
        return await _list(request, desk, desk_page, read, error=words_of(request, done))
    return go(f"/office/imports/{done}")


@get("/office/imports/{import_id:uuid}", opt=EVERYBODY)
async def show_import(
    request: AnyRequest,
    import_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What each row would do, and what became of it."""
    filters = Filters(request)
    card = await import_card(read, import_id)
    after = filters.number("after") or 0
    rows = await import_rows(
        read,
        import_id,
        limit=PAGE_ROWS + 1,
        after=after,
        state=filters.one_of("state", ROW_STATES) or None,
    )
    last = rows[PAGE_ROWS - 1] if len(rows) > PAGE_ROWS else None
    return desk_page.show(
        "office/import.html",
        card=card,
        rows=rows[:PAGE_ROWS],
        next_page=filters.link(after=last.row_no) if last else None,
        first_page=filters.link(after=None) if after else None,
        filters=filters,
        say_refusal=say_refusal,
        look_again_s=LOOK_AGAIN_S if card.status in ("checking", "applying") else None,
    )


@post("/office/imports/{import_id:uuid}/confirm", opt=EVERYBODY, status_code=200)
async def confirm_import(import_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """Write what was shown."""
    await confirm(tx, (await import_card(tx, import_id)).shop_id, import_id)
    return go(f"/office/imports/{import_id}", said="import_confirmed")


@post("/office/imports/{import_id:uuid}/cancel", opt=EVERYBODY, status_code=200)
async def cancel_import(import_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """Write nothing of it."""
    await cancel(tx, (await import_card(tx, import_id)).shop_id, import_id)
    return go(f"/office/imports/{import_id}", said="import_cancelled")


handlers: Final = [
    list_imports,
    upload_file,
    upload_delivery,
    show_import,
    confirm_import,
    cancel_import,
]
