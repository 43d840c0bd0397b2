"""The catalogue of events, from the code: ``python -m tests.docs.event_pages`` writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from wms.events.kinds import KINDS, Told
from wms.events.promised import address, samples_of, written

PATH: Final = Path(__file__).parents[2] / "docs" / "shops" / "events.md"
#: where what is written by the program begins; what stands before it is written by hand
MARK: Final = "## Deliveries\n"
_FAMILIES: Final = {
    "inbound": "Deliveries", "stock": "Stock", "order": "Orders", "shipment": "Parcels",
    "return": "Returns", "case": "Cases", "contact": "Conversations",
}  # fmt: skip


def page() -> str:
    """The page, as the code has it now."""
    by_hand = PATH.read_text().partition(MARK)[0]
    parts = []
    for family, title in _FAMILIES.items():
        parts.append(f"## {title}\n")
        parts += [_event(one) for name, one in KINDS.items() if name.split(".")[0] == family]
    return by_hand + "\n".join(parts)


def _event(kind: type[Told]) -> str:
    schema = written(kind)
    told = json.dumps(samples_of(kind.type, kind.version)[0], indent=2, ensure_ascii=False)
    rows = list(_rows(schema, schema, ""))
    table = "| Field | | |\n|---|---|---|\n" + "\n".join(rows) + "\n\n" if rows else ""
    where = f"Schema: `{address(kind.type, kind.version)}`."
    head = f"### {kind.type}\n\n{kind.summary()} About: {' or '.join(kind.about)}. {where}\n\n"
    return f"{head}{table}```json\n{told}\n```\n"


def _rows(part: Any, whole: Any, before: str) -> Iterator[str]:
    needed = part.get("required", ())
    for name, field in part.get("properties", {}).items():
        shown = f"{before}{name}"
        kind, inner, remark = _kind(field, whole)
        always = "" if name in needed else "optional"
        said = "; ".join(one for one in (always, remark) if one)
        yield f"| `{shown}` | {kind} | {said} |"
        if inner is not None:
            yield from _rows(inner, whole, f"{shown}[]." if "list" in kind else f"{shown}.")


def _kind(field: Any, whole: Any) -> tuple[str, Any, str]:
    """What a field is, the object in it, and what is to be said of it."""
    if "$ref" in field:
        inner = whole["$defs"][field["$ref"].rpartition("/")[2]]
        return "object", inner, field.get("description", "")
    if "anyOf" in field:
        ways = [one for one in field["anyOf"] if one != {"type": "null"}]
        kind, inner, remark = _kind(ways[0], whole)
        names = [kind, *(_kind(one, whole)[0] for one in ways[1:])]
        null = ["null"] if {"type": "null"} in field["anyOf"] else []
        said = ": ".join(one for one in (field.get("description"), remark) if one)
        return " or ".join([*names, *null]), inner, said
    remark = field.get("description", "")
    if "enum" in field:
        words = ", ".join(f"`{one}`" for one in field["enum"])
        return "word", None, ": ".join(one for one in (remark, words) if one)
    if field["type"] == "array":
        kind, inner, inside = _kind(field["items"], whole)
        return f"list of {kind}s", inner, remark or inside
    if field["type"] == "object":
        return "object", None, remark
    return field.get("format", field["type"]), None, remark


if __name__ == "__main__":
    PATH.write_text(page())
