"""Why something that machines did for somebody did not come about: a code and facts.

A Refusal answers whoever asked; a failure comes later, when nobody waits any more, and lies in a
row until a person looks. So it is kept as data, never as a sentence: the doors say it in the
language of whoever reads. What others said in their own words (a courier, the operating system) is
kept beside it and only ever quoted.
"""

from __future__ import annotations

from typing import Any

import msgspec

from wms.errors import filled

#: the English sentence of every failure there is, by its stable dotted code
FAILURES: dict[str, str] = {}


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """One of them, as a row keeps it (JSON)."""

    code: str
    facts: dict[str, str | int] = {}
    #: another's own words, quoted as they came; nobody translates them
    words: str | None = None

    @property
    def title(self) -> str:
        """What went wrong, in English, for programs and logs; no words of others."""
        return filled(FAILURES[self.code], self.facts)

    def as_json(self) -> str:
        """The row's value."""
        return msgspec.json.encode(self).decode()


def declare(code: str, sentence: str) -> str:
    """Make a failure known, with its English sentence marked by ``N_``; returns its code."""
    assert code not in FAILURES, f"{code} is declared twice"
    FAILURES[code] = sentence
    return code


def failure_in(kept: dict[str, Any] | None) -> Failure | None:
    """A failure as it was kept in a row; None when nothing failed."""
    return None if kept is None else msgspec.convert(kept, Failure)
