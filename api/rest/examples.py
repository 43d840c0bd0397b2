"""An example of each operation, in the docs and run by the tests.

    @post("/orders", operation_id="placeOrder", summary="Place an order", tags=["Orders"],
          opt={"scope": "orders:write", "example": Example(request={…}, response={…})})

A value that must come from an earlier operation is written ``"$placeOrder/id"``: the answer of that
operation's example, then a JSON pointer. It can stand in ``path``, ``query`` or anywhere in
``request``. In the docs it shows as the value that the other example has there.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

REFERENCE: Final = "$"


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked and what is answered; None where there is no body."""

    request: Any = None
    response: Any = None
    #: the body when it is a file and no JSON, and its media type
    content: bytes | None = None
    sent_as: str = ""
    #: values of the path's parameters, by name
    path: dict[str, str] = {}
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    #: ids of operations whose examples must have run before, besides those referred to
    after: tuple[str, ...] = ()


def references(example: Example) -> set[str]:
    """Ids of the operations whose answers the example needs."""
    found = set(example.after)
    for value in (*_leaves(example.request), *_leaves(example.path), *_leaves(example.query)):
        if isinstance(value, str) and value.startswith(REFERENCE):
            found.add(value[1:].partition("/")[0])
    return found


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    if isinstance(value, list | tuple):
        return [leaf for inner in value for leaf in _leaves(inner)]
    return [value]


def filled(value: Any, answers: dict[str, Any]) -> Any:
    """``value`` with its references replaced by what the earlier operations answered.

    Raises:
        LookupError: an answer is not there.
    """
    if isinstance(value, dict):
        return {name: filled(inner, answers) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [filled(inner, answers) for inner in value]
    if isinstance(value, str) and value.startswith(REFERENCE):
        operation, _, pointer = value[1:].partition("/")
        found = answers[operation]
        for step in pointer.split("/"):
            found = found[int(step)] if isinstance(found, list) else found[step]
        return found
    return value
