"""What shops may rely on: the schema of every type of event in every version, and lived samples.

The files in ``promised/`` are kept for ever, also of versions that nothing is told by any more:
``<type>.<version>.schema.json`` (JSON Schema 2020-12), written from `wms.events.kinds` by
``python -m wms.events.promised``, and ``<type>.<version>.samples.json``, data of events as they
were lived, the fullest first. Within a version fields may come, and words of a list; nothing
goes, nothing changes its type. A program that meets an unknown field or word passes it over.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import msgspec

from wms.events.kinds import KINDS, Told
from wms.events.kinds.field_words import WORDS

FOLDER: Final = Path(str(files("wms.events"))) / "promised"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_REF: Final = "#/$defs/"
#: what may be said anew of a value without changing it
_REMARKS: Final = frozenset({"title", "description", "enum", "$ref", "anyOf", "items", "properties",
                             "required", "propertyNames", "additionalProperties"})  # fmt: skip


def address(event_type: str, version: int) -> str:
    """Where a schema is served."""
    return f"/schemas/events/{event_type}/{version}.json"


@cache
def schema_file(event_type: str, version: int) -> bytes | None:
    """A schema as it is served; None when there was never such a version."""
    return _read(event_type, version, "schema")


@cache
def samples_of(event_type: str, version: int) -> tuple[dict[str, Any], ...]:
    """Data of lived events, the fullest first."""
    return tuple(msgspec.json.decode(_read(event_type, version, "samples") or b"[]"))


def versions_of(event_type: str) -> list[int]:
    """All versions that were ever told, the newest last."""
    names = FOLDER.glob(f"{event_type}.*.schema.json")
    return sorted(int(one.name.removeprefix(f"{event_type}.").partition(".")[0]) for one in names)


def _read(event_type: str, version: int, what: str) -> bytes | None:
    file = FOLDER / f"{event_type}.{version}.{what}.json"
    return file.read_bytes() if event_type in KINDS and file.exists() else None


def written(kind: type[Told]) -> dict[str, Any]:
    """The JSON Schema of what an event of this type says."""
    schema: dict[str, Any] = msgspec.json.schema(kind)
    parts = schema["$defs"]
    for part in parts.values():
        part.pop("additionalProperties" if "properties" in part else "", None)
        part["description"] = part["description"].replace("``", "`")
        for name, field in part.get("properties", {}).items():
            _described(name, field)
    whole: dict[str, Any] = parts.pop(kind.__name__)
    head = {"$schema": DIALECT, "$id": address(kind.type, kind.version)}
    about = {"title": f"{kind.type}, version {kind.version}", "description": kind.summary()}
    return head | whole | about | ({"$defs": parts} if parts else {})


def _described(name: str, field: dict[str, Any]) -> None:
    """A value that may be null is described where it stands, not within."""
    inside = [one.pop("description", None) for one in field.get("anyOf", ())]
    said = field.get("description") or next(filter(None, inside), None) or WORDS.get(name)
    if said is not None:
        field["description"] = said


def breaks(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What a program that was written for ``before`` may not bear, or what makes an event that was
    told then wrong today, as (JSON pointer, words); a change without any is an addition."""
    return list(_breaks("", before, now, before, now))


def _breaks(at: str, old: Any, new: Any, olds: Any, news: Any) -> Iterator[str]:
    old, new = _resolved(old, olds), _resolved(new, news)
    for name in sorted((old.keys() | new.keys()) - _REMARKS):
        if name[0] != "$" and old.get(name) != new.get(name):
            yield f"{at}: {name} was {old.get(name)!r} and is {new.get(name)!r}"
    if ("enum" in old) != ("enum" in new):
        yield f"{at}: it was {'a' if 'enum' in old else 'no'} list of words"
    for word in old.get("enum", ()):
        if word not in new.get("enum", (word,)):
            yield f"{at}: the word {word} is gone"
    yield from _fields(at, old, new, olds, news)
    for name in ("items", "propertyNames", "additionalProperties"):
        if isinstance(old.get(name), dict) and isinstance(new.get(name), dict):
            yield from _breaks(f"{at}/{name}", old[name], new[name], olds, news)
        elif old.get(name) != new.get(name):
            yield f"{at}: {name} changed"
    ways, others = old.get("anyOf", []), new.get("anyOf", [])
    if len(ways) != len(others):
        yield f"{at}: it can be something else than it could"
    for one, other in zip(ways, others, strict=False):
        yield from _breaks(at, one, other, olds, news)


def _fields(at: str, old: Any, new: Any, olds: Any, news: Any) -> Iterator[str]:
    fields, others = old.get("properties", {}), new.get("properties", {})
    needed, needs = set(old.get("required", ())), set(new.get("required", ()))
    for name, one in fields.items():
        if name not in others:
            yield f"{at}/{name}: it is gone"
            continue
        if name in needed and name not in needs:
            yield f"{at}/{name}: it was always there"
        if name not in needed and name in needs:
            yield f"{at}/{name}: it could be left out"
        yield from _breaks(f"{at}/{name}", one, others[name], olds, news)
    for name in sorted(needs - fields.keys()):
        yield f"{at}/{name}: it is new, and events that were told before do not have it"


def _resolved(part: Any, whole: Any) -> Any:
    if "$ref" not in part:
        return part
    return whole["$defs"][part["$ref"].removeprefix(_REF)]


def main() -> int:
    """Write the schemas that changed by additions; 1 when one breaks its promise."""
    broken = 0
    for kind in KINDS.values():
        file = FOLDER / f"{kind.type}.{kind.version}.schema.json"
        now = written(kind)
        if file.exists():
            before = msgspec.json.decode(file.read_bytes())
            for one in breaks(before, now):
                sys.stderr.write(f"{kind.type} needs version {kind.version + 1}: {one}\n")
                broken = 1
            if before == now or broken:
                continue
        file.write_bytes(msgspec.json.format(msgspec.json.encode(now), indent=2) + b"\n")
        sys.stdout.write(f"{file.name}\n")
    return broken


if __name__ == "__main__":
    raise SystemExit(main())
