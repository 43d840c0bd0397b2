"""Which refusals a shop's program can meet, found from the code.

From each operation of REST, and from what every request passes, one follows what a function names:
other functions of ours, classes, tables of them, and the SQL functions that a statement calls. What
is named on the way and is a refusal can be said: a little more than happens, hardly less.
Where the sandbox's robot does what people do, what they would be told is `sandbox.robot_stopped`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any, Final, get_args

from sqlalchemy import TextClause

from api import auth, doorman, errors, problems, transaction
from api.app import Doors
from api.rest import body, idempotency, paging, query, versions
from api.rest.body import body_type
from api.rest.openapi import rest_handlers
from wms import violations
from wms.errors import REFUSALS, Refusal

_OURS: Final = ("wms", "api")
_SQL: Final = Path(violations.__file__).parent
_FUNCTION: Final = re.compile(r"CREATE OR REPLACE FUNCTION (\w+)\(")
_CALLED: Final = re.compile(r"\b(\w+)\(")
_QUOTED: Final = re.compile(r"'([a-z_]+\.[a-z_]+)'")
#: what every request passes
_DOOR: Final = (
    auth.guard_rest, doorman.Shown, doorman.Doorman.key, errors, problems, transaction, body,
    idempotency, paging, query, versions, violations.refusal_from,
)  # fmt: skip
#: where the robot does what people do
_ROBOT: Final = tuple(
    f"wms.sandbox.{name}"
    for name in (
        "robot",
        "orders",
        "deliveries",
        "returns",
        "picking",
        "packing",
        "leaving",
        "clock",
    )
)
#: what was checked when the house wrote it down, and is only read here
_WRITTEN_RIGHT: Final = ("wms.calendar.",)
#: what every write passes, without that it is named: triggers
_TRIGGERS: Final = "wms/sql/rules.sql"


def said_by_rest(doors: Doors) -> dict[str, type[Refusal]]:
    """Every refusal that an operation of REST can raise, by code."""
    walk = _Walk()
    for thing in _DOOR:
        walk.whole(thing) if isinstance(thing, ModuleType) else walk.into(thing)
    for _, _, handler in rest_handlers(doors):
        walk.into(handler.fn)
        if "data" in handler.parsed_fn_signature.parameters:
            walk.into(body_type(handler))
    walk.codes |= set(violations.CONSTRAINTS.values())
    walk.codes |= set(_QUOTED.findall((_SQL.parent / _TRIGGERS).read_text()))
    return {code: REFUSALS[code] for code in walk.codes if code in REFUSALS}


class _Walk:
    """What was met so far."""

    def __init__(self) -> None:
        self.codes: set[str] = set()
        # who finds a refusal by its code says none by that
        self._met: set[int] = {id(REFUSALS)}
        self._kept: list[Any] = []
        self._sql = _functions()
        self._names = re.compile(rf"\b({'|'.join(self._sql)})\(")

    def whole(self, module: ModuleType) -> None:
        """All that a module has."""
        for thing in vars(module).values():
            if getattr(thing, "__module__", None) == module.__name__:
                self.into(thing)

    def into(self, thing: Any) -> None:
        """What a thing is or names."""
        if id(thing) in self._met:
            return
        self._met.add(id(thing))
        self._kept.append(thing)  # so that no other thing gets its id
        if isinstance(thing, str):
            self._statement(thing)
        elif isinstance(thing, TextClause):
            self._statement(thing.text)
        elif isinstance(thing, (MethodType, FunctionType)):
            self._function(getattr(thing, "__func__", thing))
        elif isinstance(thing, partial):
            self.into(thing.func)
        elif isinstance(thing, type):
            self._class(thing)
        elif isinstance(thing, Mapping):
            for one in thing.values():
                self.into(one)
        elif isinstance(thing, (list, tuple, set, frozenset)):
            for one in thing:
                self.into(one)
        elif hasattr(thing, "__wrapped__"):
            self.into(thing.__wrapped__)
        elif get_args(thing):
            self.into(get_args(thing))
        elif type(thing).__module__.startswith(_OURS):
            self.into(type(thing))

    def _class(self, kind: type) -> None:
        if not kind.__module__.startswith(_OURS):
            return
        if issubclass(kind, Refusal) and not kind.__module__.startswith(_WRITTEN_RIGHT):
            self.codes.add(kind.code)
        for one in vars(kind).values():
            if isinstance(one, (FunctionType, classmethod, staticmethod, property)):
                self.into(getattr(one, "fget", None) or getattr(one, "__func__", one))

    def _function(self, function: FunctionType) -> None:
        if not function.__module__.startswith(_OURS):
            return
        self.into(getattr(function, "__wrapped__", None))
        for cell in function.__closure__ or ():
            self.into(cell.cell_contents)
        for code in _nested(function.__code__):
            for constant in code.co_consts:
                self.into(constant if isinstance(constant, (str, tuple)) else None)
            named = [function.__globals__[n] for n in code.co_names if n in function.__globals__]
            for thing in named:
                if function.__module__ in _ROBOT and not _is_of_the_sandbox(thing):
                    continue
                if not isinstance(thing, ModuleType):
                    self.into(thing)
                elif thing.__name__.startswith(_OURS):
                    for name in code.co_names:
                        self.into(getattr(thing, name, None))

    def _statement(self, sql: str) -> None:
        for name in self._names.findall(sql):
            self.into(self._sql[name])
            self.codes |= set(_QUOTED.findall(self._sql[name]))


def _is_of_the_sandbox(thing: Any) -> bool:
    if isinstance(thing, (tuple, Mapping)):
        return True
    return str(getattr(thing, "__module__", "")).startswith("wms.sandbox.")


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _nested(constant)


def _functions() -> dict[str, str]:
    """Every SQL function of ours with its text."""
    found: dict[str, str] = {}
    for path in _SQL.rglob("*.sql"):
        parts = _FUNCTION.split(path.read_text())
        found |= dict(zip(parts[1::2], parts[2::2], strict=True))
    return found
