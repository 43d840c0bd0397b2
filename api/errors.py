"""How each door says no.

One handler for all of the application, because 404 and 405 reach no other: it looks at the door
(the path) and answers a shop's program with a problem, a handheld with a full-screen sentence and a
desk with a page. What is not a Refusal is a bug: logged with the request id, told as a 500.
"""

from __future__ import annotations

from typing import Any, Final

import asyncpg
import sqlalchemy.exc
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from api import problems
from api.front import REQUEST_ID, at_door
from api.transaction import STAGE, runs_again
from wms.errors import Refusal
from wms.violations import refusal_from

log = structlog.get_logger()

AnyRequest = Request[Any, Any, Any]
JSON: Final = "application/json"
PAGE_DOORS: Final = ("/scanner", "/office")
#: SQLSTATE classes of lost connections (08) and of a server that starts or stops (57P)
_AWAY_STATES: Final = ("08", "57P")
_AWAY: Final = (OSError, asyncpg.InterfaceError, sqlalchemy.exc.TimeoutError)


def wants_json(request: AnyRequest) -> bool:
    """Whether the asker is a program: it accepts JSON and does not prefer a page."""
    accept = request.headers.get("accept", "")
    return JSON in accept and "text/html" not in accept


def request_id_of(request: AnyRequest) -> str:
    """The id under which this request is in the log."""
    return str(request.scope.get(REQUEST_ID, "-"))


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


def on_error(request: AnyRequest, error: Exception) -> Response[Any]:
    """Turn whatever was raised into the answer of the door it was raised behind."""
    if runs_again(request.scope, error):
        return Response(b"", status_code=409)  # swallowed by the front
    meant = error if isinstance(error, Refusal) else _meant(error)
    if meant is None and not (isinstance(error, HTTPException) and error.status_code < 500):
        log.error(
            "away" if is_away(error) else "bug",
            request_id=request_id_of(request),
            method=request.method,
            path=request.url.path,
            exc_info=error,
        )
    path = request.scope["path"]
    if any(at_door(path, door) for door in PAGE_DOORS) and not wants_json(request):
        from api import fault_pages

        return fault_pages.page(request, meant or error)
    return problems.answer(_problem(request, meant or error), _headers(error))


def _meant(error: Exception) -> Refusal | None:
    """The Refusal that an error of the database or of the framework means; None for a bug."""
    extra = getattr(error, "extra", None)
    if isinstance(extra, list) and any(item.get("key") == "data" for item in extra):
        return problems.BodyMissing()  # Litestar calls an empty body a missing keyword argument
    return refusal_from(error)


def _headers(error: Exception) -> dict[str, str]:
    given = getattr(error, "headers", None)
    return dict(given) if given else {}


def _problem(request: AnyRequest, error: Exception) -> problems.Problem:
    request_id = request_id_of(request)
    if isinstance(error, Refusal):
        return problems.problem_of_refusal(error, request_id)
    if isinstance(error, HTTPException) and error.status_code < 500:
        return problems.problem_of_framework(error, request_id)
    if is_away(error) and not is_unsure(request, error):
        return problems.problem_of_refusal(problems.Away(), request_id)
    return problems.problem_of_bug(request_id, is_unsure=is_unsure(request, error))
