"""GS1 element strings, human-readable element strings and GS1 Digital Links, read by `biip`.

What this adds to biip is the wedge: keyboards drop the separator (FNC1, sent as ASCII 29) or
turn it into something else. Rules: GS1 General Specifications, chapters 3 (application identifiers)
and 7.8 (separators), figure 7.11-1 (the 82 characters a lot or serial may have).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice

from biip import ParseConfig, ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message

SEPARATOR = "\x1d"
AI_SSCC, AI_ITEM, AI_CONTENT = "00", "01", "02"
AI_LOT, AI_SERIAL = "10", "21"
AI_COUNTS = ("37", "30")  # trade items contained; variable count
AI_EXPIRIES = ("17", "7003", "15")  # use-by, use-by with the hour, best before: the strictest first

# ISO/IEC 15424 symbology identifiers, as many scanners put before the data when told to.
EAN_WITH_ADD_ON = "]E3"
EAN_SYMBOLOGIES = frozenset({"]E0", "]E3", "]E4"})
MESSAGE_SYMBOLOGIES = frozenset({"]C1", "]d2", "]Q3", "]e0", "]e1", "]e2", "]J1"})
GS1_SYMBOLOGIES = EAN_SYMBOLOGIES | MESSAGE_SYMBOLOGIES | {"]I1"}

REFUSED = (ParseError, ValueError)  # how biip says no; ValueError from urlsplit and int inside it

_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Fa-f]")
# What keyboards make of a separator: its name, or a character that is not among GS1's 82 and so can
# be part of no lot and no serial.
_MANGLED = re.compile(
    r"(?i:<GS>|<FNC1>|<F8>|<0x1d>|\\x1d|\\u001d|_x001d_|&#29;|[{\[](?:GS|FNC1|F8)[}\]])"
    r"|\^\]|[ ~^|#@$`{}\[\]\\èñ¿\u241d]"
)
# biip fills any number up to 14 digits; a blog's /2026/01/17 must not become an item.
_LINK = re.compile(r"(?i:https?)://[^/]+/(?:.*/)?(?:01/(?:\d{8}|\d{12,14})|00/\d{18})(?:[/?]|$)")
# Digital Link 1.1 had words where later ones have numbers.
_AI_OF_WORD = {"gtin": AI_ITEM, "sscc": AI_SSCC, "lot": AI_LOT, "ser": AI_SERIAL}
_WORDS_IN_LINK = re.compile(r"(?<=[^:/])/(gtin|sscc|lot|ser)/(?=[^/]*(?:[/?]|$))")
_SHORTEST_MESSAGE_CHARS = 16  # 01 and a GTIN-14; anything shorter names no item
_CONFIG = ParseConfig(gs1_element_strings_verify_date=False)  # 000000 for "no date" is common

_CSET82 = r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]"
_DATE = r"\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
# The fields that stand on goods and cartons: what a tail without separators may be made of.
_FIELD = {
    "10": re.compile(rf"10{_CSET82}{{1,20}}"),
    "21": re.compile(rf"21{_CSET82}{{1,20}}"),
    "30": re.compile(r"30\d{1,8}"),
    "37": re.compile(r"37\d{1,8}"),
    **{ai: re.compile(ai + _DATE) for ai in ("11", "12", "13", "15", "16", "17")},
    "01": re.compile(r"01\d{14}"),
    "02": re.compile(r"02\d{14}"),
    "310": re.compile(r"310[0-5]\d{6}"),
}
_ENOUGH_READINGS = 2  # two are as undecided as twenty


@dataclass(frozen=True)
class Elements:
    """What a GS1 code said about an item or a logistic unit; at least one of the two is known."""

    sscc: str | None
    gtin14: str | None
    lot: str | None
    expires_on: date | None
    serial: str | None
    count: int | None
    unsplit: str | None


def without_symbology(text: str) -> tuple[str, str]:
    """Split off an AIM symbology identifier: `("]C1", rest)`, or `("", text)` without one."""
    found = _SYMBOLOGY.match(text)
    return (found.group(), text[found.end() :]) if found else ("", text)


def read(body: str, *, keeps_separators: bool) -> Elements | None:
    """Read a GS1 code naming a GTIN or an SSCC with a right check digit; None for all else."""
    body = _WORDS_IN_LINK.sub(lambda word: f"/{_AI_OF_WORD[word[1]]}/", body)
    try:
        link = body.strip(SEPARATOR)
        if _LINK.match(link):
            return _collect(list(GS1DigitalLinkURI.parse(link, config=_CONFIG).element_strings))
        if len(body) < _SHORTEST_MESSAGE_CHARS:
            return None
        if body.startswith("("):
            return _collect(list(GS1Message.parse_hri(body, config=_CONFIG).element_strings))
        return _message(_MANGLED.sub(SEPARATOR, body), keeps_separators=keeps_separators)
    except REFUSED:
        return None


def _message(message: str, *, keeps_separators: bool) -> Elements | None:
    if not message.isascii():
        return None
    if keeps_separators or SEPARATOR in message:
        bare = message.strip(SEPARATOR)
        return _collect(list(GS1Message.parse(bare, config=_CONFIG).element_strings))
    return _without_separators(message)


def _without_separators(message: str) -> Elements | None:
    """Fields of fixed length read themselves; the first of free length may swallow others."""
    head: list[GS1ElementString] = []
    rest = message
    while rest and not GS1ApplicationIdentifier.extract(rest).separator_required:
        head.append(GS1ElementString.extract(rest, config=_CONFIG))
        rest = rest[len(head[-1]) :]
    if not rest:
        return _collect(head)
    readings = _readings(rest, frozenset(element.ai.ai for element in head))
    if len(readings) > 1:
        return _collect(head, unsplit=rest)
    fields = (
        [GS1ElementString.parse(field, config=_CONFIG) for field in readings[0]] if readings else []
    )
    return _collect(head + fields) if fields else None


def _readings(tail: str, taken: frozenset[str]) -> list[tuple[str, ...]]:
    """The ways (at most two) to cut `tail` into fields, none repeating one of `taken`.

    The first field may be any that GS1 knows, the following ones those of `_FIELD`.
    """
    first = GS1ApplicationIdentifier.extract(tail)
    taken |= {first.ai}
    if first.ai in AI_COUNTS:
        taken |= set(AI_COUNTS)  # one of them at most
    if AI_CONTENT in taken:
        taken |= {AI_SERIAL}  # a serial is of the item itself (GS1 General Specifications, 4.14)

    @cache  # by position: without it a hostile scan costs exponential time
    def cuts(start: int) -> tuple[tuple[str, ...], ...]:
        if start == len(tail):
            return ((),)
        return tuple(islice(_cuts_from(start), _ENOUGH_READINGS))

    def _cuts_from(start: int) -> Iterator[tuple[str, ...]]:
        for ai, field in _FIELD.items():
            if ai in taken or not tail.startswith(ai, start):
                continue
            for end in range(start + len(ai) + 1, len(tail) + 1):
                if field.fullmatch(tail, start, end):
                    yield from ((tail[start:end], *rest) for rest in cuts(end))

    pattern = re.compile(first.pattern)
    whole = (
        (tail[:end], *rest)
        for end in range(len(tail), len(first), -1)
        if pattern.fullmatch(tail[:end])
        for rest in cuts(end)
    )
    return list(islice(whole, _ENOUGH_READINGS))


def _collect(elements: list[GS1ElementString], unsplit: str | None = None) -> Elements | None:
    """Gather what we keep; None when no GTIN or SSCC is there or a check digit is wrong."""
    if any(element.gtin_error or element.sscc_error for element in elements):
        return None
    found = {element.ai.ai: element for element in reversed(elements)}

    def text(*ais: str) -> str | None:
        return next((found[ai].value for ai in ais if ai in found), None)

    sscc, gtin14, count = text(AI_SSCC), text(AI_ITEM, AI_CONTENT), text(*AI_COUNTS)
    if not sscc and not gtin14:
        return None
    return Elements(
        sscc=sscc,
        gtin14=gtin14,
        lot=text(AI_LOT),
        expires_on=next((found[ai].date for ai in AI_EXPIRIES if ai in found), None),
        serial=text(AI_SERIAL),
        count=int(count) if count else None,
        unsplit=unsplit,
    )
