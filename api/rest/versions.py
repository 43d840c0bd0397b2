"""ETag and If-Match: nobody overwrites what somebody else changed meanwhile (RFC 9110, 13.1.1).

What has a version is known by it, a shop's rules by what they say (docs/decisions/0072).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Annotated, Final, TypeVar
from uuid import UUID

import msgspec
from litestar import Response
from litestar.params import HeaderParameter
from sqlalchemy import text

from wms.db import Tx
from wms.errors import N_, Kind, Refusal

Rules = TypeVar("Rules", bound=msgspec.Struct)

_ETAG_MAX_CHARS: Final = 64
_DIGEST_BYTES: Final = 8
# who puts a shop's rules takes turns with others who do, from reading them to the commit
_IN_TURN: Final = text("SELECT pg_advisory_xact_lock(hashtext('wms.rules'), hashtext(:shop))")


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
        self._check(None if version is None else etag(version))

    async def check_rules(
        self, tx: Tx, shop_id: UUID, now: Callable[[], Awaitable[msgspec.Struct | None]]
    ) -> None:
        """The same for a shop's rules, which have no version and need no If-Match; ``now`` reads
        them, None: there are none. Until the end of the transaction nobody else puts rules of the
        shop by this door.

        Raises:
            VersionMoved: they say something else by now.
        """
        await tx.execute(_IN_TURN, {"shop": str(shop_id)})
        if self.is_given:
            there = await now()
            self._check(None if there is None else rules_etag(there))

    def _check(self, now: str | None) -> None:
        if self._header is None:
            raise VersionNeeded
        named = [tag.strip() for tag in self._header.split(",")]
        if now is None or ("*" not in named and now not in named):
            raise VersionMoved


def rules_etag(rules: msgspec.Struct) -> str:
    """The ETag of what has no version: of what it says."""
    said = msgspec.json.encode(rules, order="deterministic")
    return f'"{blake2b(said, digest_size=_DIGEST_BYTES).hexdigest()}"'


def rules_answer(rules: Rules) -> Response[Rules]:
    """A shop's rules with their ETag."""
    return Response(rules, headers={"ETag": rules_etag(rules)})


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
