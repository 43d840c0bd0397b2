"""A page for each code that a shop's program can meet (pure)."""

from __future__ import annotations

from typing import Final

from api.problems import STATUS
from wms.errors import REFUSALS, Refusal

ERRORS: Final = "errors"
#: codes that only people on the floor and at the desk are told
_NOT_FOR_SHOPS: Final = (
    "access.", "carry.", "load.", "pack.", "pick.", "put_away.", "receive.", "scan.", "shop.code",
)  # fmt: skip


def refusals() -> dict[str, type[Refusal]]:
    """Every refusal of REST by its code."""
    return {
        code: refusal
        for code, refusal in sorted(REFUSALS.items())
        if not code.startswith(_NOT_FOR_SHOPS)
    }


def page_of(code: str, refusal: type[Refusal]) -> str:
    """The page of one code."""
    again = (
        "Yes: send the same request again later."
        if refusal.retryable
        else "No: change something first."
    )
    return "\n\n".join(
        [
            f"# {code}",
            refusal.sentence,
            "| | |\n|---|---|\n"
            f"| Status | {_status(refusal)} |\n"
            f"| May the same request succeed later? | {again} |",
            "All refusals look alike: [errors](../errors.md).",
        ]
    )


def list_of(known: dict[str, type[Refusal]]) -> str:
    """The list of all codes, to stand below the prose about them."""
    rows = [
        f"| [`{code}`]({ERRORS}/{code}.md) | {_status(refusal)} | {refusal.sentence} |"
        for code, refusal in known.items()
    ]
    return "\n".join(["## Every code", "", "| Code | Status | Means |", "|---|---|---|", *rows])


def _status(refusal: type[Refusal]) -> int:
    return int(getattr(refusal, "http_status", STATUS[refusal.kind]))
