"""How REST says no: RFC 9457 problem details, one shape for every no there is."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException

from api import i18n
from wms.errors import N_, REFUSALS, Kind, Refusal, SeveralInvalid

PROBLEM_TYPE: Final = "application/problem+json"
#: where each code is explained; relative, so that it needs no host of ours
TYPE_BASE: Final = "/docs/errors/"
#: seconds after which a retryable no may be asked again
RETRY_AFTER_S: Final = 1

STATUS: Final = {
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.INVALID: 422,
    Kind.FORBIDDEN: 403,
    Kind.UNAUTHORIZED: 401,
    Kind.BUSY: 409,
}
TITLES: Final = {
    400: N_("The request cannot be read"),
    401: N_("A valid API key is needed"),
    403: N_("Not allowed"),
    404: N_("Not found"),
    405: N_("This method is not for this address"),
    406: N_("Cannot answer in that format"),
    409: N_("Conflict"),
    412: N_("It was changed in the meantime"),
    413: N_("Too large"),
    415: N_("Send JSON"),
    422: N_("Some values cannot be used"),
    428: N_("Say which version you change"),
    429: N_("Too many requests"),
    500: N_("An error of ours"),
    503: N_("Not available just now"),
}
#: codes of what the framework refuses before any of our code sees it
FRAMEWORK_CODES: Final = {
    400: "request.unreadable",
    401: "auth.key_missing",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "body.too_large",
    415: "body.not_json",
    429: "rate_limited",
}
REFUSED: Final = N_("Refused")
BUG: Final = N_("Something broke on our side; nothing was changed. Tell us the request id.")
UNSURE: Final = (
    "Something broke on our side while it was being saved. Ask again with the same "
    "Idempotency-Key, or look whether it is there. Tell us the request id."
)


class BodyMissing(Refusal):
    """Nothing was sent where something is needed."""

    kind = Kind.INVALID
    code = "body.missing"
    title = N_("Body missing")
    sentence = N_("Send a JSON body.")
    remedy = N_(
        "Send the JSON that the description of the operation shows; an empty object {} when "
        "nothing is asked."
    )
    http_status = 400


class Away(Refusal):
    """The database is not there just now."""

    kind = Kind.BUSY
    code = "away"
    title = N_("The database is away")
    sentence = N_("The warehouse's database is away just now. Try again in a moment.")
    remedy = N_(
        "Send the same request again with the same Idempotency-Key; wait a little longer each time."
    )
    retryable = True
    http_status = 503


class FieldProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One value at fault; ``pointer`` is a JSON pointer into the body, ``?name`` in the query."""

    #: JSON pointer (RFC 6901) into the body; `?name` in the query
    pointer: str
    #: stable and dotted; programs match on it
    code: str
    #: a sentence for people: what is wrong with the value
    detail: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What every no looks like (RFC 9457, with members of ours)."""

    #: the page that explains the code
    type: str
    #: what the code means, in the language that was asked for
    title: str
    #: the HTTP status again
    status: int
    #: a sentence for people: what is wrong here, and what to do
    detail: str
    #: stable and dotted; programs match on it
    code: str
    #: every value at fault, at once
    errors: list[FieldProblem] = []
    #: tell it to us when something is unclear; the answer's `X-Request-Id`
    request_id: str
    #: whether the same request may succeed later without a change
    retryable: bool = False


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal: its own, when its class has one, else its kind's."""
    return status_of_kind(type(refusal))


def status_of_kind(kind: type[Refusal]) -> int:
    """The HTTP status of a class of refusals."""
    return int(getattr(kind, "http_status", STATUS[kind.kind]))


def title_of(kind: type[Refusal]) -> str:
    """The code in a few words, in English: of its class, else what its status says."""
    return kind.title or TITLES.get(status_of_kind(kind), REFUSED)


def problem_of_refusal(refusal: Refusal, request_id: str) -> Problem:
    """A Refusal as a problem."""
    told = refusal.errors if isinstance(refusal, SeveralInvalid) else [refusal]
    status = status_of(refusal)
    return Problem(
        type=TYPE_BASE + refusal.code,
        title=title_of(REFUSALS.get(refusal.code, type(refusal))),
        status=status,
        detail=str(refusal),
        code=refusal.code,
        errors=[
            FieldProblem(pointer=no.pointer, code=no.code, detail=str(no))
            for no in told
            if no.pointer is not None
        ],
        request_id=request_id,
        retryable=refusal.retryable,
    )


def problem_of_framework(error: HTTPException, request_id: str) -> Problem:
    """What Litestar itself refused."""
    status = error.status_code
    code = FRAMEWORK_CODES.get(status, "request.refused" if status < 500 else "internal")
    extra = error.extra if isinstance(error.extra, list) else []
    errors = [
        FieldProblem(
            pointer=f"?{item.get('key', '')}", code="invalid", detail=str(item.get("message", ""))
        )
        for item in extra
        if isinstance(item, dict)
    ]
    if errors:
        status, code = STATUS[Kind.INVALID], "invalid"
    title = TITLES.get(status, REFUSED)
    return Problem(
        type=TYPE_BASE + code,
        title=title,
        status=status,
        detail=(f"{title}." if errors or not error.detail else error.detail),
        code=code,
        errors=errors,
        request_id=request_id,
        retryable=status in (429, 503),
    )


def problem_of_bug(request_id: str, *, is_unsure: bool) -> Problem:
    """Anything else: our fault. ``is_unsure``: it broke while the COMMIT was under way."""
    return Problem(
        type=TYPE_BASE + "internal",
        title=TITLES[500],
        status=500,
        detail=UNSURE if is_unsure else BUG,
        code="internal",
        request_id=request_id,
        retryable=True,
    )


def waiting_headers(refusal: Refusal) -> dict[str, str]:
    """When to come again, for an answer that is no problem document but a page."""
    told = dict(getattr(refusal, "headers", None) or {})
    if refusal.retryable:
        told.setdefault("Retry-After", str(RETRY_AFTER_S))
    return told


def answer(
    problem: Problem, headers: dict[str, str] | None = None, *, language: str
) -> Response[bytes]:
    """The problem as a response, with its title in ``language``."""
    told: dict[str, Any] = {"Vary": "Accept-Language", **(headers or {})}
    problem = msgspec.structs.replace(problem, title=i18n.translate(language, problem.title))
    if problem.status == 401:
        told.setdefault("WWW-Authenticate", 'Bearer realm="warehouse"')
    if problem.retryable and problem.status != 500:
        told.setdefault("Retry-After", str(RETRY_AFTER_S))
    return Response(
        msgspec.json.encode(problem),
        status_code=problem.status,
        media_type=PROBLEM_TYPE,
        headers=told,
    )
