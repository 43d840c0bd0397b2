"""The first start: an empty warehouse, somebody at the desk, a code for the first handheld."""

from __future__ import annotations

import secrets
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select

from wms.access.desks import hire_office_user
from wms.access.devices import announce_device
from wms.access.models import Device, OfficeUser
from wms.calendar.days import keep_days
from wms.db import Tx
from wms.layout.build import add_locations, open_warehouse
from wms.layout.errors import NoWarehouse
from wms.layout.queries import the_warehouse
from wms.layout.walk import NewPlace

#: what every warehouse has before it has shelves
FIRST_PLACES: Final = (
    NewPlace(code="DOCK-1", kind="dock"),
    NewPlace(code="BENCH-1", kind="bench"),
    NewPlace(code="STAGE-1", kind="staging"),
    NewPlace(code="QUAR-1", kind="quarantine"),
    NewPlace(code="RET-1", kind="returns"),
)
FIRST_USER: Final = "admin@localhost"
PASSWORD_BYTES: Final = 12


class FirstLogIns(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown once, at the first start; a part that was there already is None."""

    password: str | None
    device_code: str | None


def new_password() -> str:
    """A password nobody can guess, 16 characters."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


async def open_for_the_first_time(tx: Tx) -> FirstLogIns:
    """Make what is missing to begin with; a second time nothing."""
    await first_warehouse(tx)
    return FirstLogIns(password=await _first_user(tx), device_code=await _first_device(tx))


async def first_warehouse(tx: Tx) -> UUID:
    """The warehouse, opened with a dock, a bench … if there was none; its id."""
    try:
        return await the_warehouse(tx)
    except NoWarehouse:
        warehouse_id = await open_warehouse(tx, code="MAIN", name="Warehouse")
        await add_locations(tx, warehouse_id, FIRST_PLACES)
        await keep_days(tx)
        return warehouse_id


async def _first_user(tx: Tx) -> str | None:
    if await tx.scalar(select(OfficeUser.id).limit(1)):
        return None
    password = new_password()
    await hire_office_user(
        tx, email=FIRST_USER, name="Administrator", password=password, role="admin"
    )
    return password


async def _first_device(tx: Tx) -> str | None:
    if await tx.scalar(select(Device.id).limit(1)):
        return None
    return (await announce_device(tx, name="Handheld 1")).code
