"""The OpenAPI description as facts for the docs page: rendered on our side, no script, no CDN."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from markupsafe import Markup, escape

from api.problems import STATUS
from wms.errors import REFUSALS

#: codes that only people on the floor and at the desk are told
_NOT_FOR_SHOPS: Final = (
    "access.", "carry.", "load.", "pack.", "pick.", "put_away.", "receive.", "scan.", "shop.code",
)  # fmt: skip
_CODE: Final = re.compile(r"`([^`]+)`")


def prose(text: str) -> Markup:
    """A docstring as HTML: escaped, with what stands in backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped first


def docs_facts(described: dict[str, Any], base_url: str) -> dict[str, Any]:
    """What the template shows."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, item in described["paths"].items():
        for method, operation in item.items():
            if isinstance(operation, dict) and "responses" in operation:
                tag = (operation.get("tags") or ["Other"])[0]
                groups.setdefault(tag, []).append(_operation(method, path, operation, described))
    return {
        "title": described["info"]["title"],
        "intro": prose(described["info"].get("description", "")),
        "base_url": base_url,
        "groups": groups,
        "problems": [
            {
                "code": code,
                "status": getattr(refusal, "http_status", STATUS[refusal.kind]),
                "sentence": refusal.sentence,
            }
            for code, refusal in sorted(REFUSALS.items())
            if not code.startswith(_NOT_FOR_SHOPS)
        ],
    }


def _operation(
    method: str, path: str, operation: dict[str, Any], described: dict[str, Any]
) -> dict[str, Any]:
    content = _json(operation.get("requestBody", {}))
    answers = [
        (status, _json(response))
        for status, response in operation["responses"].items()
        if status.startswith("2")
    ]
    status, answer = answers[0] if answers else ("", {})
    return {
        "id": operation.get("operationId", ""),
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": prose(operation.get("description", "")),
        "scope": operation.get("x-scope", ""),
        "parameters": [
            {**given, "description": prose(given.get("description", ""))}
            for given in operation.get("parameters", [])
        ],
        "fields": _fields(content.get("schema", {}), described),
        "request": _pretty(content.get("example")),
        "status": status,
        "answer_fields": _fields(answer.get("schema", {}), described),
        "response": _pretty(answer.get("example")),
        "refusals": [s for s in operation["responses"] if not s.startswith("2")],
    }


def _json(holder: dict[str, Any]) -> dict[str, Any]:
    return next(iter(holder.get("content", {}).values()), {})


def _pretty(example: Any) -> str:
    return "" if example is None else json.dumps(example, indent=2, ensure_ascii=False)


def _fields(schema: dict[str, Any], described: dict[str, Any]) -> list[dict[str, Any]]:
    plain = _resolved(schema, described)
    if plain.get("type") == "array":
        plain = _resolved(plain.get("items", {}), described)
    required = set(plain.get("required", ()))
    return [
        {
            "name": name,
            "type": _type(inner, described),
            "is_required": name in required,
            "description": prose(inner.get("description", "")),
        }
        for name, inner in plain.get("properties", {}).items()
    ]


def _resolved(schema: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Any = described
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def _type(schema: dict[str, Any], described: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    several = schema.get("oneOf") or schema.get("anyOf")
    if several:
        return " | ".join(_type(inner, described) for inner in several)
    kind = schema.get("type", "any")
    if kind == "array":
        return f"[{_type(schema.get('items', {}), described)}]"
    if isinstance(kind, list):
        return " | ".join(kind)
    return str(schema.get("format") or kind)
