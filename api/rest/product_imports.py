"""Product lists as files, CSV or NDJSON: a dry run first, then yes or no."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import BodyKwarg, FromPath, QueryParameter

from api.house import house_of
from api.rest.examples import Example
from api.rest.idempotency import IdempotencyKey, Once, request_hash
from api.rest.paging import Page, PageRequest
from api.transaction import tenant_of, unit_of_work
from wms.access.errors import ScopeMissing
from wms.access.people import Caller
from wms.catalog.imports.decide import cancel, confirm
from wms.catalog.imports.file import FILE_MAX_BYTES
from wms.catalog.imports.queries import (
    ImportCard,
    RowDifference,
    import_card,
    import_cards,
    import_rows,
)
from wms.catalog.imports.upload import FILE_NAME_MAX_CHARS, keep_file, read_file
from wms.db import Read, Tx
from wms.errors import REFUSALS, filled

TAG: Final = ["Imports"]
READ: Final = "products:read"
WRITE: Final = "products:write"
ANNOUNCE: Final = "asns:write"
#: a little more than the largest file, so that our own words refuse it
BODY_MAX: Final = FILE_MAX_BYTES + 100_000
ImportStatus = Literal["checking", "checked", "applying", "done", "cancelled"]
RowState = Literal["unchecked", "new", "changed", "same", "error", "applied", "refused"]

_FILE: Final = b"sku;name;barcodes;weight_g\nMUG-1;Kubek;;350\nMUG-2;;;x\n"
_IMPORT: Final = {
    "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1a77",
    "kind": "products",
    "about": None,
    "file_name": "products.csv",
    "status": "checking",
    "total_rows": 2,
    "new_rows": 0,
    "changed_rows": 0,
    "same_rows": 0,
    "error_rows": 0,
    "applied_rows": 0,
    "refused_rows": 0,
    "created_at": "2026-11-22T09:00:00Z",
    "checked_at": None,
    "confirmed_at": None,
    "finished_at": None,
}
_CHECKED: Final = _IMPORT | {"status": "checked", "new_rows": 1, "error_rows": 1}
_ONE: Final = {"import_id": "$uploadProducts/id"}


class ImportOut(msgspec.Struct, frozen=True, kw_only=True):
    """A file, how far it is, and how many of its rows would do, or did, what."""

    id: UUID
    #: a list of products, or a delivery (`announceDeliveryByFile` with `dry_run`)
    kind: Literal["products", "delivery"]
    #: of a delivery: its name and day; once it is announced, `asn_id` and `asn_number`
    about: dict[str, Any] | None
    #: what you called the file
    file_name: str
    status: ImportStatus
    #: rows below the header
    total_rows: int
    #: rows that make something new
    new_rows: int
    #: rows that change something
    changed_rows: int
    #: rows that change nothing
    same_rows: int
    #: rows that cannot be used
    error_rows: int
    #: rows that were carried out
    applied_rows: int
    #: rows that were refused when they were carried out
    refused_rows: int
    created_at: datetime
    #: when all rows were looked at
    checked_at: datetime | None
    #: when you said yes
    confirmed_at: datetime | None
    finished_at: datetime | None


class RowError(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a cell, and what to do about it."""

    field: str
    code: str
    detail: str


