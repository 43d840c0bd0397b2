"""The OpenAPI 3.1 description: generated from the handlers, completed from one place.

Litestar describes paths, parameters and bodies. What every operation shares is added here: the
problems it can answer with, its key's scope, Idempotency-Replayed, limits, and its example
(api/rest/examples.py). Served at /openapi.json, and readable below /docs/reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from litestar import Litestar, Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, OAuthFlow, OAuthFlows, SecurityScheme
from litestar.router import Router
from litestar.routes import HTTPRoute

from api.auth import scopes_of
from api.problems import PROBLEM_TYPE, TITLES, FieldProblem, Problem
from api.rest.dated import changes_since
from api.rest.dated.change import Change
from api.rest.event_types import describe_events
from api.rest.examples import Example, filled
from api.rest.field_words import WORDS
from api.rest.schema_words import said_of, said_of_field
from api.rest.tags import TAGS
from api.rest.tidied import tidied
from wms.access.api_versions import NEWEST, known_version
from wms.access.keys import SCOPES

TITLE: Final = "Warehouse API"
SECURITY: Final = "key"
TOKENS: Final = "token"
#: where a key lends a token (`api.oauth`, which stands beside this door)
LEND_AT: Final = "/oauth/token"
OPENAPI: Final = "/openapi.json"
#: what any operation may answer, besides 409, 413 and 415 of those that write
_ALWAYS: Final = (400, 401, 403, 422, 429, 500)
_WITH_BODY: Final = (409, 413, 415)
#: what an edit of a version may answer
_OF_A_VERSION: Final = (412, 428)
_INTRO: Final = (
    "For e-shops whose goods lie in this warehouse. Authenticate with your API key: "
    "`Authorization: Bearer wms_live_…`. The shop is known by the key. Every refusal is a problem "
    "(RFC 9457) with a stable `code`. Fields that we do not know are refused in whatever you send; "
    "answers may have new ones any day. Send an `Idempotency-Key` with every POST and repeat it "
    "unchanged until you have an answer."
)


def openapi_config() -> OpenAPIConfig:
    """What Litestar needs to know; its own pages would load scripts from a CDN and are not used."""
    return OpenAPIConfig(
        title=TITLE,
        version=NEWEST,
        description=_INTRO,
        use_handler_docstrings=True,
        tags=[*TAGS],
        components=Components(
            security_schemes={
                SECURITY: SecurityScheme(
                    type="http", scheme="bearer", description="Your API key, `wms_live_…`."
                ),
                TOKENS: SecurityScheme(
                    type="oauth2",
                    description="A token for an hour; the client is a key: its id, and itself.",
                    flows=OAuthFlows(
                        client_credentials=OAuthFlow(
                            token_url=LEND_AT, scopes={scope: scope for scope in SCOPES}
                        )
                    ),
                ),
            }
        ),
        openapi_router=Router("/docs/raw", route_handlers=[], include_in_schema=False),
        render_plugins=[JsonRenderPlugin()],
    )


#: what a PUT answers of something that was not there
_CREATED: Final = "It was not there, and was made"


def rest_handlers(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """(path, method, handler) of every operation that the description has."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for method, (handler, _) in route.route_handler_map.items():
            if method != "OPTIONS" and handler.resolve_include_in_schema():
                yield route.path_format, method.lower(), handler


def describe(app: Litestar, version: str = NEWEST) -> dict[str, Any]:
    """The whole description of a version as JSON-able data."""
    raw = msgspec.json.encode(app.openapi_schema.to_schema(), enc_hook=str)
    described: dict[str, Any] = tidied(msgspec.json.decode(raw))
    described["components"]["schemas"].update(_problem_schemas())
    describe_events(described["components"]["schemas"])
    answers = example_answers(app)
    for path, method, handler in rest_handlers(app):
        operation = described["paths"][path][method]
        _complete(operation, method, handler, answers)
    for change in reversed(changes_since(version)):
        _as_before(described, change)
    described["info"]["version"] = version
    return described


