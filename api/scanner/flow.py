"""What a flow of the floor is to the door: its handlers and its tile in the menu."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from wms.access.people import AtWork
from wms.db import Read


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A big button of the menu."""

    #: English, marked with N_; translated when shown
    label: str
    href: str
    #: a sign of api/static/icons.svg
    icon: str
    #: how much work waits, shown on the tile; None: no number
    waiting: Callable[[Read], Awaitable[int]] | None = None
    #: shown only while work waits: the menu is full, and not every warehouse has such work
    hides_when_idle: bool = False
    #: who sees it; None: everybody
    is_for: Callable[[AtWork], bool] | None = None


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One flow of the floor."""

    handlers: list[Any] = field(default_factory=list)
    tile: Tile | None = None
