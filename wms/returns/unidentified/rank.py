"""Of which shipment may a parcel be that came back? Ranked, with the reasons (pure).

Points are added up; a reason is a key that the desk's page has words for. What the sender wrote
says more than the goods, which many orders have; a thing that was not in the order counts against
it: people send back what they had.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Final

import msgspec

from wms.texts import plain

POINTS: Final = {
    "phone": 45, "email": 45, "name": 30, "goods": 30, "postcode": 12, "point": 15,
    "weight": 12, "incident": 20, "recent": 8,
}  # fmt: skip
#: a thing that was not in the order
FOREIGN_POINTS: Final = -25
#: what a parcel may weigh more or less and still be the one that was sent
WEIGHT_TOLERANCE_G: Final = 60
WEIGHT_TOLERANCE: Final = 0.06
#: words of a name that are as alike as this are one word that was misread
ALIKE: Final = 0.8
PHONE_DIGITS: Final = 9
#: so few digits at the end of it say something, and how much of the whole
PHONE_TAIL_DIGITS: Final = 3
PHONE_TAIL_SHARE: Final = 0.5
#: shipments that are older do not come back by themselves, days
RECENT_DAYS: Final = 120
#: fewer points say nothing
LEAST_POINTS: Final = 15


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """What is written on the parcel; empty: cannot be read."""

    name: str = ""
    street: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""


class Clues(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the parcel. ``goods``: for each code in it, the products it may be."""

    arrived_at: datetime
    sender: Sender = Sender()
    weight_g: int | None = None
    goods: Sequence[frozenset[str]] = ()


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A shipment that may be it: who it went to, what was in it, what became of it."""

    key: str
    sent_at: datetime
    recipient: Sender
    point: str = ""
    weight_g: int | None = None
    products: frozenset[str] = frozenset()
    #: it did not reach its recipient, as its courier says
    is_astray: bool = False


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A shipment and why it may be the one: keys of `POINTS`, and ``foreign``."""

    sent: Sent
    points: int
    reasons: tuple[str, ...]


def rank(clues: Clues, sent: Iterable[Sent], *, limit: int) -> list[Match]:
    """The likeliest shipments first; those of which nothing speaks are left out."""
    found = [match for one in sent if (match := _match(clues, one)).points >= LEAST_POINTS]
    found.sort(key=lambda match: (-match.points, -match.sent.sent_at.timestamp(), match.sent.key))
    return found[:limit]


def _match(clues: Clues, sent: Sent) -> Match:
    share = {name: part for name, part in _shares(clues, sent).items() if part > 0}
    points = sum(round(POINTS[name] * part) for name, part in share.items())
    reasons = sorted(share, key=lambda name: -POINTS[name] * share[name])
    foreign = sum(not (may_be & sent.products) for may_be in clues.goods)
    if foreign:
        points += FOREIGN_POINTS * foreign
        reasons.append("foreign")
    return Match(sent=sent, points=points, reasons=tuple(reasons))


def _shares(clues: Clues, sent: Sent) -> dict[str, float]:
    """How far each clue speaks for it, from 0 to 1."""
    wrote, to = clues.sender, sent.recipient
    age_days = (clues.arrived_at - sent.sent_at).total_seconds() / 86_400
    goods = [bool(may_be & sent.products) for may_be in clues.goods]
    return {
        "phone": _same_phone(wrote.phone, to.phone),
        "email": float(bool(wrote.email) and plain(wrote.email) == plain(to.email)),
        "name": _alike(wrote.name, to.name),
        "postcode": float(bool(wrote.postcode) and _bare(wrote.postcode) == _bare(to.postcode)),
        "point": float(bool(sent.point) and _bare(wrote.street) == _bare(sent.point)),
        "goods": sum(goods) / len(goods) if goods else 0.0,
        "weight": _weighs(clues.weight_g, sent.weight_g),
        "incident": float(sent.is_astray),
        "recent": max(0.0, 1 - age_days / RECENT_DAYS) if age_days >= 0 else 0.0,
    }


def _weighs(found_g: int | None, sent_g: int | None) -> float:
    if not found_g or not sent_g:
        return 0.0
    return float(abs(found_g - sent_g) <= max(WEIGHT_TOLERANCE_G, round(sent_g * WEIGHT_TOLERANCE)))


def _alike(wrote: str, to: str) -> float:
    """Which part of the words that can be read stands in the recipient's name, misread or not."""
    words, known = _words(wrote), _words(to)
    if not words or not known:
        return 0.0
    best = [max(SequenceMatcher(None, word, one).ratio() for one in known) for word in words]
    return sum(one for one in best if one >= ALIKE) / len(words)


def _words(text: str) -> list[str]:
    return re.findall(r"\w{2,}", plain(text))


def _bare(text: str) -> str:
    return re.sub(r"\W", "", plain(text))


def _same_phone(wrote: str, to: str) -> float:
    """Whole, or as far as its last digits can be read: couriers print no more of it."""
    read, known = (re.sub(r"\D", "", one)[-PHONE_DIGITS:] for one in (wrote, to))
    if len(read) < PHONE_TAIL_DIGITS or not known.endswith(read):
        return 0.0
    return 1.0 if len(read) == PHONE_DIGITS else PHONE_TAIL_SHARE
