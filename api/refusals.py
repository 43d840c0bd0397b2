"""Every code with which REST says no: what it means and what to do about it, in each language.

A refusal that a shop's program can meet has a ``title`` and a ``remedy`` of its own; which ones
these are is found from the code (tests/docs/said_by_rest.py). What the framework refuses before any
code of ours sees it, and what is our fault, stand here.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import msgspec

from api import i18n
from api.problems import BUG, REFUSED, TITLES, status_of_kind
from wms.errors import N_, REFUSALS, Refusal


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A code, with its words by language (en, pl, uk)."""

    code: str
    status: int
    #: whether the same request may succeed later without a change
    retryable: bool
    #: in a few words
    title: dict[str, str]
    #: what a person reads, with facts in braces
    meaning: dict[str, str]
    #: what to do
    remedy: dict[str, str]


class _Words(NamedTuple):
    status: int
    title: str
    meaning: str
    remedy: str
    retryable: bool = False


#: codes that are no refusal of ours (`api.problems.FRAMEWORK_CODES`)
_BESIDE: Final[dict[str, _Words]] = {
    "request.unreadable": _Words(
        400,
        TITLES[400],
        N_("The request cannot be read: its body or a value is malformed."),
        N_("Compare the request with the description of the operation."),
    ),
    "request.refused": _Words(
        400,
        REFUSED,
        N_("The request was refused before anybody looked at it."),
        N_("Send it as any HTTP library does, to an address that the description names."),
    ),
    "forbidden": _Words(
        403,
        TITLES[403],
        N_("This key may not do this."),
        N_("Ask the warehouse's office, or use a key that may do it."),
    ),
    "method_not_allowed": _Words(
        405,
        TITLES[405],
        N_("This address knows other methods than this one."),
        N_("Take the method that the description of the operation names; Allow lists all."),
    ),
    "not_acceptable": _Words(
        406,
        TITLES[406],
        N_("The answer is JSON, and the request accepts none."),
        N_("Leave the Accept header out, or accept application/json."),
    ),
    "body.too_large": _Words(
        413,
        TITLES[413],
        N_("The body is larger than this address takes."),
        N_("Send less at once: a batch in parts, a file split or saved smaller."),
    ),
    "internal": _Words(
        500,
        TITLES[500],
        BUG,
        N_(
            "Send the same request again with the same Idempotency-Key; when it goes on, tell us "
            "the request_id."
        ),
        retryable=True,
    ),
}


@cache
def codes() -> dict[str, Code]:
    """Every code that a shop's program can meet, in alphabetical order."""
    told = _BESIDE | {code: _words(kind) for code, kind in REFUSALS.items() if kind.title}
    return {code: _code(code, told[code]) for code in sorted(told)}


def _words(kind: type[Refusal]) -> _Words:
    meaning = kind.meaning or kind.sentence
    return _Words(status_of_kind(kind), kind.title, meaning, kind.remedy, kind.retryable)


def _code(code: str, words: _Words) -> Code:
    return Code(
        code=code,
        status=words.status,
        retryable=words.retryable,
        title=_spoken(words.title),
        meaning=_spoken(words.meaning),
        remedy=_spoken(words.remedy),
    )


def _spoken(sentence: str) -> dict[str, str]:
    return {language: i18n.translations(language).gettext(sentence) for language in i18n.LANGUAGES}
