"""The list of every refusal, made from the code: ``python -m tests.docs.refusals`` writes it."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from api.problems import STATUS
from tests.docs import written
from wms.errors import REFUSALS, Refusal

PATH = Path(__file__).parents[2] / "docs" / "refusals.md"
HEAD = """# What it refuses, and what to do then

Every way in which the warehouse says no. `code` is stable: programs may match on it. The sentence
is what a person reads (in English; screens speak Polish and Ukrainian too), with facts in braces.
Written by `python -m tests.docs.refusals`.

| Code | Status | Sentence |
|---|---|---|
"""


def table() -> str:
    """The page, as the code has it now."""
    for package in ("wms", "api", "workers"):
        for found in pkgutil.walk_packages(
            importlib.import_module(package).__path__, f"{package}."
        ):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)
    rows = [
        f"| `{code}` | {_status(kind)} | {kind.sentence.replace('|', '/')} |"
        for code, kind in sorted(REFUSALS.items())
        if kind.__module__.split(".")[0] in ("wms", "api", "workers")
    ]
    return HEAD + "\n".join(rows) + "\n"


def _status(kind: type[Refusal]) -> int:
    return int(getattr(kind, "http_status", STATUS[kind.kind]))


if __name__ == "__main__":
    PATH.write_text(table())
    written.write()
