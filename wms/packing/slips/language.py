"""What a shop may write into the texts of its slips: names of facts, and "if". No code.

    Thank you, {{ recipient.first_name }}!{% if order.is_gift %} No price is in it.{% endif %}

A text is read once into its parts and filled with plain words; nothing in it is ever run. There are
no loops, calls, sums or attributes, so that the longest text takes a known time and room
(docs/decisions/0041-slips-are-filled-in-not-programmed.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

import msgspec

from wms.errors import N_, Kind, Refusal

#: longest text, characters: what still fits under the lines of a slip
TEXT_MAX_CHARS: Final = 1000
#: names and conditions of one text
PLACES_MAX: Final = 60
#: "if" within "if"
DEPTH_MAX: Final = 3
#: of one filled-in fact, characters
FACT_MAX_CHARS: Final = 200
_TOLD_MAX_CHARS: Final = 40

#: what a text can name → what stands there (sentences of the desk's form). Nothing personal beyond
#: what the slip shows anyway: no street, phone or e-mail of the recipient
NAMES: Final[dict[str, str]] = {
    "order.number": N_("our number of the order"),
    "order.external_id": N_("your own number of the order"),
    "order.date": N_("the day of the order, written out"),
    "order.lines": N_("how many products are in the parcel"),
    "order.pieces": N_("how many pieces are in the parcel"),
    "order.is_gift": N_("for “if”: somebody wrote a note for it"),
    "order.is_upgraded": N_("for “if”: it goes faster at our cost, and the consumer is told"),
    "recipient.first_name": N_("the recipient's first name"),
    "recipient.name": N_("the recipient's whole name"),
    "recipient.city": N_("the recipient's town"),
    "recipient.country": N_("the recipient's country"),
    "shop.name": N_("your shop's name"),
    "shop.company": N_("the sender's company"),
    "shop.address": N_("the sender's street, postcode and town"),
    "shop.email": N_("your shop's e-mail"),
    "shop.phone": N_("the sender's phone"),
}
#: of these the address of the returns page may be made
URL_NAMES: Final = frozenset({"order.number", "order.external_id"})

_TAG: Final = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
_STRAY: Final = re.compile(r"\{\{|\}\}|\{%|%\}")
_IF: Final = re.compile(r"if\s+(not\s+)?(\S+)")


class TextTooLong(Refusal):
    """More than fits on a slip, or than anybody reads."""

    kind = Kind.INVALID
    code = "slip_text.too_long"
    title = N_("Text too long")
    sentence = N_("The text has {chars} characters. At most {maximum} fit.")
    remedy = N_("Shorten the text; a slip is one sheet.")


class TooManyPlaces(Refusal):
    """A text that is nearly all names."""

    kind = Kind.INVALID
    code = "slip_text.too_many_names"
    title = N_("Too many names and conditions")
    sentence = N_("The text has more than {maximum} names and conditions. Use fewer.")
    remedy = N_("Say some of it in plain words instead of names and conditions.")


class NameUnknown(Refusal):
    """A fact that a slip does not have."""

    kind = Kind.INVALID
    code = "slip_text.unknown_name"
    title = N_("Unknown name")
    sentence = N_("There is no “{name}” here. Write {nearest} instead, or take it out.")
    remedy = N_("Write the name that detail proposes; the docs list all.")


class TagUnknown(Refusal):
    """Something between the marks that is neither a condition nor its end."""

    kind = Kind.INVALID
    code = "slip_text.unknown_tag"
    title = N_("Unknown tag")
    sentence = N_("“{tag}” cannot be used here. Conditions are: if, if not, else and endif.")
    remedy = N_("Use if, if not, else and endif only.")


class TagUnclosed(Refusal):
    """A mark without its other half."""

    kind = Kind.INVALID
    code = "slip_text.unclosed"
    title = N_("A half is missing")
    sentence = N_("“{tag}” has no other half. Complete it, or take it out.")
    remedy = N_("Write the missing half: each if has its endif.")


class TooDeep(Refusal):
    """Conditions within conditions."""

    kind = Kind.INVALID
    code = "slip_text.too_deep"
    title = N_("Conditions too deep")
    sentence = N_("Conditions lie more than {maximum} deep within each other. Make it simpler.")
    remedy = N_("Put conditions one after the other instead of within each other.")


class Named(msgspec.Struct, frozen=True):
    """The place of a fact."""

    name: str


class Condition(msgspec.Struct, frozen=True):
    """What stands there when a fact is there (or, negated, when it is not), and otherwise."""

    name: str
    is_negated: bool
    then: tuple[str | Named | Condition, ...]
    otherwise: tuple[str | Named | Condition, ...]


Part = str | Named | Condition
Parts = tuple[Part, ...]


def read_text(text: str, names: frozenset[str] = frozenset(NAMES)) -> Parts:
    """The parts of a text.

    Raises:
        TextTooLong, TooManyPlaces, NameUnknown, TagUnknown, TagUnclosed, TooDeep.
    """
    if len(text) > TEXT_MAX_CHARS:
        raise TextTooLong(chars=len(text), maximum=TEXT_MAX_CHARS)
    return _Reader(text, names).whole()


def fill(parts: Parts, facts: Mapping[str, str]) -> str:
    """The text with its facts; one that is missing is empty."""
    made: list[str] = []
    for part in parts:
        match part:
            case str():
                made.append(part)
            case Named(name):
                made.append(facts.get(name, "")[:FACT_MAX_CHARS])
            case Condition(name, is_negated, then, otherwise):
                is_there = bool(facts.get(name, "")) is not is_negated
                made.append(fill(then if is_there else otherwise, facts))
    return "".join(made)


class _Reader:
    """Reads a text from its beginning to its end, once."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self._names = names
        self._tokens: list[tuple[str, str]] = []
        at = 0
        for found in _TAG.finditer(text):
            self._words(text[at : found.start()])
            name, tag = found[1], found[2]
            self._tokens.append(("name", name) if name is not None else ("tag", tag))
            at = found.end()
        self._words(text[at:])
        if sum(kind != "words" for kind, _said in self._tokens) > PLACES_MAX:
            raise TooManyPlaces(maximum=PLACES_MAX)
        self._at = 0

    def _words(self, text: str) -> None:
        if stray := _STRAY.search(text):
            raise TagUnclosed(tag=stray[0])
        if text:
            self._tokens.append(("words", text))

    def whole(self) -> Parts:
        parts, ended_by = self._block(0)
        if ended_by:
            raise TagUnclosed(tag=ended_by)
        return parts

    def _block(self, depth: int) -> tuple[Parts, str]:
        """Parts up to the end of the text, or to the tag that ends the block."""
        if depth > DEPTH_MAX:
            raise TooDeep(maximum=DEPTH_MAX)
        parts: list[Part] = []
        while self._at < len(self._tokens):
            kind, said = self._tokens[self._at]
            self._at += 1
            if kind == "words":
                parts.append(said)
            elif kind == "name":
                parts.append(Named(self._known(said)))
            elif (tag := " ".join(said.split())) in ("else", "endif"):
                return tuple(parts), tag
            else:
                parts.append(self._condition(tag, depth))
        return tuple(parts), ""

    def _condition(self, tag: str, depth: int) -> Condition:
        found = _IF.fullmatch(tag)
        if found is None:
            raise TagUnknown(tag=tag[:_TOLD_MAX_CHARS])
        name = self._known(found[2])
        then, ended_by = self._block(depth + 1)
        otherwise: Parts = ()
        if ended_by == "else":
            otherwise, ended_by = self._block(depth + 1)
        if ended_by != "endif":
            raise TagUnclosed(tag=ended_by or tag[:_TOLD_MAX_CHARS])
        return Condition(name, bool(found[1]), then, otherwise)

    def _known(self, said: str) -> str:
        name = said.strip()
        if name not in self._names:
            known = sorted(self._names)
            nearest = get_close_matches(name[:_TOLD_MAX_CHARS], known, n=1, cutoff=0.5)
            raise NameUnknown(
                name=name[:_TOLD_MAX_CHARS], nearest=nearest[0] if nearest else ", ".join(known)
            )
        return name
