"""The marks that our layers leave in a request's ASGI scope for each other.

They stand in a file of their own, beneath all others, so that who writes a mark and who reads it
need not know each other.
"""

from __future__ import annotations

from typing import Any, Final, cast

#: the id under which the request is in the log
REQUEST_ID: Final = "wms_request_id"
#: how often this request has begun
RUN: Final = "wms_run"
#: this request's unit was given up by PostgreSQL and must run again
AGAIN: Final = "wms_again"
#: another site's page made the browser send it
CROSS_SITE: Final = "wms_cross_site"
#: who acts: Caller, AtWork or Desk; set by the guard of the door
BY: Final = "wms_by"
#: for whom this request works, a shop's id or HALL; set by the guard of the door
TENANT: Final = "wms_tenant"
#: who acts, for the log
ACTOR: Final = "wms_actor"
#: the answer is lost on its way, whatever was done: a sandbox's shop asked for that
ANSWER_LOST: Final = "wms_answer_lost"
#: "open", "committing" or "committed"; the 500 page tells by it what was saved
STAGE: Final = "wms_stage"
#: whose key it is, (shop's id, key's id), as soon as that is known: also when it may not come in
KEY: Final = "wms_key"
#: the id of the operation that a shop's program asks for
OPERATION: Final = "wms_operation"
#: the part of the query whose parameters the operation has, for the log
QUERY: Final = "wms_query"
#: the problem that was answered
REFUSED: Final = "wms_refused"
#: headers (lower-case bytes) that the answer gets, whatever it is
EXTRA_HEADERS: Final = "wms_headers"
#: which version of the REST API is spoken; set by the guard of REST
API_VERSION: Final = "wms_api_version"


#: stands in logs for what they must not say
UNSAID: Final = "…"


def marks_of(scope: Any) -> dict[str, Any]:
    """The scope as a plain dict, for reading and leaving marks."""
    return cast("dict[str, Any]", scope)
