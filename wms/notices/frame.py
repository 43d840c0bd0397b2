"""The frame of every letter to a consumer: HTML without tables or pictures from elsewhere.

One column that fits a telephone, letters of 16 px and more, colours for light and dark. The shop's
sign lies in the mail itself (``cid:logo``).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

import msgspec

from wms.mail.letter import LOGO_ID
from wms.notices.words import WORDS
from wms.packing.slips.template import BLACK, CONTRAST_MIN, contrast_on_white, darker

#: of shops that chose no colour
COLOUR_OF_THE_HOUSE: Final = "#0b5f56"
#: of what is neither first nor filled, in mail programs that know dark colours
QUIET: Final = ' class="quiet"'

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
    #: who signs, in one line or several
    signed: str = ""

    @property
    def signature(self) -> str:
        """What stands below the greeting."""
        return self.signed or self.shop_name


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A message, ready to be queued."""

    title: str
    plain: str
    html: str


def words_of(language: str) -> dict[str, str]:
    """What stands around a text in a language; English where there is none."""
    return WORDS.get(language, WORDS["en"])


def accent(colour: str) -> str:
    """A colour on which white letters can be read; the house's for black."""
    if colour == BLACK:
        return COLOUR_OF_THE_HOUSE
    return colour if contrast_on_white(colour) >= CONTRAST_MIN else darker(colour)


def plain_letter(blocks: Sequence[str], foot: Sequence[str]) -> str:
    """Blocks of a letter as plain text; ``foot``: lines below the mark of a signature (RFC 3676,
    4.3)."""
    below = "-- \n" + "\n".join(line for line in foot if line)
    return "\n\n".join([*(one for one in blocks if one), below]) + "\n"


def html_letter(
    *, language: str, title: str, middle: Sequence[str], foot: Sequence[str], look: Look
) -> str:
    """A whole letter: ``middle`` and ``foot`` are HTML made here."""
    parts = [
        f'<h1 style="font-size:22px;line-height:1.3;margin:0 0 16px">{escape(title)}</h1>',
        *middle,
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
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
        + "\n".join(part for part in parts if part)
        + '\n</div>\n<p class="soft" style="font-size:13px;line-height:1.5;color:#5b666c;'
        f'margin:16px 8px 0;overflow-wrap:anywhere">{"<br>".join(foot)}</p>\n</div>\n'
        "</body></html>\n"
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


def paragraph(words: str, *, top: int = 0) -> str:
    """Words as a paragraph, their lines kept; ``top``: px above it."""
    said = escape(words.strip()).replace("\n", "<br>")
    return f'<p style="margin:{top}px 0 16px;overflow-wrap:anywhere">{said}</p>'


def box(inside: str) -> str:
    """HTML in a box of its own."""
    return (
        '<div class="box" style="border:1px solid #d5dade;border-radius:8px;padding:12px 14px 1px;'
        f'margin:0 0 12px;overflow-wrap:anywhere">{inside}</div>'
    )


def button(url: str, said: str, look: Look, *, is_first: bool) -> str:
    """A link as wide as the letter; the first one is filled. Nothing without an address."""
    if not url:
        return ""
    look_of_it = (
        f"background:{look.colour};color:#ffffff;border:2px solid {look.colour}"
        if is_first
        else "color:#1d2529;border:2px solid #8b969c"
    )
    return (
        f'<p style="margin:8px 0 16px"><a href="{escape(url)}"{"" if is_first else QUIET} '
        f'style="display:block;{look_of_it};border-radius:8px;padding:12px 16px;text-align:center;'
        f'font-weight:600;text-decoration:none">{escape(said)}</a></p>'
    )
