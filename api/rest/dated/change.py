"""What a dated change of the API is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

#: changes plain JSON in place
Rewrite = Callable[[Any], None]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Something that an older program would stumble over, and how it does not."""

    #: from which version on it is so
    version: str
    #: for the changelog: what is different, and what to change in a program
    said: str
    #: by operation: makes a request of the version before one of this version
    up: Mapping[str, Rewrite] = {}
    #: by operation: makes an answer of this version one of the version before
    down: Mapping[str, Rewrite] = {}
    #: makes the OpenAPI description of this version that of the version before, its examples of
    #: requests included; those of answers are lowered by ``down``
    described: Rewrite

    @property
    def operations(self) -> list[str]:
        """Which operations are concerned."""
        return sorted({*self.up, *self.down})


def rename(value: Any, old: str, new: str) -> None:
    """Call a member of an object otherwise, at its place; of a list, in each of its objects."""
    if isinstance(value, list):
        for one in value:
            rename(one, old, new)
    elif isinstance(value, dict) and old in value:
        renamed = {new if name == old else name: inner for name, inner in value.items()}
        value.clear()
        value.update(renamed)


def rename_described(described: dict[str, Any], shape: str, old: str, new: str) -> None:
    """Call a value of a shape otherwise in the description."""
    schema = described["components"]["schemas"][shape]
    rename(schema["properties"], old, new)
    schema["required"] = sorted(new if one == old else one for one in schema.get("required", ()))


def example_of(described: dict[str, Any], path: str, method: str) -> Any:
    """The example of an operation's request."""
    [content] = described["paths"][path][method]["requestBody"]["content"].values()
    return content["example"]
