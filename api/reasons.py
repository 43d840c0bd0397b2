"""Why an order does not move, in the language of whoever reads."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from api import i18n
from wms.shipping.told.reasons import Reason, words_of


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A reason as people and programs read it."""

    #: stable; a program matches on it
    code: str
    #: who must act: us, shop, consumer, carrier, or nobody
    owner: str
    sentence: str
    #: what ends it, as a sentence
    unblocks: str | None
    since: datetime | None
    #: until when it should have happened
    by: datetime | None
    #: JSON pointer into what was asked
    pointer: str | None
    details: dict[str, Any]


def tell(reason: Reason, language: str | None = None) -> Told:
    """A reason with its sentences in ``language``; in that of the page by default."""
    language = language or i18n.current_language()
    words = words_of(reason)
    facts = {name: _shown(value, language) for name, value in reason.facts.items()}
    if reason.reason is not None:
        facts["reason"] = i18n.translate(language, reason.reason, **reason.reason_facts)
    unblocks = i18n.translate(language, reason.unblocks or words.unblocks, **facts)
    return Told(
        code=reason.code,
        owner=reason.owner,
        sentence=i18n.translate(language, words.sentence, **facts),
        unblocks=unblocks or None,
        since=reason.since,
        by=reason.by,
        pointer=reason.pointer,
        details=reason.facts,
    )


def _shown(value: Any, language: str) -> Any:
    return i18n.format_date(value, language) if isinstance(value, date) else value