def _as_before(described: dict[str, Any], change: Change) -> None:
    """Makes the description of a version that of the one before."""
    change.described(described)
    for path in described["paths"].values():
        for operation in path.values():
            lower = change.down.get(operation["operationId"])
            if lower is not None:
                for content in _good_contents(operation):
                    if "example" in content:
                        lower(content["example"])


def _good_contents(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What an operation answers when it goes well, of each media type."""
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            yield from response.get("content", {}).values()


def _problem_schemas() -> dict[str, Any]:
    (_, components) = msgspec.json.schema_components(
        [Problem], ref_template="#/components/schemas/{name}"
    )
    for kind in (Problem, FieldProblem):
        schema = components[kind.__name__]
        schema.pop("title", None)
        schema["description"] = said_of(kind)
        for name, value in schema["properties"].items():
            value["description"] = said_of_field(kind, name)
    return dict(components)


def _complete(
    operation: dict[str, Any], method: str, handler: HTTPRouteHandler, answers: dict[str, Any]
) -> None:
    scopes = scopes_of(handler)
    operation["security"] = [{SECURITY: []}, {TOKENS: scopes}]
    operation["x-scope"] = " ".join(scopes)
    has_body = "requestBody" in operation
    statuses = set(_ALWAYS) | (set(_WITH_BODY) if method != "get" else set())
    if "{" in str(handler.paths) or any("{" in path for path in handler.paths):
        statuses.add(404)
    if any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", ())):
        statuses |= set(_OF_A_VERSION)
    for status in sorted(statuses):
        operation["responses"][str(status)] = _problem_response(status)
    if handler.opt.get("may_create"):
        operation["responses"]["201"] = operation["responses"]["200"] | {"description": _CREATED}
    if method != "get" and has_body:
        operation["requestBody"]["required"] = True
    for media_type in handler.opt.get("also_takes", ()):
        taken = operation["requestBody"]["content"]
        taken[media_type] = next(iter(taken.values()))
    for media_type in handler.opt.get("also_answers", ()):
        answered = operation["responses"]["200"]["content"]
        answered[media_type] = next(iter(answered.values()))
    example: Example | None = handler.opt.get("example")
    if example is None:
        return
    if has_body and example.request is not None:
        for content in operation["requestBody"]["content"].values():
            content["example"] = filled(example.request, answers)
    for parameter in operation.get("parameters", []):
        parameter.setdefault("description", WORDS.get(parameter["name"], ""))
        given = {**example.path, **example.query}.get(parameter["name"])
        if given is not None:
            parameter["example"] = _as(parameter["schema"], filled(given, answers))
    if example.response is not None:
        for content in _good_contents(operation):
            content["example"] = filled(example.response, answers)


def _as(schema: dict[str, Any], written: str) -> Any:
    """What was written in an address, as the value that it is."""
    match schema.get("type"):
        case "integer":
            return int(written)
        case "boolean":
            return written == "true"
        case "array":
            return [_as(schema["items"], written)]
        case _:
            return written


def _problem_response(status: int) -> dict[str, Any]:
    return {
        "description": TITLES[status],
        "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def examples(app: Litestar) -> dict[str, tuple[str, str, Example]]:
    """Every operation's example: operation id → (method, path, example)."""
    return {
        str(handler.operation_id): (method, path, handler.opt["example"])
        for path, method, handler in rest_handlers(app)
        if "example" in handler.opt
    }


def example_answers(app: Litestar) -> dict[str, Any]:
    """What the examples say that is answered, for references in the docs."""
    return {name: example.response for name, (_, _, example) in examples(app).items()}


_described: dict[tuple[int, str], dict[str, Any]] = {}


def description_of(app: Litestar, version: str = NEWEST) -> dict[str, Any]:
    """`describe`, made once per application and version."""
    if any(known != id(app) for known, _ in _described):
        _described.clear()
    if (id(app), version) not in _described:
        _described[id(app), version] = describe(app, version)
    return _described[id(app), version]


@get(OPENAPI, include_in_schema=False, sync_to_thread=False)
def show_openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The description for programs: of the newest version, or of the one that ``version`` names."""
    version = known_version(request.query_params.get("version", NEWEST))
    return Response(
        msgspec.json.encode(description_of(request.app, version)),
        media_type="application/vnd.oai.openapi+json",
    )
