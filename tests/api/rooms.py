"""A resource of the tests' own behind the real REST door, to see how transactions behave."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
import pytest
from litestar import Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy import text

from api.app import Doors, build
from api.rest import rest_router
from api.rest.idempotency import Once
from api.rest.paging import Page, PageRequest
from api.rest.versions import IfMatch, etag
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.errors import Refusal

ROOMS = "/v1/rooms"
READ = {"scope": "products:read"}
WRITE = {"scope": "products:write"}

_NOTE = text(
    "INSERT INTO products (shop_id, id, sku, name, weight_g) "
    "VALUES (:shop, uuidv7(), :sku, :name, 1) RETURNING id"
)
_NOTES = text("SELECT sku FROM products WHERE sku > :after ORDER BY sku LIMIT :n")


class Full(Refusal):
    """The room is full."""

    code = "test.full"
    sentence = "The room is full."


class Size(msgspec.Struct, forbid_unknown_fields=True):
    """Nested."""

    height: int


class Guest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is sent."""

    sku: str
    name: str = "guest"
    sizes: list[Size] = []
    nested: Size | None = None


class Told(msgspec.Struct):
    """What is answered."""

    id: UUID
    sku: str


async def note(tx: Tx, caller: Caller, sku: str) -> Told:
    made = await tx.scalar(_NOTE, {"shop": caller.shop_id, "sku": sku, "name": sku})
    return Told(id=made, sku=sku)


@post("/", opt=WRITE, status_code=201)
async def enter(
    data: JSONBody[Guest],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
) -> Response[Told]:
    return await once.answer(lambda: note(tx, caller, data.sku))


@post("/refused", opt=WRITE)
async def refused(tx: NamedDependency[Tx], caller: NamedDependency[Caller]) -> None:
    await note(tx, caller, "REFUSED")
    raise Full


@post("/returned", opt=WRITE)
async def returned(tx: NamedDependency[Tx], caller: NamedDependency[Caller]) -> Response[None]:
    await note(tx, caller, "RETURNED")
    return Response(None, status_code=409)


@post("/bug", opt=WRITE)
async def bug(tx: NamedDependency[Tx], caller: NamedDependency[Caller]) -> None:
    await note(tx, caller, "BUG")
    raise ZeroDivisionError


@post("/slow", opt=WRITE)
async def slow(tx: NamedDependency[Tx], caller: NamedDependency[Caller]) -> Told:
    told = await note(tx, caller, "SLOW")
    await asyncio.sleep(30)
    return told


@get("/", opt=READ)
async def guests(read: NamedDependency[Read], page: NamedDependency[PageRequest]) -> Page[str]:
    after = page.position(str) or ""
    rows = (await read.scalars(_NOTES, {"after": after, "n": page.limit + 1})).all()
    return page.of(rows, lambda sku: sku)


@get("/write", opt=READ)
async def write_in_a_get(read: NamedDependency[Read], caller: NamedDependency[Caller]) -> Any:
    return await note(Tx(read), caller, "GET")


@get("/door-without-scope")
async def nobody_may() -> str:
    return "never"


@delete("/", opt=WRITE)
async def leave(if_match: NamedDependency[IfMatch]) -> None:
    if_match.check(3)


@get("/version", opt=READ)
async def version() -> Response[str]:
    return Response("3", headers={"ETag": etag(3)})


#: how often `clash` was begun
clashes = 0
#: two clashes wait for each other here, so that they really deadlock
both_inside: asyncio.Barrier | None = None


@post("/clash/{first:str}/{second:str}", opt=WRITE)
async def clash(
    first: FromPath[str], second: FromPath[str], tx: NamedDependency[Tx], data: JSONBody[Guest]
) -> str:
    """Locks two advisory keys in the order asked for."""
    global clashes
    clashes += 1
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtext(:k))"), {"k": first})
    if both_inside is not None and both_inside.n_waiting < 2 and clashes <= 2:
        await both_inside.wait()
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtext(:k))"), {"k": second})
    return data.sku


def rooms() -> Router:
    """The test's resource behind the real door."""
    handlers = [
        enter, refused, returned, bug, slow, guests, write_in_a_get, nobody_may, leave, version,
        clash,
    ]  # fmt: skip
    return rest_router([Router("/rooms", route_handlers=handlers, include_in_schema=False)])


@pytest.fixture(scope="module")
def doors() -> Doors:
    """The doors with the test's resource: for files that import it."""
    return _with_rooms()


@cache
def _with_rooms() -> Doors:
    """Built once a process: it takes two seconds."""
    made = build()
    made.register(rooms())
    return made
