"""Every code with which REST says no: what it means and what to do about it, in each language."""

from __future__ import annotations

from typing import Final

import msgspec

from api import i18n
from api.problems import BUG, FRAMEWORK_CODES, TITLES, status_of_kind, title_of
from wms.errors import N_, REFUSALS, Kind, Refusal

#: codes that only people on the floor and at the desk are told
_NOT_FOR_SHOPS: Final = (
    "access.", "carry.", "load.", "pack.", "pick.", "put_away.", "receive.", "scan.", "shop.code",
)  # fmt: skip
#: what to do about a refusal of a kind that says nothing of its own
REMEDIES: Final = {
    Kind.NOT_FOUND: N_(
        "Look whether the id or the name is right and of your own shop: what is another shop's is "
        "not found either."
    ),
    Kind.CONFLICT: N_("Read it again: things have moved on. Then decide anew."),
    Kind.INVALID: N_(
        "Change the values that errors points at, then send the request again; the same "
        "Idempotency-Key is still good."
    ),
    Kind.FORBIDDEN: N_("Ask the warehouse's office, or use a key that may do it."),
    Kind.UNAUTHORIZED: N_("Use a key that is good; the warehouse's office issues one."),
    Kind.BUSY: N_("Send the same request again after as many seconds as Retry-After says."),
}
_LOOK: Final = N_("Compare the request with the description of the operation.")
_TELL: Final = N_(
    "Send the same request again with the same Idempotency-Key; when it goes on, tell us the "
    "request_id."
)


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


def codes() -> list[Code]:
    """Every code that a shop's program can meet, in alphabetical order."""
    refusals = {
        code: kind
        for code, kind in REFUSALS.items()
        if not code.startswith(_NOT_FOR_SHOPS)
        and kind.__module__.startswith(("wms.", "api.", "workers."))
    }
    told = [_of_a_refusal(kind) for kind in refusals.values()]
    for status, code in FRAMEWORK_CODES.items():
        if code not in refusals:
            told.append(_code(code, status, TITLES[status], TITLES[status], _LOOK))
    told.append(_code("internal", 500, TITLES[500], BUG, _TELL, retryable=True))
    return sorted(told, key=lambda one: one.code)


def _of_a_refusal(kind: type[Refusal]) -> Code:
    return _code(
        kind.code,
        status_of_kind(kind),
        title_of(kind),
        kind.sentence,
        kind.remedy or REMEDIES[kind.kind],
        retryable=kind.retryable,
    )


def _code(
    code: str, status: int, title: str, meaning: str, remedy: str, *, retryable: bool = False
) -> Code:
    return Code(
        code=code,
        status=status,
        retryable=retryable,
        title=_spoken(title),
        meaning=_spoken(meaning),
        remedy=_spoken(remedy),
    )


def _spoken(sentence: str) -> dict[str, str]:
    return {language: i18n.translations(language).gettext(sentence) for language in i18n.LANGUAGES}
