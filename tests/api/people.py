"""What the door tests share besides fixtures."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from api.app import Doors, furnish
from wms.db import Database
from wms.settings import Settings

PIN = "4711"
PASSWORD = "correct horse battery"
HANDHELD = "Handheld 1"


@asynccontextmanager
async def open_app(app: Doors) -> AsyncIterator[None]:
    """Start and stop the application as a server does, in a task of its own."""
    up, down = asyncio.Event(), asyncio.Event()
    failed: list[BaseException] = []

    async def live() -> None:
        try:
            async with app.lifespan():
                up.set()
                await down.wait()
        except BaseException as error:
            failed.append(error)
            up.set()
            raise

    task = asyncio.get_running_loop().create_task(live())
    await up.wait()
    if failed:
        raise failed[0]
    try:
        yield
    finally:
        down.set()
        await task


def reopened(doors: Doors, settings: Settings, database: Database, redis: Any = None) -> Doors:
    """The doors, opened to another house: building new ones takes two seconds."""
    doors.open(furnish(settings, database, redis))
    return doors


def ticket_in(html: str) -> str:
    """The ticket in the PIN page."""
    found = re.search(r'name="ticket" value="([^"]+)"', html)
    assert found, f"no PIN page: {html[:2000]}"
    return found.group(1)
