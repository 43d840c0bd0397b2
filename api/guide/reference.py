"""The OpenAPI description as pages: one for each resource, one for all objects (pure)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from api.guide.markdown import slug

REFERENCE: Final = "reference"
OBJECTS: Final = "reference/objects"
#: as the other pages of the reference, which lie beside it, write it
_OBJECTS_FILE: Final = "objects.md"
_METHODS: Final = ("get", "post", "put", "patch", "delete")

Described = dict[str, Any]


def reference(described: Described) -> dict[str, str]:
    """Markdown by page name: ``reference``, ``reference/orders`` …, ``reference/objects``."""
    groups = _groups(described)
    pages = {REFERENCE: _overview(described, groups)}
    for tag, operations in groups.items():
        parts = [f"# {tag}", *(_operation(each, described) for each in operations)]
        pages[f"{REFERENCE}/{slug(tag)}"] = "\n\n".join(parts) + "\n"
    pages[OBJECTS] = _objects(described)
    return pages


def _groups(described: Described) -> dict[str, list[Described]]:
    groups: dict[str, list[Described]] = {}
    for path, item in described["paths"].items():
        for method in _METHODS:
            if method in item:
                tag = (item[method].get("tags") or ["Other"])[0]
                groups.setdefault(tag, []).append(item[method] | {"path": path, "method": method})
    return groups


def _overview(described: Described, groups: dict[str, list[Described]]) -> str:
    """Every operation in one line."""
    parts = ["# Every operation", described["info"].get("description", "")]
    for tag, operations in groups.items():
        page = slug(tag)
        rows = [
            f"| [{each['summary']}]({REFERENCE}/{page}.md#{slug(each['summary'])}) "
            f"| `{each['method'].upper()} {each['path']}` | {_scope(each)} |"
            for each in operations
        ]
        parts.append("\n".join([f"## {tag}", "", *_table("Operation", "Request", "Scope"), *rows]))
    return "\n\n".join(parts) + "\n"


def _scope(operation: Described) -> str:
    return ", ".join(f"`{scope}`" for scope in operation.get("x-scope", "").split())


def _table(*heads: str) -> list[str]:
    return [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]


def _operation(operation: Described, described: Described) -> str:
    line = f"`{operation['method'].upper()} {operation['path']}`"
    if scope := _scope(operation):
        line += f" · scope {scope}"
    parts = [f"## {operation['summary']}", line, operation.get("description", "")]
    if given := operation.get("parameters"):
        parts += ["### Parameters", _parameters(given)]
    parts += _body("### Request", _content(operation.get("requestBody", {})), described)
    refusals = []
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            parts += _body(f"### Answer {status}", _content(answer), described)
        else:
            refusals.append(f"`{status}`")
    parts.append(f"Else a [problem](../errors.md): {', '.join(refusals)}.")
    return "\n\n".join(part for part in parts if part)


def _parameters(given: list[Described]) -> str:
    rows = [
        f"| `{each['name']}` | {each['in']}{', required' if each.get('required') else ''} "
        f"| {_type(each.get('schema', {}))} | {_cell(each.get('description'))} |"
        for each in given
    ]
    return "\n".join([*_table("Name", "Where", "Type", "Meaning"), *rows])


def _body(heading: str, content: Described, described: Described) -> list[str]:
    """What is sent or answered: its fields, and an example."""
    if not content:
        return []
    schema = content.get("schema", {})
    parts = [heading]
    if name := _named(schema):
        parts.append(f"[{name}]({_OBJECTS_FILE}#{slug(name)})")
    parts.append(_fields(_resolved(schema, described)))
    if (example := content.get("example")) is not None:
        parts.append(f"```json\n{json.dumps(example, indent=2, ensure_ascii=False)}\n```")
    return parts


def _content(holder: Described) -> Described:
    return next(iter(holder.get("content", {}).values()), {})


def _objects(described: Described) -> str:
    parts = ["# Every object", "What requests and answers are made of."]
    for name, schema in sorted(described["components"]["schemas"].items()):
        listed = schema.get("enum")
        values = "One of " + ", ".join(f"`{each}`" for each in listed) + "." if listed else ""
        parts += [f"## {name}", schema.get("description", ""), values, _fields(schema)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _fields(schema: Described) -> str:
    rows = list(_rows(schema))
    return "\n".join([*_table("Field", "Type", "Meaning"), *rows]) if rows else ""


def _rows(schema: Described) -> Iterator[str]:
    required = schema.get("required", ())
    for name, inner in schema.get("properties", {}).items():
        kind = _type(inner) + ("" if name in required else ", optional")
        yield f"| `{name}` | {kind} | {_cell(inner.get('description'))} |"


def _resolved(schema: Described, described: Described) -> Described:
    name = _named(schema)
    return described["components"]["schemas"][name] if name else schema


def _named(schema: Described) -> str | None:
    reference = schema.get("$ref")
    return str(reference).rsplit("/", 1)[-1] if reference else None


def _type(schema: Described) -> str:
    if name := _named(schema):
        return f"[{name}]({_OBJECTS_FILE}#{slug(name)})"
    several = schema.get("oneOf") or schema.get("anyOf")
    if several:
        return " or ".join(_type(inner) for inner in several)
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    kind = schema.get("type", "any")
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if isinstance(kind, list):
        return " or ".join(kind)
    return str(schema.get("format") or kind)


def _cell(text: str | None) -> str:
    """A text within a cell of a table."""
    return " ".join((text or "").split()).replace("|", "\\|")
