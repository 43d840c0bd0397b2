"""The secrets with which messages are signed, locked in the database by the house's secret key.

What a release before this one has left open is locked at night (`lock_open_secrets`); until then
it is read as it lies, so that both releases work beside each other.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from wms.db import Tx
from wms.strongbox import lock, unlock

#: endpoints of one batch
BATCH_MAX = 100
_OPEN = b"whsec_"


def locked(secret_key: str, endpoint_id: UUID, secret: str) -> bytes:
    """A signing secret, unreadable without the house's key."""
    return lock(secret_key, secret.encode(), belongs_to=_name(endpoint_id))


def kept(locked_secret: bytes | None, open_secret: str | None) -> bytes:
    """What there is of a secret: locked, or as a release before this one wrote it; empty: none."""
    return locked_secret or (open_secret or "").encode()


def opened(secret_key: str, endpoint_id: UUID, what: bytes) -> str:
    """The secret. Raises LockedOut: it was locked with another key."""
    if what.startswith(_OPEN):
        return what.decode()
    return unlock(secret_key, what, belongs_to=_name(endpoint_id)).decode()


def _name(endpoint_id: UUID) -> str:
    return f"webhook:{endpoint_id}"


_LEFT_OPEN = text(
    "SELECT shop_id, id, secret, previous_secret FROM webhook_endpoints "
    "WHERE secret <> '' OR previous_secret <> '' LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED"
)
_LOCK = text(
    "UPDATE webhook_endpoints SET secret = '', previous_secret = NULL, "
    "secret_locked = coalesce(:secret, secret_locked), "
    "previous_secret_locked = coalesce(:previous, previous_secret_locked) "
    "WHERE shop_id = :shop AND id = :id"
)


async def lock_open_secrets(tx: Tx, secret_key: str) -> int:
    """Lock a batch of secrets that a release before this one wrote; how many. In the hall."""
    rows = (await tx.execute(_LEFT_OPEN, {"limit": BATCH_MAX})).all()
    for row in rows:
        both = {"secret": row.secret, "previous": row.previous_secret}
        shut = {
            name: locked(secret_key, row.id, one) if one else None for name, one in both.items()
        }
        await tx.execute(_LOCK, {"shop": row.shop_id, "id": row.id, **shut})
    return len(rows)
