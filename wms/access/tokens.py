"""Access tokens: what a key lends for an hour, so that the key itself seldom travels.

The client credentials grant of OAuth 2.0 (RFC 6749, section 4.4): the key's id is the client's id,
the key itself its secret.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from wms.access.errors import ScopeMissing
from wms.access.models import AccessToken
from wms.access.secrets import digest, new_secret
from wms.db import Tx
from wms.retention import purge

TOKEN_PREFIX: Final = "wms_token_"  # noqa: S105 - the beginning of one, not a secret
#: how long a token is good
LIVES: Final = timedelta(hours=1)


class Lent(msgspec.Struct, frozen=True, kw_only=True):
    """A token just lent; it is kept nowhere."""

    token: str
    scopes: list[str]
    #: for how long it is good, s
    seconds: int


async def lend(
    tx: Tx, shop_id: UUID, key_id: UUID, *, has: Collection[str], wanted: Collection[str]
) -> Lent:
    """A token of a key that has the scopes ``has``: for those ``wanted``, else for all of them.

    Raises:
        ScopeMissing: the key does not have one that is wanted.
    """
    for scope in wanted:
        if scope not in has:
            raise ScopeMissing(scope=scope)
    scopes = sorted(set(wanted or has))
    token = TOKEN_PREFIX + new_secret()
    tx.add(
        AccessToken(
            shop_id=shop_id,
            key_id=key_id,
            token_hash=digest(token),
            scopes=scopes,
            expires_at=datetime.now(UTC) + LIVES,
        )
    )
    await tx.flush()
    return Lent(token=token, scopes=scopes, seconds=int(LIVES.total_seconds()))


async def purge_tokens(tx: Tx) -> int:
    """Delete a batch of tokens whose hour was over a day ago; returns how many."""
    return await purge(
        tx, "access_tokens", ("shop_id", "id"), "expires_at < now() - interval '1 day'"
    )
