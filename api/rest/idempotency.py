"""Idempotency-Key: a POST that is sent again answers what it answered first.

@post("/orders", opt={"scope": "orders:write"})
async def place(data: JSONBody[NewOrder], once: NamedDependency[Once], tx: …, caller: …)
    -> Response[OrderOut]:
    return await once.answer(lambda: place_order(tx, data, by=caller), status=201)
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import HeaderParameter

from wms.access.people import Caller
from wms.db import Tx
from wms.errors import Busy
from wms.idempotency import TwinRunning, claim_key, keep_answer
from wms.strongbox import LockedOut, lock, unlock

KEY_MAX_CHARS: Final = 255
REPLAYED: Final = "Idempotent-Replayed"
_REPLAYED: Final = {REPLAYED: "true"}

#: the header of every POST that may be sent again
IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=1,
        max_length=KEY_MAX_CHARS,
        required=False,
        description="The same key and body again answer the first answer, for 72 hours.",
    ),
]


class Once:
    """Does the work of a POST once for its Idempotency-Key; always, when there is none."""

    def __init__(self, tx: Tx, caller: Caller, key: str | None, request_hash: bytes) -> None:
        self._tx = tx
        self._caller = caller
        self._key = key
        self._hash = request_hash

    async def answer(
        self, work: Callable[[], Awaitable[Any]], *, status: int = 201, locked_by: str | None = None
    ) -> Response[Any]:
        """The answer of ``work``, or the one that was given to this key before.

        Only what succeeded is kept: a refusal rolls back and the key stays free. ``locked_by``: the
        house's secret key, when the answer tells a secret; it is kept locked then.

        Raises:
            KeyReused: the key came with another request.
            TwinRunning: the same request is being worked on.
        """
        if self._key is None:
            return _response(msgspec.json.encode(await work()), status)
        try:
            stored = await claim_key(self._tx, self._caller.shop_id, self._key, self._hash)
        except Busy as error:
            raise TwinRunning from error
        if stored is not None:
            return _response(self._unlocked(stored.body, locked_by), stored.status, _REPLAYED)
        body = msgspec.json.encode(await work())
        kept = body
        if locked_by is not None:
            kept = lock(locked_by, body, belongs_to=self._lock_name)
        await keep_answer(self._tx, self._caller.shop_id, self._key, status=status, body=kept)
        return _response(body, status)

    def _unlocked(self, body: bytes, locked_by: str | None) -> bytes:
        if locked_by is None:
            return body
        try:
            return unlock(locked_by, body, belongs_to=self._lock_name)
        except LockedOut:
            if not body.startswith(b"{"):  # else a release before this one has kept it as it was
                raise
            return body

    @property
    def _lock_name(self) -> str:
        return f"answer:{self._caller.shop_id}:{self._hash.hex()}"


def _response(body: bytes, status: int, headers: dict[str, str] | None = None) -> Response[Any]:
    return Response(body, status_code=status, media_type=MediaType.JSON, headers=headers)


def request_hash(method: str, path: str, body: bytes) -> bytes:
    """What makes two requests the same."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).digest()


async def provide_once(
    request: Request[Any, Any, Any],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKey = None,
) -> Once:
    """The seam through which every POST of REST answers."""
    digest = request_hash(request.method, request.scope["path"], await request.body())
    return Once(tx, caller, idempotency_key, digest)
