"""Every event that a test has lived through says what its schema promises, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import msgspec
from sqlalchemy import text

from wms.events.kinds import KINDS, Told
from wms.events.promised import samples_of, schema_file

#: events of one test that are looked at
LOOK_AT_MAX: Final = 200
_LIVED: Final = text(
    "SELECT DISTINCT type, schema_version, CAST(data AS text) AS data FROM events "
    f"LIMIT {LOOK_AT_MAX}"
)
#: a folder in which lived events are kept, to choose samples from
KEPT_IN: Final = os.environ.get("WMS_LIVED_EVENTS")


@cache
def closed_schema(event_type: str, version: int) -> jsonschema_rs.Validator:
    """The promised schema, but with no field beside those that it names."""
    served = schema_file(event_type, version)
    assert served is not None, f"{event_type} has no version {version}"
    schema = msgspec.json.decode(served)
    for part in (schema, *schema.get("$defs", {}).values()):
        if "additionalProperties" not in part and part.get("type") == "object":
            part["additionalProperties"] = False
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def faults_of(event_type: str, version: int, data: Any) -> list[str]:
    """What of an event's data is not as its schema says."""
    if event_type not in KINDS:
        return [f"{event_type}: there is no such event"]
    return [
        f"{event_type} {'/'.join(map(str, one.instance_path))}: {one.message}"
        for one in closed_schema(event_type, version).iter_errors(data)
    ]


async def check_events(execute: Callable[..., Awaitable[Any]]) -> None:
    """Ask for the events that there are, and judge them."""
    faults: list[str] = []
    for row in (await execute(_LIVED)).all():
        data = msgspec.json.decode(row.data)
        faults += faults_of(row.type, row.schema_version, data)
        if KEPT_IN:
            name = f"{row.type}.{row.schema_version}.{os.getpid()}.ndjson"
            with (Path(KEPT_IN) / name).open("ab") as kept:
                kept.write(msgspec.json.encode(data) + b"\n")
    assert not faults, faults


def as_lived(event_type: str, **otherwise: Any) -> Told:
    """What an event of this type said once, with some fields said otherwise."""
    kind = KINDS[event_type]
    return msgspec.convert({**samples_of(event_type, kind.version)[0], **otherwise}, kind)
