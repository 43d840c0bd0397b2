"""The schema, and what a query costs: Shopify's rate limits are in points, not in requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    parse,
    validate,
)
from graphql.utilities import value_from_ast_untyped

from tests.platforms.shopify.views import snake

#: of a change
MUTATION_COST: Final = 10
#: quantities in one call
INPUT_MAX: Final = 250


@cache
def schema() -> GraphQLSchema:
    """Ours, with arguments that reach Python in its own spelling."""
    made = build_schema((Path(__file__).parent / "schema.graphql").read_text())
    for kind in made.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            for name, of_input in kind.fields.items():
                of_input.out_name = snake(name)
        elif isinstance(kind, GraphQLObjectType):
            for of_object in kind.fields.values():
                for name, argument in of_object.args.items():
                    argument.out_name = snake(name)
    return made


@cache
def checked(query: str) -> tuple[DocumentNode, list[GraphQLError]]:
    """A document, and what is wrong with it. Raises GraphQLError when it cannot be read at all."""
    document = parse(query)
    return document, validate(schema(), document)


def root_fields(document: DocumentNode) -> Iterable[FieldNode]:
    """What a document asks for."""
    for definition in document.definitions:
        for one in definition.selection_set.selections:  # type: ignore[attr-defined]
            assert isinstance(one, FieldNode), "no fragments at the root"
            yield one


def cost(fields: Iterable[FieldNode], variables: Mapping[str, Any]) -> int:
    """Objects cost a point, lists two and their length times what is in them, changes ten."""
    mutation = schema().mutation_type
    assert mutation is not None
    total = 0
    for one in fields:
        inner = one.selection_set.selections if one.selection_set else ()
        below = cost((child for child in inner if isinstance(child, FieldNode)), variables)
        said = {arg.name.value: value_from_ast_untyped(arg.value, dict(variables))
                for arg in one.arguments or ()}  # fmt: skip
        if one.name.value in mutation.fields:
            total += MUTATION_COST
        elif "first" in said or "last" in said:
            total += 2 + int(said.get("first") or said.get("last") or 0) * (1 + below)
        elif inner:
            # "nodes" and "pageInfo" are counted with their list
            total += below if one.name.value in ("nodes", "pageInfo") else 1 + below
    return total


def objects(data: Any) -> int:
    """How many came back."""
    if isinstance(data, dict):
        return 1 + sum(objects(one) for one in data.values())
    return sum(objects(one) for one in data) if isinstance(data, list) else 0


def too_long(value: Any) -> int:
    """The length of a list that is too long, in what was sent."""
    if isinstance(value, list):
        inner = [too_long(one) for one in value]
        return len(value) if len(value) > INPUT_MAX else max(inner, default=0)
    if isinstance(value, dict):
        return max((too_long(one) for one in value.values()), default=0)
    return 0


def key_of(one: FieldNode, variables: Mapping[str, Any]) -> str | None:
    """The key of ``@idempotent``, when there is one."""
    for directive in one.directives or ():
        if directive.name.value == "idempotent":
            [key] = directive.arguments or ()
            return str(value_from_ast_untyped(key.value, dict(variables)))
    return None
