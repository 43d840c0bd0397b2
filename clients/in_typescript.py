"""Writes the TypeScript client's shapes and operations."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from clients.description import Field, Kind, Operation, Shape, is_bytes

_WIDTH: Final = 100
_WORDS: Final = {
    "string": "string", "integer": "number", "number": "number", "boolean": "boolean",
    "any": "unknown", "object": "Record<string, unknown>", "uuid": "string", "date": "string",
    "date-time": "string", "bytes": "Uint8Array",
}  # fmt: skip
_WRITTEN: Final = "// {} Written by `make clients` from the API's description; not by hand.\n"


def version(day: str) -> str:
    """The file that says which version of the API the client speaks."""
    head = _WRITTEN.format("Which version of the API this client speaks.")
    return f'{head}\nexport const API_VERSION = "{day}";\n'


def models(shapes: Iterable[Shape], events: Mapping[str, str]) -> str:
    """The file with all shapes, and what each type of event says."""
    head = _WRITTEN.format("What travels between a shop and the warehouse.")
    told = [one for one in shapes if one.fields or one.name in events.values()]
    return "\n".join([head, *(_shape(shape) for shape in told), _events(events)])


def _events(events: Mapping[str, str]) -> str:
    data = "\n".join(f'  "{name}": {shape};' for name, shape in events.items())
    return (
        "/** By the type of an event, what its `data` says. */\n"
        f"export interface EventData {{\n{data}\n}}\n\n"
        "/** The types of events of today; a newer warehouse knows more. */\n"
        "export type EventName = keyof EventData;\n\n"
        "/** An event of one type. */\n"
        'export type EventOf<T extends EventName> = Omit<Event, "type" | "data"> & {\n'
        "  type: T;\n  data: EventData[T];\n};\n"
    )


def _shape(shape: Shape) -> str:
    lines = [*_comment(shape.said, ""), f"export interface {shape.name} {{"]
    for field in shape.fields:
        kind = _innermost(field.kind)
        words = (kind.named,) if kind.named else kind.choices
        choices = words if shape.is_answered else ()
        remark = "; ".join(part for part in (field.said, ", ".join(choices)) if part)
        lines += _comment(remark, "  ")
        mark = "" if field.is_required else "?"
        lines.append(f"  {field.name}{mark}: {hint(field.kind, is_strict=not shape.is_answered)};")
    return "\n".join([*lines, "}", ""])


def _innermost(kind: Kind) -> Kind:
    return kind if kind.of is None else _innermost(kind.of)


def hint(kind: Kind, prefix: str = "", *, is_strict: bool = True) -> str:
    """The type of a value; ``prefix`` before names of shapes.

    ``is_strict``: only words of today. What is answered may be a word that a newer warehouse knows.
    """
    if kind.of is not None:
        inner = hint(kind.of, prefix, is_strict=is_strict)
        told = f"Record<string, {inner}>" if kind.word == "object" else f"Array<{inner}>"
    elif kind.choices:
        few = " | ".join(f'"{one}"' for one in kind.choices)
        told = (prefix + kind.named if kind.named else few) if is_strict else "string"
    elif kind.is_shape:
        told = prefix + kind.word
    else:
        told = _WORDS[kind.word]
    return f"{told} | null" if kind.is_null_too else told


def _comment(said: str, margin: str) -> list[str]:
    """A comment of one line, or of a paragraph a block."""
    if not said:
        return []
    plain = said.replace("``", "`").replace("*/", "* /")
    if "\n" not in plain and len(plain) + len(margin) <= _WIDTH - 8:
        return [f"{margin}/** {plain} */"]
    lines = [f"{margin}/**"]
    for paragraph in plain.split("\n\n"):
        if len(lines) > 1:
            lines.append(f"{margin} *")
        for item in textwrap.dedent(paragraph).split("\n- "):
            bare = " ".join(item.split())
            wrapped = textwrap.wrap(bare, _WIDTH - len(margin) - 3)
            lines += [f"{margin} * {line}" for line in wrapped]
    return [*lines, f"{margin} */"]


def operations(told: Iterable[Operation]) -> str:
    """The file with all operations."""
    head = _WRITTEN.format("Everything that can be asked of the warehouse.")
    parts = [
        f'{head}\nimport {{ Calls, Pages, segment }} from "./calls.js";\n'
        'import type { Content, Keyed, Query, Versioned } from "./calls.js";\n'
        'import type * as m from "./models.js";\n\n'
        "/** One method an operation, by the names of the API's description. */\n"
        "export class Operations extends Calls {",
        *(_method(operation) for operation in told),
        "}\n",
    ]
    return "\n".join(parts)


def _method(operation: Operation) -> str:
    answer = _answer(operation)
    pages = operation.pages_of is not None
    told = f"Pages<{answer}>" if pages else f"Promise<{answer}>"
    lines = _comment(f"{operation.summary}.\n\n{operation.said}".strip(), "  ")
    head = f"  {operation.name}({', '.join(_parameters(operation))}): {told} {{"
    lines += [head] if len(head) <= _WIDTH else _broken(operation, told)
    verb = "list" if pages else "bytes" if is_bytes(operation.answer) else "call"
    of = "" if verb == "bytes" else f"<{answer}>"
    call = f"    return this.{verb}{of}({', '.join(_arguments(operation))});"
    lines += [call] if len(call) <= _WIDTH else list(_broken_call(operation, f"this.{verb}{of}"))
    return "\n".join([*lines, "  }", ""])


def _broken(operation: Operation, told: str) -> list[str]:
    return [
        f"  {operation.name}(",
        *(f"    {one}," for one in _parameters(operation)),
        f"  ): {told} {{",
    ]


def _broken_call(operation: Operation, call: str) -> Iterator[str]:
    yield f"    return {call}("
    yield from (f"      {one}," for one in _arguments(operation))
    yield "    );"


def _answer(operation: Operation) -> str:
    kind = operation.pages_of or operation.answer
    if kind is None:
        return "void"
    return hint(Kind(word="object") if kind.word == "any" else kind, "m.")


def _parameters(operation: Operation) -> list[str]:
    told = [f"{_camel(field.name)}: string" for field in operation.in_path]
    if operation.body is not None:
        told.append(f"body: {hint(operation.body, 'm.')}")
    if operation.media_types:
        told.append("content: Content")
    if operation.in_query or operation.pages_of is not None:
        told.append(_query(operation))
    if operation.has_version:
        is_needed = operation.method == "PATCH"
        told.append("version: Versioned" if is_needed else "version: Versioned | null = null")
    if operation.has_key:
        told.append("options: Keyed = {}")
    if len(operation.media_types) > 1:
        choices = " | ".join(f'"{one}"' for one in operation.media_types)
        told.append(f'mediaType: {choices} = "{operation.media_types[0]}"')
    return told


def _query(operation: Operation) -> str:
    fields: Sequence[Field] = operation.in_query
    told = [
        f"{field.name}{'' if field.is_required else '?'}: {hint(_bare(field.kind))}"
        for field in fields
    ]
    if operation.pages_of is not None:
        told += ["after?: string", "limit?: number"]
    usual = "" if any(field.is_required for field in fields) else " = {}"
    return f"query: {{ {'; '.join(told)} }}{usual}"


def _bare(kind: Kind) -> Kind:
    return Kind(word=kind.word, is_shape=kind.is_shape, of=kind.of, choices=kind.choices)


def _arguments(operation: Operation) -> list[str]:
    path = operation.path
    for field in operation.in_path:
        path = path.replace(f"{{{field.name}}}", f"${{segment({_camel(field.name)})}}")
    told = [f'"{operation.method}"', f"`{path}`" if operation.in_path else f'"{path}"']
    given = []
    if operation.in_query or operation.pages_of is not None:
        given.append("query: query as Query")
    if operation.body is not None:
        given.append("body")
    if operation.media_types:
        [first, *others] = operation.media_types
        given.append("content, mediaType" + ("" if others else f': "{first}"'))
    if operation.has_version:
        given.append("version")
    if operation.has_key:
        given.append("key: options.idempotencyKey ?? this.newKey()")
    return [*told, f"{{ {', '.join(given)} }}"] if given else told


def _camel(snake: str) -> str:
    first, *rest = snake.split("_")
    return first + "".join(part.capitalize() for part in rest)
