"""Versions of the API: what changed on which day, and how older programs go on.

The code knows the newest shape only. A change that an older program would stumble over is a file
here, named by its day, with a `Change`: how a request of the version before is lifted, how an
answer is lowered, and how the description read before. Between an old version and the newest all
changes apply, one after the other: `api.rest.dated.apply`. New fields, new operations and new words
are no such change; nobody stumbles over them (docs/shops/versions.md).
"""

from __future__ import annotations

from typing import Final

from api.rest.dated import v2026_11_30
from api.rest.dated.change import Change

#: every change, the oldest first
CHANGES: Final[tuple[Change, ...]] = v2026_11_30.CHANGES


def changes_since(version: str) -> tuple[Change, ...]:
    """What changed after a version, the oldest first."""
    return tuple(change for change in CHANGES if change.version > version)
