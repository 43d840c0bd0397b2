"""Litestar's description as we want to show it: names of ours, and nothing that says nothing."""

from __future__ import annotations

from typing import Any, Final

_SCHEMAS: Final = "#/components/schemas/"
_NULL: Final = {"type": "null"}


def tidied(described: dict[str, Any]) -> dict[str, Any]:
    """The description as we want to show it.

    - A shape is called by its title, which is its name outside.
    - "One of these, or of anything" (so Litestar writes ``tuple[X, ...]``) is one of these.
    - What stands in an address may be left out, but cannot be null.
    - What is answered may have new fields tomorrow (docs/shops/versions.md), also where the same
      shape is sent and must not have any.

    Raises:
        ValueError: two shapes that are not the same would be called so.
    """
    schemas = described["components"]["schemas"]
    names = {raw: schema.pop("title", raw) for raw, schema in schemas.items()}
    renamed: dict[str, Any] = {}
    for raw, schema in sorted(schemas.items(), key=lambda item: names[item[0]]):
        if renamed.setdefault(names[raw], schema) != schema:
            raise ValueError(f"{raw} is another {names[raw]}")
    described["components"]["schemas"] = renamed
    told: dict[str, Any] = _told(described, names)
    for path in told["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _without(_NULL, parameter["schema"])
    for name in answered(told):
        if told["components"]["schemas"][name].get("additionalProperties") is False:
            del told["components"]["schemas"][name]["additionalProperties"]
    return told


def answered(described: dict[str, Any]) -> set[str]:
    """The names of the shapes that the warehouse answers with, within others too."""
    schemas = described["components"]["schemas"]
    found: set[str] = set()
    look_into: list[Any] = [
        operation["responses"]
        for path in described["paths"].values()
        for operation in path.values()
    ]
    while look_into:
        one = look_into.pop()
        if isinstance(one, dict):
            name = str(one.get("$ref", "")).removeprefix(_SCHEMAS)
            if name in schemas and name not in found:
                found.add(name)
                look_into.append(schemas[name])
        look_into += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
    return found


def _told(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_told(inner, names) for inner in value]
    if not isinstance(value, dict):
        return value
    told = _without({}, {key: _told(inner, names) for key, inner in value.items()})
    if isinstance(reference := told.get("$ref"), str):
        told["$ref"] = _SCHEMAS + names.get(raw := reference.removeprefix(_SCHEMAS), raw)
    return told


def _without(one: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of several without one of them; the only one that is left stands by itself."""
    several = schema.get("oneOf")
    if not isinstance(several, list) or one not in several:
        return schema
    rest = [inner for inner in several if inner != one]
    around = {key: inner for key, inner in schema.items() if key != "oneOf"}
    return around | (rest[0] if len(rest) == 1 else {"oneOf": rest})
