"""The versions of the API, listed for whoever asks: no key is needed to read a changelog."""

from __future__ import annotations

from litestar import get
from msgspec import Struct

from api.rest.dated import CHANGES
from wms.access.api_versions import NEWEST, VERSIONS


class ChangeTold(Struct, frozen=True, kw_only=True):
    """A change that an older program does not see."""

    said: str
    operations: list[str]


class VersionTold(Struct, frozen=True, kw_only=True):
    """A version and what it changed."""

    version: str
    is_newest: bool
    #: where its description is
    openapi: str
    changes: list[ChangeTold]


class Versions(Struct, frozen=True, kw_only=True):
    """All versions, the newest first."""

    items: list[VersionTold]


def versions() -> Versions:
    """Every version there is and what it changed, the newest first."""
    return Versions(
        items=[
            VersionTold(
                version=version,
                is_newest=version == NEWEST,
                openapi=f"/openapi.json?version={version}",
                changes=[
                    ChangeTold(said=one.said, operations=one.operations)
                    for one in CHANGES
                    if one.version == version
                ],
            )
            for version in reversed(VERSIONS)
        ]
    )


@get("/v1/versions", include_in_schema=False, sync_to_thread=False)
def show_versions() -> Versions:
    """The changelog, for programs."""
    return versions()
