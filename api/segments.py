"""A slash that belongs to a name: ``/v1/products/TEA%2F100`` is about the product ``TEA/100``.

ASGI servers decode a path before it is routed (ASGI specification, HTTP connection scope), and a
name with a slash falls apart. What was written as ``%2F`` stays one segment here (RFC 3986, 2.2):
it travels as a control character, which no name of ours can have, until the path is taken apart.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote

#: stands for a slash of a name while the path is routed
_SLASH: Final = "\x1f"
_WRITTEN: Final = b"%2f"


def routable(path: str, raw_path: bytes | None) -> str:
    """The path as it is routed; ``raw_path``: as it was sent."""
    if not raw_path or _WRITTEN not in raw_path.lower():
        return path
    segments = raw_path.partition(b"?")[0].decode("latin-1").split("/")
    return "/".join(unquote(segment).replace("/", _SLASH) for segment in segments)


def written(path: str) -> str:
    """A path that was routed, as it was sent."""
    return path.replace(_SLASH, "%2F")


def named(path_params: dict[str, Any]) -> dict[str, Any]:
    """The parts of a path that was routed, with their slashes."""
    return {
        name: value.replace(_SLASH, "/") if isinstance(value, str) else value
        for name, value in path_params.items()
    }
