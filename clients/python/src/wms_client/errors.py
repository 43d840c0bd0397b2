"""How the client says no: one class per answer that a program treats differently."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class FieldFault(msgspec.Struct, frozen=True, kw_only=True):
    """One value at fault."""

    #: a JSON pointer into the body, or ``?name`` of the query
    pointer: str
    code: str
    detail: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What the warehouse says when it does not do something (RFC 9457)."""

    status: int
    code: str
    title: str
    detail: str
    type: str = "about:blank"
    request_id: str = ""
    retryable: bool = False
    errors: list[FieldFault] = []


class WarehouseError(Exception):
    """Anything that the client raises."""


class UnreachableError(WarehouseError):
    """No answer came, however often it was tried: what was asked may have happened.

    ``idempotency_key`` is what was sent. Asked again with it, the same thing happens once.
    """

    def __init__(self, why: str, *, idempotency_key: str | None) -> None:
        super().__init__(why)
        self.idempotency_key = idempotency_key


class RefusedError(WarehouseError):
    """The warehouse answered with a problem: ``code`` is stable, ``problem`` says the rest."""

    statuses: ClassVar[tuple[int, ...]] = ()

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.detail}")
        self.problem = problem

    @property
    def code(self) -> str:
        """What a program tells refusals apart by."""
        return self.problem.code

    @property
    def request_id(self) -> str:
        """What to name when you ask the warehouse about it."""
        return self.problem.request_id


class UnauthorizedError(RefusedError):
    """The key is missing, unknown, expired or revoked."""

    statuses = (401,)


class ForbiddenError(RefusedError):
    """The key is good, but not for this."""

    statuses = (403,)


class NotFoundError(RefusedError):
    """Your shop has no such thing."""

    statuses = (404,)


class ConflictError(RefusedError):
    """It cannot be done as things stand: it is there already, or too late."""

    statuses = (409,)


class VersionMovedError(RefusedError):
    """It was changed since you read it. Read it again, then send your change."""

    statuses = (412, 428)


class InvalidError(RefusedError):
    """Something in what you sent is wrong: ``problem.errors`` names each value."""

    statuses = (400, 405, 413, 415, 422)


class RateLimitedError(RefusedError):
    """Too many requests, also after the client had waited as long as it may."""

    statuses = (429,)


class ServerError(RefusedError):
    """The warehouse failed; it was tried again as often as the client may."""

    statuses = (500, 502, 503, 504)


_BY_STATUS = {status: kind for kind in RefusedError.__subclasses__() for status in kind.statuses}


def refusal(status: int, body: bytes) -> RefusedError:
    """The error of an answer that is none of success."""
    kind = _BY_STATUS.get(status, ServerError if status >= 500 else RefusedError)
    try:
        problem = msgspec.json.decode(body, type=Problem)
    except msgspec.MsgspecError:
        # a proxy between us, which knows nothing of problems
        said = body[:200].decode(errors="replace").strip()
        problem = Problem(
            status=status, code=f"http.{status}", title=f"HTTP {status}",
            detail=said or f"The answer was {status} without words.", retryable=status >= 500,
        )  # fmt: skip
    return kind(problem)
