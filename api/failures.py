"""Failures of labels and papers, said in the language of whoever looks."""

from __future__ import annotations

from api import i18n
from wms.failures import FAILURES, Failure


def say_failure(failure: Failure, language: str | None = None) -> str:
    """Its sentence, in the language of the page by default.

    Others' own words (``failure.words``) are not in it: a page quotes them beside it.
    """
    language = language or i18n.current_language()
    return i18n.translate(language, FAILURES[failure.code], **failure.facts)
