"""How a message looks: plain text, and HTML without tables or pictures from elsewhere.

One column that fits a telephone, letters of 16 px and more, colours for light and dark. The shop's
sign lies in the mail itself (``cid:logo``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Final

import msgspec

from wms.errors import Refusal
from wms.mail.letter import LOGO_ID
from wms.notices.defaults import WORDS
from wms.notices.facts import ParcelTold
from wms.notices.names import NAMES
from wms.packing.slips.language import Parts, fill, read_text
from wms.packing.slips.template import BLACK, CONTRAST_MIN, contrast_on_white, darker

#: of shops that chose no colour
COLOUR_OF_THE_HOUSE: Final = "#0b5f56"
#: kinds that tell of parcels, and those of them that tell where to collect one
WITH_PARCELS: Final = frozenset({"packed", "shipped", "pickup", "delivered"})
_WITH_POINT: Final = frozenset({"pickup"})
#: the smileys of five, the worst first
SMILEYS: Final = ("😞", "😕", "😐", "😊", "😀")
_QUIET: Final = ' class="quiet"'

_STYLE: Final = """
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background:#14181b!important;color:#e8eaed!important}
.card{background:#1f2528!important}
.soft,.soft a{color:#a9b3b9!important}
.box{border-color:#3a4449!important}
.quiet{color:#e8eaed!important;border-color:#6b767c!important}
}"""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How the shop looks and signs."""

    shop_name: str
    imprint: str
    colour: str = COLOUR_OF_THE_HOUSE
    has_logo: bool = False
    signature: str = ""


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """Whole addresses of pages; empty: there is none."""

    order: str = ""
    survey: str = ""
    unsubscribe: str = ""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A message, ready to be queued."""

    title: str
    plain: str
    html: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into one."""

    kind: str
    language: str
    subject: str
    body: str
    facts: Mapping[str, str]
    parcels: Sequence[ParcelTold] = ()
    scale: str = "five"


def accent(colour: str) -> str:
    """A colour on which white letters can be read; the house's for black."""
    if colour == BLACK:
        return COLOUR_OF_THE_HOUSE
    return colour if contrast_on_white(colour) >= CONTRAST_MIN else darker(colour)


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


def _words(message: Message) -> dict[str, str]:
    return WORDS.get(message.language, WORDS["en"])


def _hello(message: Message) -> str:
    words, name = _words(message), message.facts.get("recipient.first_name", "")
    return words["hello"].format(name=name) if name else words["hello_all"]


def _where(parcel: ParcelTold) -> list[str]:
    """Lines that say where a parcel waits."""
    name = parcel.point_name
    if parcel.point not in name:
        name = f"{parcel.point} · {name}" if name else parcel.point
    return [line for line in (name, parcel.street, parcel.town) if line]


def _plain(
    message: Message, body: str, parcels: Sequence[ParcelTold], look: Look, links: Links
) -> str:
    words, blocks = _words(message), [_hello(message), body]
    for one in parcels:
        lines = [words["parcel"].format(number=f"{one.courier} {one.number}".strip())]
        if message.kind in _WITH_POINT:
            lines += [words["pickup_here"] + ":", *_where(one)]
        blocks.append("\n".join([*lines, *([one.url] if one.url else [])]))
    if links.survey:
        blocks.append(links.survey)
    if links.order:
        blocks.append(f"{words['order_page']}:\n{links.order}")
    blocks.append(f"{words['greetings']}\n{look.signature or look.shop_name}")
    foot = [words["why"].format(shop=look.shop_name), look.imprint]
    if links.unsubscribe:
        foot.append(f"{words['no_more']}: {links.unsubscribe}")
    blocks.append("-- \n" + "\n".join(line for line in foot if line))
    return "\n\n".join(blocks) + "\n"


def _html(
    message: Message,
    title: str,
    body: str,
    parcels: Sequence[ParcelTold],
    look: Look,
    links: Links,
) -> str:
    words = _words(message)
    number = message.facts.get("order.external_id", "")
    middle = [
        f'<h1 style="font-size:22px;line-height:1.3;margin:0 0 16px">{escape(title)}</h1>',
        _paragraph(_hello(message)),
        *(_paragraph(one) for one in body.split("\n\n") if one.strip()),
        *(_parcel(message, one, look) for one in parcels),
        _scale(message, links) if links.survey else "",
        _button(links.order, words["order_page"], look, is_first=not parcels)
        if links.order
        else "",
        _paragraph(f"{words['greetings']}\n{look.signature or look.shop_name}", top=24),
    ]
    foot = [words["order"].format(number=number)] if number else []
    foot += [words["why"].format(shop=look.shop_name), look.imprint]
    foot_html = "<br>".join(escape(line) for line in foot if line)
    if links.unsubscribe:
        foot_html += (
            f'<br><a href="{escape(links.unsubscribe)}" style="color:#5b666c">'
            f"{escape(words['no_more'])}</a>"
        )
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(message.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        '<meta name="supported-color-schemes" content="light dark">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        '<body class="page" style="margin:0;padding:0;background:#f2f4f5;color:#1d2529;'
        "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;"
        'line-height:1.5;-webkit-text-size-adjust:100%">\n'
        '<div style="max-width:560px;margin:0 auto;padding:16px 12px 32px">\n'
        f"{_head(look)}\n"
        '<div class="card" style="background:#ffffff;border-radius:12px;padding:24px 20px;'
        f'border-top:4px solid {look.colour}">\n'
        + "\n".join(part for part in middle if part)
        + '\n</div>\n<p class="soft" style="font-size:13px;line-height:1.5;color:#5b666c;'
        f'margin:16px 8px 0;overflow-wrap:anywhere">{foot_html}</p>\n</div>\n</body></html>\n'
    )


def _head(look: Look) -> str:
    name = escape(look.shop_name)
    if look.has_logo:
        return (
            '<div style="padding:4px 8px 16px"><span style="display:inline-block;background:#fff;'
            f'border-radius:8px;padding:8px"><img src="cid:{LOGO_ID}" alt="{name}" '
            'style="display:block;max-width:160px;max-height:56px;border:0"></span></div>'
        )
    return f'<div style="padding:4px 8px 16px;font-size:20px;font-weight:700">{name}</div>'


def _paragraph(words: str, *, top: int = 0) -> str:
    said = escape(words.strip()).replace("\n", "<br>")
    return f'<p style="margin:{top}px 0 16px;overflow-wrap:anywhere">{said}</p>'


def _button(url: str, said: str, look: Look, *, is_first: bool) -> str:
    if not url:
        return ""
    look_of_it = (
        f"background:{look.colour};color:#ffffff;border:2px solid {look.colour}"
        if is_first
        else "color:#1d2529;border:2px solid #8b969c"
    )
    return (
        f'<p style="margin:8px 0 16px"><a href="{escape(url)}"{"" if is_first else _QUIET} '
        f'style="display:block;{look_of_it};border-radius:8px;padding:12px 16px;text-align:center;'
        f'font-weight:600;text-decoration:none">{escape(said)}</a></p>'
    )


def _parcel(message: Message, one: ParcelTold, look: Look) -> str:
    words = _words(message)
    number = escape(words["parcel"].format(number=one.number)) if one.number else ""
    lines = [f"<b>{escape(one.courier)}</b>", number]
    if message.kind in _WITH_POINT:
        where = "<br>".join(escape(line) for line in _where(one))
        lines.append(f"{escape(words['pickup_here'])}:<br><b>{where}</b>")
    inside = "<br>".join(line for line in lines if line)
    button = _button(one.url, words["track"], look, is_first=True)
    return (
        '<div class="box" style="border:1px solid #d5dade;border-radius:8px;padding:12px 14px 1px;'
        f'margin:0 0 12px;overflow-wrap:anywhere"><p style="margin:0 0 12px">{inside}</p>'
        f"{button}</div>"
    )


def _scale(message: Message, links: Links) -> str:
    """One tap for each answer; the page asks to confirm it, as mail scanners open links."""
    words = _words(message)
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
