"""A seller at Base and our adapter, over real HTTP, in a time of their own."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Final

from tests.platforms.base_shop import CANCELLED, PACKED, READY, SHIPPED, STATUSES
from tests.platforms.base_simulator import TOKEN, BaseSimulator
from wms.events.guard import Policy
from wms.platforms.baselinker.adapter import BaseLinker
from wms.platforms.pace import Pace
from wms.platforms.port import Changed, Made, Seen
from wms.platforms.wire import Dial

SETTINGS: Final = {
    "send": STATUSES[READY], "cancel": STATUSES[CANCELLED], "set_packed": STATUSES[PACKED],
    "set_shipped": STATUSES[SHIPPED], "set_cancelled": STATUSES[CANCELLED], "paid": "amount",
    "stock": "yes", "inventory": "", "warehouse": "", "couriers": "inpost = inpostkurier",
    "ways": "",
}  # fmt: skip


class Time:
    """A clock that goes only when somebody says so."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **more: float) -> None:
        """``more``: as of a timedelta."""
        self.now += timedelta(**more)


class VirtualPace:
    """Keeps the pace in that time: whoever must wait moves the clock."""

    def __init__(self, time: Time, per_minute: int) -> None:
        self._time, self._per_minute = time, per_minute
        self._asked: deque[datetime] = deque()

    async def turn(self) -> None:
        """See `Pace`."""
        if len(self._asked) == self._per_minute:
            begins = self._asked.popleft() + timedelta(minutes=1, milliseconds=1)
            self._time.now = max(self._time.now, begins)
        self._asked.append(self._time.now)

    async def stay_away(self, seconds: float) -> None:
        """See `Pace`."""
        self._time.passes(seconds=seconds)


class VirtualDial(Dial):
    """Dials this machine, at the pace of that time."""

    def __init__(self, time: Time) -> None:
        super().__init__(Policy(allow_http=True, allow_private=True))
        self._time = time

    def pace(self, name: str, per_minute: int, *, platform: str) -> Pace:
        return VirtualPace(self._time, per_minute)


class Scene:
    """Who reads on from where they were, as the workers do."""

    def __init__(self, base: BaseSimulator, time: Time, **settings: str) -> None:
        self.base, self.shop, self.time = base, base.shop, time
        self.since = time.now
        self.cursor: str | None = None
        made = Made(
            url=base.address, credentials={"token": TOKEN}, settings=SETTINGS | settings,
            address="",
            hook_secret="",
        )  # fmt: skip
        self.adapter = BaseLinker(made, VirtualDial(time), clock=time)

    async def look(self, *, pages: int = 500) -> list[Seen]:
        """Everything that changed, to the end."""
        found: list[Seen] = []
        for _ in range(pages):
            page = await self.page()
            found += page.orders
            if not page.is_more:
                return found
        raise AssertionError("it never ends")

    async def page(self) -> Changed:
        """One page."""
        page = await self.adapter.changed(self.cursor, since=self.since)
        self.cursor = page.cursor
        return page
