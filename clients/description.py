"""What the clients are written from: the OpenAPI description, as plain operations and shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

#: what HTTP calls an operation in a path of OpenAPI; other keys there are not operations
METHODS: Final = ("get", "post", "put", "patch", "delete")
#: the shape in which all events travel
EVENT: Final = "Event"
JSON: Final = "application/json"
#: more words than a hint bears
WORDS_MAX: Final = 20
_REF: Final = "#/components/schemas/"


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """The kind of a value: a word of JSON Schema, a named shape, or a list of kinds."""

    #: string, integer, number, boolean, object, any, uuid, date, date-time, bytes, array, or the
    #: name of a shape
    word: str
    is_shape: bool = False
    is_null_too: bool = False
    #: of each item, when it is a list; of each value, when it is an object with any names
    of: Kind | None = None
    #: all words that it can be today
    choices: tuple[str, ...] = ()
    #: what so many words are called together
    named: str = ""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One named value of a shape, or one parameter of an operation."""

    name: str
    kind: Kind
    is_required: bool
    said: str = ""


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """An object that travels, or a word that is one of a few."""

    name: str
    said: str
    fields: tuple[Field, ...]
    #: whether the warehouse says it; else only shops do
    is_answered: bool


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be asked of the warehouse."""

    #: in camelCase, as the description has it
    name: str
    method: str
    path: str
    summary: str
    said: str
    in_path: tuple[Field, ...]
    in_query: tuple[Field, ...]
    #: the shape that is sent; None: nothing, or bytes of one of ``media_types``
    body: Kind | None
    media_types: tuple[str, ...]
    has_key: bool
    has_version: bool
    #: None: nothing is answered
    answer: Kind | None
    #: of what a list has pages
    pages_of: Kind | None


class Description:
    """An OpenAPI description, read."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        self._described = described
        self._schemas: Mapping[str, Any] = described["components"]["schemas"]

    @property
    def version(self) -> str:
        """Which version of the API it describes, the day on which that began."""
        return str(self._described["info"]["version"])

    def operations(self) -> list[Operation]:
        """All operations, in the order of the description."""
        return [
            self._operation(path, method, operation)
            for path, methods in self._described["paths"].items()
            for method, operation in methods.items()
            if method in METHODS
        ]

    def shapes(self) -> list[Shape]:
        """All shapes that are sent or answered, but pages of lists and problems.

        Those each language has one of for all, by hand.
        """
        told = self.operations()
        answered = self._within(one.answer for one in told)
        sent = self._within(one.body for one in told)
        return [
            self._shape(name, schema, is_answered=name in answered)
            for name, schema in sorted(self._schemas.items())
            if _page_of(schema) is None and name in answered | sent
        ]

    def events(self) -> dict[str, str]:
        """By the type of an event, the name of the shape of what it says."""
        return dict(self._schemas[EVENT]["x-data"])

    def _within(self, kinds: Iterable[Kind | None]) -> set[str]:
        """The names of these shapes and of what is in them, in whatever depth."""
        found: set[str] = set()
        rest = [kind.word for kind in kinds if kind is not None]
        while rest:
            name = rest.pop()
            if name in self._schemas and name not in found:
                found.add(name)
                rest += _named_in(self._schemas[name])
        return found

    def _shape(self, name: str, schema: Mapping[str, Any], *, is_answered: bool) -> Shape:
        required = schema.get("required", ())
        return Shape(
            name=name,
            said=schema.get("description", ""),
            fields=tuple(
                Field(
                    name=inner,
                    kind=self.kind(one),
                    is_required=inner in required,
                    said=one.get("description", ""),
                )
                for inner, one in schema.get("properties", {}).items()
            ),
            is_answered=is_answered,
        )

    def kind(self, schema: Mapping[str, Any]) -> Kind:
        """The kind of a value."""
        ways = schema.get("oneOf") or ("type" not in schema and schema.get("anyOf"))
        if ways:
            told = [self.kind(one) for one in ways if one and one != {"type": "null"}]
            is_null_too = {"type": "null"} in ways
            return msgspec.structs.replace(told[0], is_null_too=is_null_too)
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(_REF)
            if "enum" in self._schemas[name]:
                named = name if len(self._schemas[name]["enum"]) > WORDS_MAX else ""
                return msgspec.structs.replace(self.kind(self._schemas[name]), named=named)
            return Kind(word=name, is_shape=True)
        words = schema.get("type", "any")
        is_null_too = not isinstance(words, str) and "null" in words
        word = words if isinstance(words, str) else next(one for one in words if one != "null")
        if word == "array":
            return Kind(word=word, of=self.kind(schema["items"]), is_null_too=is_null_too)
        values = schema.get("additionalProperties")
        if word == "object" and isinstance(values, Mapping) and "type" in values:
            return Kind(word=word, of=self.kind(values), is_null_too=is_null_too)
        return Kind(
            word=schema.get("format", word) if word == "string" else word,
            is_null_too=is_null_too,
            choices=tuple(one for one in schema.get("enum", ()) if one is not None),
        )

    def _operation(self, path: str, method: str, told: Mapping[str, Any]) -> Operation:
        parameters = told.get("parameters", ())
        media = told.get("requestBody", {}).get("content", {})
        is_json = JSON in media
        answer = self._answer(told["responses"])
        page = self._page(answer)
        names = {one["name"] for one in parameters}
        return Operation(
            name=told["operationId"],
            method=method.upper(),
            path=path,
            summary=told["summary"],
            said=told.get("description", ""),
            in_path=tuple(self._parameters(parameters, "path")),
            in_query=tuple(
                one
                for one in self._parameters(parameters, "query")
                if page is None or one.name not in ("after", "limit")
            ),
            body=self.kind(media[JSON]["schema"]) if is_json else None,
            media_types=() if is_json else tuple(media),
            has_key="Idempotency-Key" in names,
            has_version="If-Match" in names,
            answer=answer,
            pages_of=page,
        )

    def _parameters(self, parameters: Any, where: str) -> Iterator[Field]:
        for one in parameters:
            if one["in"] == where:
                yield Field(
                    name=one["name"],
                    kind=self.kind(one["schema"]),
                    is_required=one.get("required", False),
                    said=one.get("description", ""),
                )

    def _answer(self, responses: Mapping[str, Any]) -> Kind | None:
        good = [response for status, response in responses.items() if status.startswith("2")]
        content: Mapping[str, Any] = good[0].get("content", {})
        if not content:
            return None
        if JSON not in content:
            return Kind(word="bytes")
        return self.kind(content[JSON]["schema"])

    def _page(self, answer: Kind | None) -> Kind | None:
        if answer is None or not answer.is_shape:
            return None
        item = _page_of(self._schemas[answer.word])
        return None if item is None else self.kind(item)


def _named_in(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            yield schema["$ref"].removeprefix(_REF)
        for inner in schema.values():
            yield from _named_in(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _named_in(inner)


def _page_of(schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
    properties: Mapping[str, Any] = schema.get("properties", {})
    if set(properties) != {"items", "next"}:
        return None
    found: Mapping[str, Any] = properties["items"]["items"]
    return found


def is_bytes(kind: Kind | None) -> bool:
    """Whether a file is answered."""
    return kind is not None and kind.word == "bytes"


def words_of(camel: str) -> list[str]:
    """The words of a name in camelCase."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", camel)]
