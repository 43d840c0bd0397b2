"""What shops may rely on: the schema of each event, and that what was told once stays readable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from tests.lived import faults_of
from wms.events.kinds import KINDS
from wms.events.promised import FOLDER, breaks, samples_of, schema_file, versions_of, written

#: places for a person; none of them is in what a shop is told
OF_A_PERSON = {"name", "first_name", "last_name", "company", "email", "phone", "street", "city",
               "postcode", "country", "address", "recipient", "gift_note", "words", "title_sealed",
               "sender", "buyer", "consumer"}  # fmt: skip
BEFORE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "sku": {"type": "string", "title": "Your SKU"},
        "of": {"$ref": "#/$defs/Of"},
        "lot": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "lines": {"type": "array", "items": {"type": "integer", "minimum": 0}},
    },
    "required": ["sku", "of"],
    "$defs": {"Of": {"type": "string", "enum": ["us", "shop"]}},
}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_what_an_event_says_is_what_its_kept_schema_says(name: str) -> None:
    """Renew the files by `python -m wms.events.promised`; it refuses what breaks the promise."""
    kind = KINDS[name]
    kept = schema_file(name, kind.version)
    assert kept is not None
    assert breaks(msgspec.json.decode(kept), written(kind)) == []
    assert msgspec.json.decode(kept) == msgspec.json.decode(msgspec.json.encode(written(kind)))
    jsonschema_rs.meta.validate(msgspec.json.decode(kept))
    assert versions_of(name) == list(range(1, kind.version + 1))


@pytest.mark.parametrize(
    ("name", "version"),
    [(name, version) for name in sorted(KINDS) for version in versions_of(name)],
)
def test_what_was_told_once_is_right_by_the_schema_of_today(name: str, version: int) -> None:
    samples = samples_of(name, version)
    assert samples, f"nobody has lived through {name}, version {version}"
    assert [faults_of(name, version, one) for one in samples] == [[]] * len(samples)


def test_no_kept_file_is_of_an_event_that_is_gone() -> None:
    names = {file.name.rsplit(".", 3)[0] for file in FOLDER.iterdir()}
    assert names == set(KINDS)


def _changed(**changes: Any) -> dict[str, Any]:
    return BEFORE | changes | {"properties": BEFORE["properties"] | changes.get("properties", {})}


@pytest.mark.parametrize(
    "now",
    [
        _changed(properties={"new": {"type": "boolean"}}),
        _changed(properties={"sku": {"type": "string", "title": "The SKU", "description": "New"}}),
        _changed(**{"$defs": {"Of": {"type": "string", "enum": ["us", "shop", "carrier"]}}}),
    ],
    ids=["a field comes", "words about it", "a word comes"],
)
def test_an_addition_breaks_nothing(now: dict[str, Any]) -> None:
    assert breaks(BEFORE, now) == []


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (BEFORE | {"required": ["sku"]}, "/of: it was always there"),
        (_changed(properties={"sku": {"type": "integer"}}), "/sku: type was 'string'"),
        (_changed(properties={"sku": {"type": "string", "pattern": "^X"}}), "/sku: pattern was"),
        (_changed(properties={"lot": {"type": "string"}}), "/lot: it can be something else"),
        (_changed(properties={"lines": {"type": "array", "items": {"type": "integer"}}}),
         "/lines/items: minimum was 0"),
        (_changed(**{"$defs": {"Of": {"type": "string", "enum": ["us"]}}}),
         "the word shop is gone"),
        (_changed(**{"$defs": {"Of": {"type": "string"}}}), "/of: it was a list of words"),
        (BEFORE | {"properties": {"sku": {"type": "string"}}, "required": ["sku"]},
         "/of: it is gone"),
        (_changed(properties={"new": {"type": "integer"}}, required=["sku", "of", "new"]),
         "/new: it is new"),
        (_changed(required=["sku", "of", "lot"]), "/lot: it could be left out"),
    ],
)  # fmt: skip
def test_what_a_program_could_not_bear_needs_a_new_version(now: dict[str, Any], told: str) -> None:
    assert any(told in one for one in breaks(BEFORE, now)), breaks(BEFORE, now)


def _parts(schema: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        yield at, schema
        for key, value in schema.items():
            yield from _parts(value, f"{at}/{key}")
    elif isinstance(schema, list):
        for value in schema:
            yield from _parts(value, at)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_event_has_a_place_for_a_consumers_person(name: str) -> None:
    """Every text says what it is, so nobody can add "some words" without being asked whose."""
    for at, part in _parts(msgspec.json.schema(KINDS[name])):
        if part.get("type") == "string":
            assert part.keys() & {"enum", "format", "description"}, f"{name}{at} is just some text"
        assert not OF_A_PERSON & part.get("properties", {}).keys(), f"{name}{at}"
    for at, part in _parts(written(KINDS[name])):
        for field, inner in part.get("properties", {}).items():
            assert inner.get("description"), f"{name}{at}/{field} does not say what it is"
