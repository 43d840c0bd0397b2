"""Which pages of prose there are, in the order in which they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

#: the clone's folder, else where an installation carries the pages along (pyproject, Dockerfile)
_HERE: Final = Path(__file__).parent
_ROOT: Final = _HERE.parents[1]
_CARRIED: Final = _HERE / "pages"

#: the page that opens at ``/docs``
FRONT: Final = "README"

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "Start": ("quickstart", "sandbox", "certificate", "python", "typescript", "local-development"),
    "How it works": (
        "keys", "idempotency", "lists-and-edits", "expand", "errors", "versions", "request-log",
    ),
    "Events": ("events", "webhooks"),
    "Your goods": ("products", "deliveries", "stock"),
    "Your orders": ("orders", "parcels", "consumers"),
    "When something comes back": ("returns", "cases", "messages", "privacy"),
    "Shop platforms": ("platforms", "woocommerce", "base", "shopify"),
    "Your people": ("portal",),
}  # fmt: skip

#: pages that lie elsewhere in the clone
_ELSEWHERE: Final = {
    "python": _ROOT / "clients" / "python" / "README.md",
    "typescript": _ROOT / "clients" / "typescript" / "README.md",
}


#: what a page is called in the list of contents, where its heading is a sentence
_SHORT: Final = {FRONT: "Overview", "python": "Python client", "typescript": "TypeScript client"}


class Prose(msgspec.Struct, frozen=True, kw_only=True):
    """One page as people wrote it."""

    name: str
    group: str
    markdown: str

    @property
    def title(self) -> str:
        """What others call it: its first heading, unless that is long."""
        if self.name in _SHORT:
            return _SHORT[self.name]
        return self.markdown.partition("\n")[0].removeprefix("# ").strip()


def folder() -> Path:
    """Where the pages lie."""
    return _CARRIED if _CARRIED.is_dir() else _ROOT / "docs" / "shops"


def source(name: str) -> Path:
    """The file of a page."""
    clone = _ELSEWHERE.get(name)
    return clone if clone is not None and clone.is_file() else folder() / f"{name}.md"


def prose() -> dict[str, Prose]:
    """Every page by its name, in order; the front page first."""
    names = [("Start", FRONT), *((group, name) for group, each in GROUPS.items() for name in each)]
    return {
        name: Prose(name=name, group=group, markdown=source(name).read_text())
        for group, name in names
        if source(name).is_file()
    }
