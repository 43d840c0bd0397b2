"""ETag and If-Match: nobody overwrites what somebody else changed meanwhile (RFC 9110, 13.1.1)."""

from __future__ import annotations

from typing import Annotated, Final

from litestar.params import HeaderParameter

from wms.errors import N_, Kind, Refusal

_ETAG_MAX_CHARS: Final = 64


class VersionMoved(Refusal):
    """It was changed since it was read."""

    code = "version.moved"
    title = N_("Changed in the meantime")
    sentence = N_("It was changed in the meantime. Read it again, then send your change.")
    remedy = N_(
        "Read it again, look whether your change is still right, and send it with the new ETag."
    )
    http_status = 412


class VersionNeeded(Refusal):
    """A change without saying of what."""

    kind = Kind.INVALID
    code = "version.needed"
    title = N_("Say which version you change")
    sentence = N_("Send the ETag that you read as If-Match.")
    remedy = N_(
        "Read it, and send its ETag as If-Match with your change; If-Match: * changes whatever "
        "is there."
    )
    http_status = 428


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


class IfMatch:
    """Which version the asker wants to change."""

    def __init__(self, header: str | None) -> None:
        self._header = header

    @property
    def is_given(self) -> bool:
        """Whether it was sent at all."""
        return self._header is not None

    def check(self, version: int | None) -> None:
        """Refuse when the row has moved on; None: there is no such row (not even ``*`` is it).

        Raises:
            VersionNeeded: no If-Match was sent.
            VersionMoved: the row has another version by now, or is not there.
        """
        if self._header is None:
            raise VersionNeeded
        named = [tag.strip() for tag in self._header.split(",")]
        if version is None or ("*" not in named and etag(version) not in named):
            raise VersionMoved


async def provide_if_match(
    expected: Annotated[
        str | None,
        HeaderParameter(
            name="If-Match",
            max_length=_ETAG_MAX_CHARS,
            required=False,
            description="The ETag that was read.",
        ),
    ] = None,
) -> IfMatch:
    """Which version the asker wants to change."""
    return IfMatch(expected)
