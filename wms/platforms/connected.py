"""The adapters of a process, each made for one connection and kept until that changes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from wms.db import Database
from wms.events.guard import policy_of
from wms.halls import EVERYBODY
from wms.platforms.connections import Connection, hears_at, open_connection
from wms.platforms.errors import PlatformTellsNothing
from wms.platforms.failures import KEY_UNREADABLE
from wms.platforms.filled_in import settings_of
from wms.platforms.port import Made, Platform, PlatformRefused
from wms.platforms.registry import make
from wms.platforms.wire import Dial
from wms.settings import Settings
from wms.strongbox import word


class Connected(msgspec.Struct, frozen=True):
    """A connection and its adapter."""

    connection: Connection
    platform: Platform


class Platforms:
    """Finds the adapter of a connection."""

    def __init__(self, database: Database, settings: Settings, dial: Dial | None = None) -> None:
        self._database = database
        self._settings = settings
        self._dial = dial or Dial(policy_of(settings), redis_url=settings.redis_url)
        self._made: dict[UUID, tuple[datetime, Platform]] = {}

    async def of(self, connection_id: UUID) -> Connected:
        """The connection as it is now, and its adapter.

        Raises:
            PlatformTellsNothing: there is no such connection, or it is closed.
            PlatformRefused: nobody can read what proves us.
        """
        # a sandbox's connection lies in another hall; whoever asks was let in to it before
        async with self._database.read(EVERYBODY) as read:
            opened = await open_connection(read, self._settings.secret_key, connection_id)
        if opened is None:
            self._made.pop(connection_id, None)
            raise PlatformTellsNothing
        one = opened.connection
        if opened.credentials is None:
            raise PlatformRefused(code=KEY_UNREADABLE, platform=one.profile.name)
        known = self._made.get(one.id)
        if known is None or known[0] != one.updated_at:
            if known is not None:
                await known[1].close()
            made = Made(
                url=one.url,
                credentials=opened.credentials,
                settings=settings_of(one.profile, one.settings),
                address=self._settings.url + hears_at(one.id),
                hook_secret=word(self._settings.secret_key, f"platform hooks {one.id}"),
            )
            known = self._made[one.id] = (one.updated_at, make(one.kind, made, self._dial))
        return Connected(one, known[1])

    async def close(self) -> None:
        """Hang up everywhere."""
        for _, platform in self._made.values():
            await platform.close()
        self._made.clear()
        await self._dial.close()
