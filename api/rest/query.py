"""Nothing in the query is passed over: a misspelt filter would silently filter nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote_plus

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from api.marks import QUERY, UNSAID, marks_of
from api.rest.body import FAULTS_MAX
from wms.errors import N_, Kind, Refusal, SeveralInvalid

#: handlers whose parameters are remembered; there are far fewer
_HANDLERS_MAX: Final = 1024
#: parameters whose values may come from a person, or are their own words: no log has them
NEAR_PEOPLE: Final = frozenset({"postcode", "note", "name", "file_name"})
#: characters of a misspelt name that are told back
_NAME_MAX_CHARS: Final = 100


class ParameterUnknown(Refusal):
    """A query parameter that this operation does not have, and those that it has."""

    kind = Kind.INVALID
    code = "query.unknown"
    title = N_("Unknown query parameter")
    sentence = N_("There is no query parameter {name} here. Known: {known}.")
    meaning = N_("There is no query parameter of this name here.")
    remedy = N_(
        "Look for a typing error, or leave it out: a filter that is not known would silently "
        "filter nothing."
    )
    http_status = 400


class ParametersUnknown(SeveralInvalid, ParameterUnknown):
    """More than one of them, all told at once."""

    code = ParameterUnknown.code


async def guard_query(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Only the query parameters that the operation describes.

    Raises:
        ParameterUnknown: there is another one.
        ParametersUnknown: there are several.
    """
    if not connection.scope["query_string"]:
        return
    known = known_parameters(handler, tuple(connection.path_params))
    marks_of(connection.scope)[QUERY] = "&".join(
        f"{name}={UNSAID if name in NEAR_PEOPLE else quote_plus(value)}"
        for name, value in connection.query_params.multi_items()
        if name in known
    )
    unknown = [name for name in dict.fromkeys(connection.query_params) if name not in known]
    wrong = [_fault(name[:_NAME_MAX_CHARS], known) for name in unknown[:FAULTS_MAX]]
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise ParametersUnknown(wrong)


def _fault(name: str, known: tuple[str, ...]) -> Refusal:
    return ParameterUnknown(pointer=f"?{name}", name=name, known=", ".join(known) or "–")


@lru_cache(maxsize=_HANDLERS_MAX)
def known_parameters(handler: BaseRouteHandler, path: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the query parameters of a handler and of what it depends on, ``path``'s aside."""
    reads = handler.create_kwargs_model(path_parameters=dict.fromkeys(path))  # type: ignore[arg-type]  # names only
    return tuple(sorted(each.field_alias for each in reads.expected_query_params))
