"""Which events there are, and the JSON Schema of what each says."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import msgspec
from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api.rest.examples import Example
from wms.events.errors import EventTypeNotThere
from wms.events.kinds import KINDS, Told
from wms.events.promised import address, samples_of, schema_file, versions_of, written

SCOPE: Final = "events:read"
SCHEMA_TYPE: Final = "application/schema+json"
SCHEMAS: Final = "/schemas/events/{event_type:str}/{file:str}"
_LISTS_OF_TYPES: Final = (
    ("NewWebhookEndpoint", "event_types"), ("WebhookEndpointChange", "event_types"),
    ("NewReplay", "types"),
)  # fmt: skip
_REF: Final = "#/components/schemas/"

_RELEASED: Final = {
    "type": "order.released",
    "version": 1,
    "summary": "The order is on a picker's list.",
    "since": "2026-11-22",
    "subjects": ["order"],
    "schema_url": "/schemas/events/order.released/1.json",
}


class EventTypeView(msgspec.Struct, frozen=True, kw_only=True):
    """A type of event, in the version in which it is told today."""

    type: str
    version: int
    #: when it is told, in English
    summary: str
    #: the day on which it was told for the first time
    since: date
    #: what it can be about
    subjects: list[str]
    #: the JSON Schema (2020-12) of its `data`, to be read without a key
    schema_url: str


class EventTypes(msgspec.Struct, frozen=True, kw_only=True):
    """All types of events."""

    items: list[EventTypeView]


class EventSchemaVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version of what an event says."""

    version: int
    #: its JSON Schema, to be read without a key
    schema_url: str


class EventTypeWithVersions(EventTypeView, frozen=True, kw_only=True):
    """A type of event with all its versions and an example."""

    #: all that were ever told, the newest last
    versions: list[EventSchemaVersion]
    #: `data` as it was told once; a test of this type sends it
    example: dict[str, Any]


def _facts(kind: type[Told]) -> dict[str, Any]:
    return {
        "type": kind.type,
        "version": kind.version,
        "summary": kind.summary(),
        "since": kind.since,
        "subjects": list(kind.about),
        "schema_url": address(kind.type, kind.version),
    }


@get(
    "/event-types",
    operation_id="listEventTypes",
    summary="List the types of events",
    tags=["Events"],
    opt={"scope": SCOPE, "example": Example(response={"items": [_RELEASED]})},
    sync_to_thread=False,
)
def list_event_types() -> EventTypes:
    """Within a version fields and words may be added, and nothing goes or changes its type."""
    return EventTypes(items=[EventTypeView(**_facts(KINDS[name])) for name in sorted(KINDS)])


@get(
    "/event-types/{event_type:str}",
    operation_id="readEventType",
    summary="Read a type of event",
    tags=["Events"],
    opt={
        "scope": SCOPE,
        "example": Example(
            path={"event_type": "order.released"},
            response=_RELEASED
            | {
                "versions": [{"version": 1, "schema_url": _RELEASED["schema_url"]}],
                "example": {"run_number": 1},
            },
        ),
    },
    sync_to_thread=False,
)
def read_event_type(event_type: FromPath[str]) -> EventTypeWithVersions:
    """With the schemas of all versions that were ever told, and an example of the newest."""
    kind = KINDS.get(event_type)
    if kind is None:
        raise EventTypeNotThere(type=event_type)
    return EventTypeWithVersions(
        **_facts(kind),
        versions=[
            EventSchemaVersion(version=one, schema_url=address(event_type, one))
            for one in versions_of(event_type)
        ],
        example=samples_of(kind.type, kind.version)[0],
    )


@get(SCHEMAS, include_in_schema=False, sync_to_thread=False)
def show_schema(event_type: FromPath[str], file: FromPath[str]) -> Response[bytes]:
    """A schema, for everybody: it says nothing of any shop."""
    number = file.removesuffix(".json")
    known = file.endswith(".json") and number.isdecimal() and len(number) <= len("9999")
    found = schema_file(event_type, int(number)) if known else None
    if found is None:
        raise NotFoundException
    return Response(found, media_type=SCHEMA_TYPE)


def describe_events(schemas: dict[str, Any]) -> None:
    """Let the description say which events there are, and what each says.

    The envelope's ``data`` is one of `…Data`; ``x-data`` says which, by the type.
    """
    by_type: dict[str, str] = {}
    for name, kind in sorted(KINDS.items()):
        schema = written(kind)
        for part, told in schema.pop("$defs", {}).items():
            told.pop("title")
            schemas.setdefault(f"{part}InEvent", _moved(told))
        of_it = f"{kind.__name__}Data"
        schemas[of_it] = _moved(
            {k: v for k, v in schema.items() if not k.startswith("$") and k != "title"}
        )
        by_type[name] = of_it
    schemas["EventName"] = {
        "type": "string",
        "enum": sorted(KINDS),
        "description": "The types of events of today; more may come.",
    }
    a_type = {"$ref": f"{_REF}EventName"}
    for name, field in _LISTS_OF_TYPES:
        schemas[name]["properties"][field]["items"] = a_type
    schemas["NewTestEvent"]["properties"]["type"] = a_type | {"description": "which type is played"}
    told = schemas["Event"]
    told["x-data"] = by_type
    told["properties"]["type"] = a_type | {"description": "what happened, in two words"}
    told["properties"]["data"] = {
        "type": "object",
        "description": "what happened; which of these it is, the type says",
        "anyOf": [{"$ref": f"{_REF}{one}"} for one in by_type.values()],
    }


def _moved(schema: Any) -> Any:
    """The same with its parts where the description has them."""
    if isinstance(schema, dict):
        return {
            key: value.replace("#/$defs/", _REF) + "InEvent" if key == "$ref" else _moved(value)
            for key, value in schema.items()
        }
    return [_moved(one) for one in schema] if isinstance(schema, list) else schema


router = Router("/", route_handlers=[list_event_types, read_event_type])
