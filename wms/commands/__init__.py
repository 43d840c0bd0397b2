"""What can be said on the command line, a file per kind of work."""

from __future__ import annotations

from typing import Final

from wms.commands import (
    backup,
    desk,
    exhibit,
    floor,
    listen,
    look,
    print_agent,
    replay,
    serve,
    shops,
    stock,
    up,
)
from wms.commands.parts import CommandFailed, Group

__all__ = ["GROUPS", "CommandFailed"]

#: in the order of `wms --help`
GROUPS: Final[tuple[Group, ...]] = (
    up,
    exhibit,
    look,
    shops,
    floor,
    stock,
    desk,
    replay,
    listen,
    serve,
    backup,
    print_agent,
)
