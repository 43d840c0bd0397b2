"""The rules that the API's description keeps, so that what is generated from it is good to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.app import Doors
from api.rest.openapi import describe

Described = dict[str, Any]


@pytest.fixture(scope="module")
def described(doors: Doors) -> Described:
    return describe(doors)


def operations(described: Described) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def shapes(described: Described) -> dict[str, dict[str, Any]]:
    return dict(described["components"]["schemas"])


def test_shapes_are_called_by_what_they_are_and_not_by_where_our_code_keeps_them(
    described: Described,
) -> None:
    assert [name for name in shapes(described) if not re.fullmatch(r"([A-Z][a-z]+)+", name)] == []
