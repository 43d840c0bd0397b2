"""What an error that was raised means: a refusal, a database that is away, or a bug of ours."""

from __future__ import annotations

from typing import Any, Final

import asyncpg
import sqlalchemy.exc

from api.asker import AnyRequest
from api.marks import STAGE
from api.problems import BodyMissing
from wms.errors import Refusal
from wms.violations import ValueUnusable, refusal_from

#: SQLSTATE classes of lost connections (08) and of a server that starts or stops (57P)
_AWAY_STATES: Final = ("08", "57P")
_AWAY: Final = (OSError, asyncpg.InterfaceError, sqlalchemy.exc.TimeoutError)


def is_unsure(request: AnyRequest, error: BaseException) -> bool:
    """Whether it may have been saved: the COMMIT was sent, and PostgreSQL did not refuse it."""
    if request.scope.get(STAGE) != "committing":
        return False
    cause: Any = error
    while cause is not None:
        state = getattr(cause, "sqlstate", None)
        # when the connection was lost nobody knows; all others are an answer
        if state is not None and not str(state).startswith(_AWAY_STATES):
            return False
        cause = getattr(cause, "orig", None) or cause.__cause__
    return True


def is_away(error: BaseException) -> bool:
    """Whether the database could not be reached, or was lost on the way."""
    cause: Any = error
    while cause is not None:
        state = str(getattr(cause, "sqlstate", None) or "")
        if isinstance(cause, _AWAY) or state.startswith(_AWAY_STATES):
            return True
        cause = getattr(cause, "orig", None) or cause.__cause__
    return False


def meant_by(error: Exception) -> Refusal | None:
    """The Refusal that an error of the database or of the framework means; None for a bug."""
    extra = getattr(error, "extra", None)
    if isinstance(extra, list) and any(item.get("key") == "data" for item in extra):
        return BodyMissing()  # Litestar calls an empty body a missing keyword argument
    if isinstance(error, OverflowError):
        return ValueUnusable()  # a date or a number beyond what can be reckoned with
    return refusal_from(error)
