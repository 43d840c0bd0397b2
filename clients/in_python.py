"""Writes the Python client's shapes and operations."""

from __future__ import annotations

import keyword
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from clients.description import Field, Kind, Operation, Shape, words_of

_WIDTH: Final = 92
_WORDS: Final = {
    "string": "str", "integer": "int", "number": "float", "boolean": "bool", "any": "Any",
    "object": "dict[str, Any]", "uuid": "UUID", "date": "date", "date-time": "datetime",
    "bytes": "bytes",
}  # fmt: skip
#: an object of which the description says no more
_OBJECT: Final = Kind(word="object")
_WRITTEN: Final = (
    '"""{}\n\nWritten by `make clients` from the API\'s description; not by hand.\n"""\n'
)


def version(day: str) -> str:
    """The file that says which version of the API the client speaks."""
    head = _WRITTEN.format("Which version of the API this client speaks.")
    return f'{head}\nfrom typing import Final\n\nAPI_VERSION: Final = "{day}"\n'


def models(shapes: Iterable[Shape], events: Mapping[str, str]) -> str:
    """The file with all shapes, and what each type of event says."""
    head = _WRITTEN.format("What travels between a shop and the warehouse.") + (
        "\nfrom __future__ import annotations\n\n"
        "from datetime import date, datetime\n"
        "from typing import Any, Literal\n"
        "from uuid import UUID\n\n"
        "from msgspec import UNSET, Struct, UnsetType, field\n"
    )
    told = [one for one in shapes if one.fields or one.name in events.values()]
    return "\n\n".join([head, *(_shape(shape) for shape in told), _events(events)])


def _events(events: Mapping[str, str]) -> str:
    types = "\n".join(f"    {name!r}," for name in events)
    data = "\n".join(f"    {name!r}: {shape}," for name, shape in events.items())
    return (
        "#: the types of events of today; a newer warehouse knows more\n"
        f"EventName = Literal[\n{types}\n]\n"
        "#: by the type of an event, what its ``data`` says\n"
        f"EVENT_DATA: dict[str, type[Struct]] = {{\n{data}\n}}\n"
    )


def _shape(shape: Shape) -> str:
    lines = [f"class {shape.name}(Struct, kw_only=True, frozen=True):"]
    if shape.said:
        lines += [*_docstring(shape.said, 4), ""]
    for field in sorted(shape.fields, key=lambda one: not one.is_required):
        lines += [f"    #: {line}" for line in textwrap.wrap(_remark(field, shape), _WIDTH - 7)]
        lines.append(f"    {_declared(field, _of_a_field(field, shape))}")
    if not shape.fields and not shape.said:
        lines.append("    pass")
    return "\n".join(lines) + "\n"


def _declared(field: Field, told: str) -> str:
    """A word of Python's own gets a line behind it."""
    if not keyword.iskeyword(field.name):
        return f"{field.name}: {told}"
    kept = told.removesuffix(" = UNSET")
    default = "default=UNSET, " if kept != told else ""
    return f'{field.name}_: {kept} = field({default}name="{field.name}")'


def _of_a_field(field: Field, shape: Shape) -> str:
    bare = hint(
        msgspec.structs.replace(field.kind, is_null_too=False), is_strict=not shape.is_answered
    )
    null = " | None" if field.kind.is_null_too else ""
    return bare + null if field.is_required else f"{bare} | UnsetType{null} = UNSET"


def _remark(field: Field, shape: Shape) -> str:
    kind = _innermost(field.kind)
    words = (kind.named,) if kind.named else kind.choices
    choices = words if shape.is_answered else ()
    return "; ".join(part for part in (field.said, ", ".join(choices)) if part)


def _innermost(kind: Kind) -> Kind:
    return kind if kind.of is None else _innermost(kind.of)


def hint(kind: Kind, prefix: str = "", *, is_strict: bool = True) -> str:
    """The annotation of a value; ``prefix`` before names of shapes.

    ``is_strict``: only words of today. What is answered may be a word that a newer warehouse knows.
    """
    if kind.of is not None:
        inner = hint(kind.of, prefix, is_strict=is_strict)
        told = f"dict[str, {inner}]" if kind.word == "object" else f"list[{inner}]"
    elif kind.choices:
        few = f"Literal[{', '.join(map(repr, kind.choices))}]"
        told = (prefix + kind.named if kind.named else few) if is_strict else "str"
    elif kind.is_shape:
        told = prefix + kind.word
    else:
        told = _WORDS[kind.word]
    return f"{told} | None" if kind.is_null_too else told


