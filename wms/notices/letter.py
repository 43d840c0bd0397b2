"""A message of an order: its text, its parcels with their links, where to collect them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Final

import msgspec

from wms.errors import Refusal
from wms.notices.facts import ParcelTold
from wms.notices.frame import (
    Look,
    Written,
    box,
    button,
    html_letter,
    paragraph,
    plain_letter,
    words_of,
)
from wms.notices.names import NAMES
from wms.packing.slips.language import Parts, fill, read_text

#: kinds that tell of parcels to be followed, and those of them that tell where to collect one
WITH_PARCELS: Final = frozenset({"packed", "shipped", "pickup"})
_WITH_POINT: Final = frozenset({"pickup"})
#: the smileys of five, the worst first
SMILEYS: Final = ("😞", "😕", "😐", "😊", "😀")


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """Whole addresses of pages; empty: there is none."""

    order: str = ""
    survey: str = ""
    unsubscribe: str = ""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into one."""

    kind: str
    language: str
    subject: str
    body: str
    facts: Mapping[str, str]
    parcels: Sequence[ParcelTold] = ()
    scale: str = "five"


def write(message: Message, look: Look, links: Links) -> Written:
    """Fill in a text and put the rest around it."""
    facts = dict(message.facts)
    shown = [one for one in message.parcels if one.number or one.point]
    if message.kind not in WITH_PARCELS:
        shown = []
    if message.kind in _WITH_POINT and shown:
        facts["point.name"] = shown[0].point_name or shown[0].point
        facts["point.address"] = ", ".join(p for p in (shown[0].street, shown[0].town) if p)
    title = " ".join(fill(parts_of(message.subject), facts).split())
    body = fill(parts_of(message.body), facts).strip()
    return Written(
        title=title,
        plain=_plain(message, body, shown, look, links),
        html=_html(message, title, body, shown, look, links),
    )


@lru_cache(maxsize=512)
def parts_of(written: str) -> Parts:
    """The parts of a text; one that a later release would not take says nothing."""
    try:
        return read_text(written, frozenset(NAMES))
    except Refusal:
        return ()


def _hello(message: Message) -> str:
    words, facts = words_of(message.language), message.facts
    name = facts.get("recipient.name", "")
    if not name:
        return words["hello_all"]
    return words["hello"].format(name=name, first=facts.get("recipient.first_name") or name)


def _where(parcel: ParcelTold) -> list[str]:
    """Lines that say where a parcel waits."""
    name = parcel.point_name
    if parcel.point not in name:
        name = f"{parcel.point} · {name}" if name else parcel.point
    return [line for line in (name, parcel.street, parcel.town) if line]


def _plain(
    message: Message, body: str, parcels: Sequence[ParcelTold], look: Look, links: Links
) -> str:
    words, blocks = words_of(message.language), [_hello(message), body]
    for one in parcels:
        lines = [
            words["parcel"].format(number=f"{one.courier or words['house']} {one.number}".strip())
        ]
        if message.kind in _WITH_POINT:
            lines += [words["pickup_here"] + ":", *_where(one)]
        blocks.append("\n".join([*lines, *([one.url] if one.url else [])]))
    if links.survey:
        blocks.append(links.survey)
    if links.order:
        blocks.append(f"{words['order_page']}:\n{links.order}")
    blocks.append(f"{words['greetings']}\n{look.signature}")
    foot = [words["why"].format(shop=look.shop_name), look.imprint]
    if links.unsubscribe:
        foot.append(f"{words['no_more']}: {links.unsubscribe}")
    return plain_letter(blocks, foot)


def _html(
    message: Message,
    title: str,
    body: str,
    parcels: Sequence[ParcelTold],
    look: Look,
    links: Links,
) -> str:
    words = words_of(message.language)
    number = message.facts.get("order.external_id", "")
    middle = [
        paragraph(_hello(message)),
        *(paragraph(one) for one in body.split("\n\n") if one.strip()),
        *(_parcel(message, one, look) for one in parcels),
        _scale(message, links) if links.survey else "",
        button(links.order, words["order_page"], look, is_first=not parcels),
        paragraph(f"{words['greetings']}\n{look.signature}", top=24),
    ]
    lines = [words["order"].format(number=number)] if number else []
    lines += [words["why"].format(shop=look.shop_name), look.imprint]
    foot = [escape(line) for line in lines if line]
    if links.unsubscribe:
        said = escape(words["no_more"])
        foot.append(f'<a href="{escape(links.unsubscribe)}" style="color:#5b666c">{said}</a>')
    return html_letter(language=message.language, title=title, middle=middle, foot=foot, look=look)


def _parcel(message: Message, one: ParcelTold, look: Look) -> str:
    words = words_of(message.language)
    number = escape(words["parcel"].format(number=one.number)) if one.number else ""
    lines = [f"<b>{escape(one.courier or words['house'])}</b>", number]
    if message.kind in _WITH_POINT:
        where = "<br>".join(escape(line) for line in _where(one))
        lines.append(f"{escape(words['pickup_here'])}:<br><b>{where}</b>")
    inside = "<br>".join(line for line in lines if line)
    track = button(one.url, words["track"], look, is_first=True)
    return box(f'<p style="margin:0 0 12px">{inside}</p>{track}')


def _scale(message: Message, links: Links) -> str:
    """One tap for each answer; the page asks to confirm it, as mail scanners open links."""
    words = words_of(message.language)
    if message.scale == "five":
        taps = [(str(n + 1), one, 30) for n, one in enumerate(SMILEYS)]
    else:
        taps = [(str(n), str(n), 17) for n in range(11)]
    made = "".join(
        f'<a href="{escape(links.survey)}?score={score}" class="quiet" style="display:inline-block;'
        "min-width:40px;box-sizing:border-box;padding:8px 4px;margin:0 6px 8px 0;text-align:center;"
        f"border:2px solid #8b969c;border-radius:8px;font-size:{size}px;line-height:1.2;"
        f'text-decoration:none;color:#1d2529;font-weight:600">{said}</a>'
        for score, said, size in taps
    )
    ends = f"{taps[0][1]} {escape(words['worst'])} – {taps[-1][1]} {escape(words['best'])}"
    return (
        f'<div style="margin:0 0 16px">{made}<div class="soft" style="font-size:14px;'
        f'color:#5b666c">{ends}</div></div>'
    )
