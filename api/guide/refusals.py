"""A page for each code that a shop's program can meet (pure)."""

from __future__ import annotations

from typing import Final

from api import i18n
from api.refusals import Code

ERRORS: Final = "errors"
ENGLISH: Final = i18n.SOURCE_LANGUAGE


def page_of(told: Code) -> str:
    """The page of one code."""
    again = "Yes." if told.retryable else "No: change something first."
    others = [
        f"**{i18n.LANGUAGE_NAMES[language]}.** {told.title[language]}. "
        f"{told.meaning[language]} {told.remedy[language]}"
        for language in i18n.LANGUAGES
        if language != ENGLISH
    ]
    return "\n\n".join(
        [
            f"# {told.code}",
            f"**{told.title[ENGLISH]}.** {told.meaning[ENGLISH]}",
            f"## What to do\n\n{told.remedy[ENGLISH]}",
            "| | |\n|---|---|\n"
            f"| Status | {told.status} |\n"
            f"| May the same request succeed later? | {again} |",
            "## In other languages",
            *others,
            "All refusals look alike: [errors](../errors.md).",
        ]
    )


def list_of(known: list[Code]) -> str:
    """The list of all codes, to stand below the prose about them."""
    rows = [
        f"| [`{one.code}`]({ERRORS}/{one.code}.md) | {one.status} | {one.title[ENGLISH]} "
        f"| {one.meaning[ENGLISH]} |"
        for one in known
    ]
    return "\n".join(
        ["## Every code", "", "| Code | Status | Title | Says |", "|---|---|---|---|", *rows]
    )
