"""The rules that the API's description keeps, so that what is generated from it is good to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import jsonschema_rs
import msgspec
import pytest

from api.app import Doors
from api.rest.body import body_type
from api.rest.openapi import describe, rest_handlers
from api.rest.tags import TAGS
from api.rest.tidied import answered

Told = dict[str, Any]
SUMMARY_MAX_CHARS = 60
#: names of values that are ids and no UUIDs: others gave them
FOREIGN_IDS = re.compile(r"(\w+_)?external_id|pickup_point_id|point_id|request_id")
#: a level, and no moment
NO_MOMENT = "low_at"
#: whose money is in the currency of what they stand in
WITHIN_A_CURRENCY = {"RubricProductRule", "WayBack"}
#: words of our house, of Python and of its docstrings; a shop reads none of them
OURS = re.compile(r"\b(wms|api)\.[a-z_]+\.|``|\bNone\b|\bTrue\b|\bFalse\b|\b\w+\.md\b|\bTODO\b")


@pytest.fixture(scope="module")
def described(doors: Doors) -> Told:
    return describe(doors)


def operations(described: Told) -> Iterator[Told]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield operation | {"path": path, "method": method}


def shapes(described: Told) -> Told:
    return dict(described["components"]["schemas"])


def values(described: Told) -> Iterator[tuple[str, str, Told]]:
    """(where, name, schema) of every value of every shape and every parameter."""
    for shape, schema in shapes(described).items():
        for name, value in schema.get("properties", {}).items():
            yield f"{shape}.{name}", name, value
    for operation in operations(described):
        for one in operation.get("parameters", ()):
            yield f"{operation['operationId']}?{one['name']}", one["name"], one["schema"] | one


def within(value: Any, where: str) -> Iterator[tuple[str, Told]]:
    """Every object in a description, in whatever depth, but not in its examples."""
    if isinstance(value, dict):
        yield where, value
        for key, inner in value.items():
            if key not in ("example", "examples", "default", "enum"):
                yield from within(inner, f"{where}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from within(inner, f"{where}/{index}")


def kinds(schema: Told) -> list[Told]:
    """What a value can be, null aside."""
    several = schema.get("oneOf") or schema.get("anyOf") or [schema]
    return [one for one in several if one.get("type") != "null"]


def test_shapes_are_called_by_what_they_are_and_not_by_where_our_code_keeps_them(
    described: Told,
) -> None:
    assert [name for name in shapes(described) if not re.fullmatch(r"([A-Z][a-z]+)+", name)] == []


def test_shapes_and_values_say_what_they_mean(described: Told) -> None:
    silent = [name for name, schema in shapes(described).items() if not schema.get("description")]
    silent += [where for where, _, schema in values(described) if not schema.get("description")]
    assert silent == []


def test_nothing_is_said_in_words_of_our_house(described: Told) -> None:
    said = [
        (where, one[word])
        for where, one in within(described, "")
        for word in ("description", "summary")
        if isinstance(one.get(word), str) and OURS.search(one[word])
    ]
    assert said == []


def test_operations_are_a_verb_and_say_in_a_line_what_they_do(described: Told) -> None:
    for operation in operations(described):
        name = operation["operationId"]
        assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", name), name
        assert len(operation["summary"]) <= SUMMARY_MAX_CHARS, name
        assert operation["summary"][0].isupper(), name
        assert not operation["summary"].endswith("."), name
        assert operation["description"].endswith((".", "`.", ".)")), name


def test_operations_stand_in_one_chapter_that_is_described(described: Told) -> None:
    chapters = [tag["name"] for tag in described["tags"]]
    assert chapters == [tag.name for tag in TAGS]
    assert {tuple(one["tags"]) for one in operations(described)} == {(one,) for one in chapters}


def test_addresses_are_of_small_letters(described: Told) -> None:
    for operation in operations(described):
        assert re.fullmatch(r"/v1(/([a-z-]+(\.[a-z]+)?|\{[a-z_]+\}))+", operation["path"]), (
            operation["path"]
        )


def test_names_of_values_are_of_small_letters(described: Told) -> None:
    headers = {"If-Match", "Idempotency-Key"}
    names = {name for _, name, _ in values(described)} - headers
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []


def test_no_shape_is_without_a_name(described: Told) -> None:
    named = {f"/components/schemas/{name}" for name in shapes(described)}
    assert [
        where
        for where, one in within(described, "")
        if one.get("type") == "object" and "properties" in one and where not in named
    ] == []


@pytest.mark.parametrize(
    ("ending", "format_"), [("_at", "date-time"), ("_on", "date"), ("_id", "uuid")]
)
def test_names_tell_what_is_written_there(described: Told, ending: str, format_: str) -> None:
    of_another = [
        where
        for where, name, schema in values(described)
        if (name.endswith(ending) or name == ending[1:] == "id")
        and not FOREIGN_IDS.fullmatch(name)
        and name != NO_MOMENT
        and any(one.get("format") != format_ for one in kinds(schema))
    ]
    assert of_another == []


def test_money_is_whole_and_says_its_currency(described: Told) -> None:
    for where, name, schema in values(described):
        if name.endswith("_minor"):
            assert {one["type"] for one in kinds(schema)} == {"integer"}, where
    for name, schema in shapes(described).items():
        of_money = [value for value in schema.get("properties", {}) if value.endswith("_minor")]
        if of_money and name not in WITHIN_A_CURRENCY:
            assert any("currency" in value for value in schema["properties"]), name


def test_what_may_be_missing_is_written_as_openapi_3_1_does(described: Told) -> None:
    for where, one in within(described, ""):
        assert "nullable" not in one, where
        if "oneOf" in one and {"type": "null"} in one["oneOf"]:
            assert len(one["oneOf"]) > 1, where
        if "enum" in one and None in one["enum"]:
            assert "null" in one["type"], where


def test_lists_are_read_on_in_one_way(described: Told) -> None:
    for operation in operations(described):
        answers = operation["responses"].get("200", {}).get("content", {})
        answered = str(answers.get("application/json", {}).get("schema", {}).get("$ref", ""))
        if answered.endswith("Page"):
            names = {one["name"] for one in operation["parameters"]}
            assert names >= {"limit", "after"}, operation["operationId"]


def test_every_no_is_a_problem(described: Told) -> None:
    for operation in operations(described):
        for status, answer in operation["responses"].items():
            if not status.startswith("2"):
                assert list(answer["content"]) == ["application/problem+json"], operation["path"]


def test_examples_are_what_their_shape_says(described: Told) -> None:
    wrong: list[str] = []
    for where, one in within(described["paths"], ""):
        if "example" in one and "schema" in one and one["example"] is not None:
            whole = one["schema"] | {"components": described["components"]}
            if one["schema"].get("type") == "string" and "/json" not in where:
                continue  # a file
            faults = jsonschema_rs.validator_for(whole).iter_errors(one["example"])
            wrong += [f"{where}: {fault.message}"[:300] for fault in faults]
    assert wrong == [], "\n".join(wrong)


def sent(described: Told) -> set[str]:
    """The shapes that shops send, within others too."""
    bodies = {"paths": {"/": {"post": {"responses": [
        operation["requestBody"] for operation in operations(described)
        if "requestBody" in operation
    ]}}}, "components": described["components"]}  # fmt: skip
    return answered(bodies)


def test_unknown_fields_are_refused_in_what_is_sent_and_never_promised_not_to_be_answered(
    described: Told,
) -> None:
    closed = {name for name, one in shapes(described).items() if "properties" in one
              and one.get("additionalProperties") is False}  # fmt: skip
    objects = {name for name in sent(described) if "properties" in shapes(described)[name]}
    assert closed == objects - answered(described)
    assert len(closed) > len(objects) / 2


def test_what_reads_a_body_refuses_the_fields_that_it_does_not_know(doors: Doors) -> None:
    open_ones = []
    for path, _, handler in rest_handlers(doors):
        if "data" in handler.parsed_fn_signature.parameters:
            wanted = body_type(handler)
            open_ones += [
                (path, str(kind))
                for kind in structs_in(wanted)
                if not kind.__struct_config__.forbid_unknown_fields
            ]
    assert open_ones == []


def structs_in(kind: Any, seen: set[Any] | None = None) -> set[Any]:
    """Every shape within a type."""
    seen = set() if seen is None else seen
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in seen:
        seen.add(kind)
        for hint in get_type_hints(kind, include_extras=True).values():
            structs_in(hint, seen)
    for inner in get_args(kind):
        structs_in(inner, seen)
    return seen
