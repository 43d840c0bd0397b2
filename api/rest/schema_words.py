"""What each shape and each of its values means, in the words that stand where it is declared.

A shape is described by the docstring of its class. A value of it by the first there is of:

- the ``#:`` comment above it, in the class or in one that it comes from;
- the description of its type (``Annotated[str, Meta(description=…)]``);
- `WORDS` (api/rest/field_words.py): what a name means wherever it stands.

Comments are no part of a running program, so they are read from its source.
"""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from importlib import import_module
from typing import Any, Final, get_origin

import msgspec
from litestar.openapi.spec import Reference, Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition
from msgspec import Struct

from api.rest.field_words import WORDS
from api.rest.schema_names import schema_name

_COMMENT: Final = "#:"
_JSON_WORDS: Final = {"None": "null", "True": "true", "False": "false"}
_SPACE: Final = re.compile(r"[ \t]*\n[ \t]*(?!\n)")


class ShapeSchemas(OpenAPISchemaPlugin):
    """Gives the schemas that Litestar makes of Structs their names and descriptions."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """Whether it is a Struct, of whichever type."""
        return not field_definition.is_union and field_definition.is_subclass_of(Struct)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:
        """Litestar's schema, with our name as its title; `api.rest.openapi` calls it so."""
        [made_by, *_] = (
            one
            for one in schema_creator.plugins
            if one is not self and schema_creator.plugin_supports_field(one, field_definition)
        )
        schema: Schema = made_by.to_openapi_schema(field_definition, schema_creator)
        schema.title = schema_name(field_definition.annotation)
        kind = get_origin(field_definition.annotation) or field_definition.annotation
        schema.description = said_of(kind)
        if kind.__struct_config__.forbid_unknown_fields:
            schema.additional_properties = False
        for name, value in (schema.properties or {}).items():
            of_its_type = None if isinstance(value, Reference) else value.description
            value.description = said_of_field(kind, name, of_its_type)
        return schema


def said_of(kind: type) -> str:
    """The docstring of a class, a line a paragraph."""
    return flowing(inspect.cleandoc(kind.__doc__ or ""))


def flowing(text: str) -> str:
    """A text without the ends of lines that only the width of our code made, in words of JSON."""
    told = _SPACE.sub(" ", text).strip().replace("``", "`")
    for ours, of_json in _JSON_WORDS.items():
        told = re.sub(rf"\b{ours}\b", of_json, told)
    return told


def said_of_field(kind: type, name: str, of_its_type: str | None = None) -> str | None:
    """What a value of a Struct means; None: nobody said."""
    return field_words(kind).get(name) or of_its_type or WORDS.get(name)


@cache
def field_words(kind: type) -> dict[str, str]:
    """What the ``#:`` comments say of the values of a Struct, those of its parents included."""
    words: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        if issubclass(one, Struct) and one is not Struct:
            words |= _comments(one.__module__).get(one.__qualname__, {})
    outside = {field.name: field.encode_name for field in msgspec.structs.fields(kind)}
    return {outside[name]: said for name, said in words.items() if name in outside}


@cache
def _comments(module: str) -> dict[str, dict[str, str]]:
    """The ``#:`` comments of a module's classes: name of the class → of the value → text."""
    source = inspect.getsource(import_module(module))
    lines = source.splitlines()
    return {
        node.name: {
            field.target.id: said
            for field in node.body
            if isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and (said := _above(lines, field.lineno - 1))
        }
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
    }


def _above(lines: list[str], index: int) -> str:
    """The comment that ends above a line."""
    told: list[str] = []
    while index and lines[index - 1].strip().startswith(_COMMENT):
        index -= 1
        told.insert(0, lines[index].strip().removeprefix(_COMMENT).strip())
    return flowing(" ".join(told))