class RowOut(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the file (the first below the header is 2) and what it would do."""

    #: row of the file; the first below the header is 2
    row_no: int
    sku: str
    #: what the row would do
    state: RowState
    #: what would change
    differences: list[RowDifference]
    errors: list[RowError]


def import_out(card: ImportCard) -> ImportOut:
    """The import as a shop sees it."""
    return msgspec.convert(card, ImportOut, from_attributes=True)


def _detail(code: str, facts: dict[str, Any]) -> str:
    return filled(REFUSALS[code].sentence, facts) if code in REFUSALS else code


@post(
    "/imports",
    operation_id="uploadProducts",
    summary="Upload a list of products",
    tags=TAG,
    status_code=202,
    request_max_body_size=BODY_MAX,
    opt={
        "scope": WRITE,
        "example": Example(
            query={"file_name": "products.csv"}, content=_FILE, sent_as="text/csv",
            response=_IMPORT,
        ),
        "also_takes": ("application/x-ndjson",),
    },
)  # fmt: skip
async def upload_products(
    data: Annotated[bytes, BodyKwarg(media_type="text/csv")],
    request: Request[Any, Any, Any],
    caller: NamedDependency[Caller],
    file_name: Annotated[
        str | None,
        QueryParameter(
            required=False, max_length=FILE_NAME_MAX_CHARS, description="Shown to people."
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        QueryParameter(
            required=False,
            description="`false`: what is right is written after the check, unasked.",
        ),
    ] = True,
    idempotency_key: IdempotencyKey = None,
) -> Response[ImportOut]:
    """A file, which is only checked: nothing is written before `confirmImport`.

    NDJSON (`application/x-ndjson`, UTF-8): an object a line with `sku` and what shall change, as
    `changeProduct` takes it. CSV (`text/csv`): UTF-8 (with or without BOM), UTF-16 or
    Windows-1250; separated by comma, semicolon or tab; at most 10 MB and 50,000 rows. The first
    row names the columns: `sku` and any of `name`, `barcodes`, `weight_g`, `length_mm`,
    `width_mm`, `height_mm`, `is_lot_tracked`, `is_expiry_tracked`, `is_serial_tracked`,
    `is_hazmat`, `is_fragile`, `is_upright`, `packing_instructions`. In `barcodes`, `|` stands
    between codes and `*12` behind the code of a pack of twelve. An empty cell leaves the field as
    it is, a lone `-` clears it. Poll `readImport` until it is `checked`.
    """
    rows = await asyncio.to_thread(read_file, data)  # before the transaction: it takes its time
    path = request.scope["path"] + ("" if dry_run else "?dry_run=false")
    digest = request_hash(request.method, path, data)

    async def unit(tx: Tx) -> Response[ImportOut]:
        async def work() -> ImportOut:
            made = await keep_file(tx, caller.shop_id, file_name or "", rows, is_agreed=not dry_run)
            return import_out(await import_card(tx, made))

        return await Once(tx, caller, idempotency_key, digest).answer(work, status=202)

    return await unit_of_work(house_of(request.scope), tenant_of(request.scope), unit)


@get(
    "/imports",
    operation_id="listImports",
    summary="List imports",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(response={"items": [_IMPORT], "next": None}, after=("uploadProducts",)),
    },
)
async def list_imports(
    page: NamedDependency[PageRequest], read: NamedDependency[Read]
) -> Page[ImportOut]:
    """The newest first; they are forgotten after 30 days."""
    rows = await import_cards(read, limit=page.limit + 1, before=page.position(UUID))
    return page.of([import_out(card) for card in rows], lambda card: card.id)


@get(
    "/imports/{import_id:uuid}",
    operation_id="readImport",
    summary="Read an import",
    tags=TAG,
    opt={"scope": READ, "example": Example(path=_ONE, response=_IMPORT)},
)
async def read_import(import_id: FromPath[UUID], read: NamedDependency[Read]) -> ImportOut:
    """How far it is. While it is `applying`, `applied_rows` grows."""
    return import_out(await import_card(read, import_id))


@get(
    "/imports/{import_id:uuid}/rows",
    operation_id="listImportRows",
    summary="What each row would do",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            path=_ONE,
            query={"state": "error"},
            response={
                "items": [
                    {
                        "row_no": 3,
                        "sku": "MUG-2",
                        "state": "error",
                        "differences": [],
                        "errors": [
                            {
                                "field": "weight_g",
                                "code": "import.not_a_whole_number",
                                "detail": "“x” is no whole number from 0 to 10000000. "
                                "Write weight_g like 120.",
                            }
                        ],
                    }
                ],
                "next": None,
            },
        ),
    },
)
async def list_import_rows(
    import_id: FromPath[UUID],
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    row_state: Annotated[
        RowState | None,
        QueryParameter(name="state", required=False, description="Only rows of this state."),
    ] = None,
) -> Page[RowOut]:
    """In the order of the file: new, changed (from what to what), the same, or what is wrong."""
    await import_card(read, import_id)
    rows = await import_rows(
        read, import_id, limit=page.limit + 1, after=page.position(int) or 0, state=row_state
    )
    shown = [
        RowOut(
            row_no=row.row_no,
            sku=row.sku,
            state=msgspec.convert(row.state, RowState),
            differences=row.differences,
            errors=[
                RowError(field=f.field, code=f.code, detail=_detail(f.code, f.facts))
                for f in row.faults
            ],
        )
        for row in rows
    ]
    return page.of(shown, lambda row: row.row_no)


async def _may_announce(tx: Tx, caller: Caller, import_id: UUID) -> None:
    """ScopeMissing: a delivery is announced by keys that may announce one."""
    is_delivery = (await import_card(tx, import_id)).kind == "delivery"
    if is_delivery and ANNOUNCE not in caller.scopes:
        raise ScopeMissing(scope=ANNOUNCE)


@post(
    "/imports/{import_id:uuid}/confirm",
    operation_id="confirmImport",
    summary="Confirm an import",
    tags=TAG,
    status_code=202,
    opt={
        "scope": WRITE,
        "example": Example(
            path=_ONE,
            response=_CHECKED | {"status": "applying"},
            after=("readImport", "listImports", "listImportRows"),
        ),
    },
)
async def confirm_import(
    import_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[ImportOut]:
    """What is new or changed is written now; rows with an error stay out.

    A product that was changed since the check is left alone, and its row says so.
    """

    async def work() -> ImportOut:
        await _may_announce(tx, caller, import_id)
        await confirm(tx, caller.shop_id, import_id)
        return import_out(await import_card(tx, import_id))

    return await once.answer(work, status=202)


@post(
    "/imports/{import_id:uuid}/cancel",
    operation_id="cancelImport",
    summary="Cancel an import",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            path=_ONE,
            response=_CHECKED | {"status": "cancelled"},
            after=("confirmImport",),
        ),
    },
)
async def cancel_import(
    import_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[ImportOut]:
    """Nothing of it is written."""

    async def work() -> ImportOut:
        await cancel(tx, caller.shop_id, import_id)
        return import_out(await import_card(tx, import_id))

    return await once.answer(work, status=200)


handlers: Final = [
    upload_products,
    list_imports,
    read_import,
    list_import_rows,
    confirm_import,
    cancel_import,
]