def _docstring(said: str, indent: int) -> list[str]:
    margin = " " * indent
    paragraphs = said.strip().replace("\\", "\\\\").replace("``", "`").split("\n\n")
    first, *rest = paragraphs
    head = textwrap.wrap(" ".join(first.split()), _WIDTH - indent)
    lines = [margin + '"""' + head[0], *(margin + line for line in head[1:])]
    for paragraph in rest:
        lines.append("")
        lines += [margin + line for line in _filled(paragraph, _WIDTH - indent)]
    if not rest and len(lines) == 1 and len(lines[0]) <= _WIDTH:
        return [lines[0] + '"""']
    return [*lines, margin + '"""']


def _filled(paragraph: str, width: int) -> Iterator[str]:
    """The lines of a paragraph; each item of a list begins one of its own."""
    text = textwrap.dedent(paragraph)
    for item in re.split(r"\n(?=- )", text):
        hang = "  " if item.startswith("- ") else ""
        yield from textwrap.wrap(" ".join(item.split()), width, subsequent_indent=hang)


def operations(told: Iterable[Operation], *, waits: bool) -> str:
    """The file with all operations; ``waits``: for programs with an event loop."""
    base = "AsyncCalls" if waits else "Calls"
    name = "AsyncOperations" if waits else "Operations"
    pages = "AsyncPages" if waits else "Pages"
    what = "for programs with an event loop" if waits else "one after the other"
    parts = [
        _WRITTEN.format(f"Everything that can be asked of the warehouse, {what}.")
        + "\nfrom __future__ import annotations\n\n"
        "from datetime import date, datetime\n"
        "from types import NoneType\n"
        "from typing import Any, Literal\n"
        "from uuid import UUID\n\n"
        "from wms_client import models as m\n"
        f"from wms_client.calls import {base}, {pages}, Version\n\n\n"
        f'class {name}({base}):\n    """One method an operation, by the names of the API\'s '
        'description."""\n'
    ]
    parts += [_method(operation, pages, waits=waits) for operation in told]
    return "\n".join(parts)


def _method(operation: Operation, pages: str, *, waits: bool) -> str:
    name = "_".join(words_of(operation.name))
    keeps_waiting = waits and operation.pages_of is None
    answer = _answer(operation)
    if operation.pages_of is not None:
        answer = f"{pages}[{answer}]"
    verb = "async def" if keeps_waiting else "def"
    lines = [f"    {verb} {name}(self, {_signature(operation)}) -> {answer}:"]
    lines += _docstring(f"{operation.summary}.\n\n{operation.said}", 8)
    told = "return " if operation.answer is not None else ""
    lines.append(f"        {told}{'await ' if keeps_waiting else ''}{_call(operation)}")
    return "\n".join(lines) + "\n"


def _answer(operation: Operation) -> str:
    """What is answered, of each item when it is a list."""
    kind = operation.pages_of or operation.answer
    if kind is None:
        return "None"
    return hint(_OBJECT if kind.word == "any" else kind, "m.")


def _signature(operation: Operation) -> str:
    told = [f"{field.name}: {hint(field.kind)}" for field in operation.in_path]
    named: list[str] = []
    if operation.body is not None:
        told.append(f"body: {hint(operation.body, 'm.')}")
    if operation.media_types:
        told.append("content: bytes")
        named.append(f'media_type: str = "{operation.media_types[0]}"')
    if operation.has_version:
        named.append(
            "version: Version" if operation.method == "PATCH" else "version: Version | None = None"
        )
    named += [
        _named(field) for field in sorted(operation.in_query, key=lambda one: not one.is_required)
    ]
    if operation.pages_of is not None:
        named += ["after: str | None = None", "limit: int | None = None"]
    if operation.has_key:
        named.append("idempotency_key: str | None = None")
    return ", ".join([*told, *(["*", *named] if named else [])])


def _named(field: Field) -> str:
    kind = hint(field.kind)
    if field.is_required:
        return f"{field.name}: {kind}"
    return f"{field.name}: {kind if field.kind.is_null_too else kind + ' | None'} = None"


def _call(operation: Operation) -> str:
    told = [repr(operation.method), _path(operation)]
    told.append("NoneType" if operation.answer is None else _answer(operation))
    query = [f'"{field.name}": {field.name}' for field in operation.in_query]
    if operation.pages_of is not None:
        query += ['"after": after', '"limit": limit']
    if query:
        told.append(f"query={{{', '.join(query)}}}")
    if operation.body is not None:
        told.append("body=body")
    if operation.media_types:
        told.append("content=content, media_type=media_type")
    if operation.has_version:
        told.append("version=version")
    if operation.has_key:
        told.append("key=idempotency_key or self._new_key()")
    verb = "_list" if operation.pages_of is not None else "_call"
    return f"self.{verb}({', '.join(told)})"


def _path(operation: Operation) -> str:
    if not operation.in_path:
        return f'"{operation.path}"'
    path = operation.path
    for field in operation.in_path:
        word = "_segment({})" if field.kind.word == "string" else "{}"
        path = path.replace(f"{{{field.name}}}", "{" + word.format(field.name) + "}")
    return f'f"{path.replace("{_segment", "{self._segment")}"'
