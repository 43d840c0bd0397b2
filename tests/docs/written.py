"""Lists on pages for shops that the code knows: ``python -m tests.docs.refusals`` writes them.

A list stands below its heading, up to the next one of the same height.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from api.app import build
from api.auth import scopes_of
from api.rest.dated.listed import versions
from api.rest.openapi import rest_handlers
from wms.access.keys import SCOPES

PAGES: Final = Path(__file__).parents[2] / "docs" / "shops"


def changelog() -> str:
    """Every version and what it changed, the newest first."""
    told = []
    for one in versions().items:
        told += [f"### {one.version}", ""]
        changes = [
            f"- {change.said} ({', '.join(f'`{name}`' for name in change.operations)})"
            for change in one.changes
        ]
        told += [*(changes or ["The first version."]), ""]
    return "\n".join(told)


def scopes() -> str:
    """Which operations each scope opens."""
    opens: dict[str, list[str]] = {scope: [] for scope in SCOPES}
    for _, _, handler in rest_handlers(build()):
        needed = scopes_of(handler)
        for scope in needed:
            others = [f"`{other}`" for other in needed if other != scope]
            besides = f" (with {', '.join(others)})" if others else ""
            opens[scope].append(f"`{handler.operation_id}`{besides}")
    rows = [
        f"| `{scope}` | {', '.join(sorted(names))} |" for scope, names in opens.items() if names
    ]
    return "\n".join(["| Scope | Opens |", "|---|---|", *rows])


#: page → heading → what stands below it
LISTS: Final[dict[str, dict[str, Callable[[], str]]]] = {
    "versions.md": {"What changed": changelog},
    "keys.md": {"What each scope opens": scopes},
}


def page(name: str) -> str:
    """A page as it should be."""
    text = (PAGES / name).read_text()
    for heading, told in LISTS[name].items():
        below = re.compile(rf"^## {heading}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
        assert below.search(text), f"{name} has no heading {heading}"
        filled = f"## {heading}\n\n{told().strip()}\n\n"
        text = below.sub(lambda _, filled=filled: filled, text)
    return text.rstrip() + "\n"


def write() -> None:
    """Write all of them."""
    for name in LISTS:
        (PAGES / name).write_text(page(name))
