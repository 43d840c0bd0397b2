"""How each door says no.

One handler for all of the application, because 404 and 405 reach no other: it looks at the door
(the path) and answers a shop's program with a problem, a handheld with a full-screen sentence and a
desk with a page. What is not a Refusal is a bug: logged with the request id, told as a 500.
"""

from __future__ import annotations

from typing import Any, Final

import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from api import fault_pages, i18n, problems
from api.asker import AnyRequest, at_door, path_for_log, request_id_of, wants_json
from api.faults import is_away, is_unsure, meant_by
from api.marks import ANSWER_LOST, REFUSED, marks_of
from api.transaction import runs_again
from wms.errors import Refusal
from wms.violations import ValueUnusable

log = structlog.get_logger()

PAGE_DOORS: Final = ("/scanner", "/office", *fault_pages.CONSUMER_DOORS)


def on_error(request: AnyRequest, error: Exception) -> Response[Any]:
    """Turn whatever was raised into the answer of the door it was raised behind."""
    if runs_again(request.scope, error):
        return Response(b"", status_code=409)  # swallowed by the front
    marks = marks_of(request.scope)
    meant = error if isinstance(error, Refusal) else meant_by(error)
    if meant is not None and marks.get(ANSWER_LOST):
        meant = problems.Away()
    if meant is None and not (isinstance(error, HTTPException) and error.status_code < 500):
        log.error(
            "away" if is_away(error) else "bug",
            request_id=request_id_of(request),
            method=request.method,
            path=path_for_log(request.url.path),
            exc_info=error,
        )
    if isinstance(meant, ValueUnusable):  # a door let through what it should have refused
        log.warning(
            "unusable value",
            request_id=request_id_of(request),
            method=request.method,
            path=path_for_log(request.url.path),
            exc_info=error,
        )
    path = request.scope["path"]
    if any(at_door(path, door) for door in PAGE_DOORS) and not wants_json(request):
        return fault_pages.page(request, meant or error)
    problem = _problem(request, meant or error)
    marks[REFUSED] = problem
    language = i18n.negotiate(request.headers.get("accept-language"))
    return problems.answer(problem, _headers(error), language=language)


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
