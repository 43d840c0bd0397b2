"""Which versions of the REST API there are, by the day on which each began.

A key belongs to the version that was the newest when it was issued, so that a program goes on as it
was written (docs/decisions/0064). What each changed is in `api.rest.dated`.
"""

from __future__ import annotations

from typing import Final

from wms.errors import N_, Kind, Refusal

#: the oldest first
VERSIONS: Final = ("2026-11-22", "2026-11-30")
OLDEST: Final = VERSIONS[0]
NEWEST: Final = VERSIONS[-1]
#: characters of something that is no version, said back
_SHOWN: Final = 50


class ApiVersionUnknown(Refusal):
    """A version of the API that there never was."""

    kind = Kind.INVALID
    code = "api_version.unknown"
    title = N_("There is no such version")
    sentence = N_("There is no version {version} of the API. Known: {known}.")
    remedy = N_("Name one of the versions that GET /v1/versions lists, or leave the header out.")
    http_status = 400


def known_version(version: str) -> str:
    """The version, when there is such a one.

    Raises:
        ApiVersionUnknown: there is none.
    """
    if version not in VERSIONS:
        raise ApiVersionUnknown(version=version[:_SHOWN], known=", ".join(VERSIONS))
    return version
