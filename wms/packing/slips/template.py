"""How a shop wants its slips: paper, colour, what is shown, and its words in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from wms.errors import N_, Invalid, Kind, Refusal, SeveralInvalid
from wms.letters import check_letters
from wms.packing.slips.language import NAMES, TEXT_MAX_CHARS, URL_NAMES, read_text
from wms.texts import SEVERAL_LINES

Language = Literal["en", "pl", "uk", "de"]
SlipPaper = Literal["A4", "A6", "roll"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "pl", "uk", "de")
PAPERS: Final[tuple[SlipPaper, ...]] = ("A4", "A6", "roll")
FONT_SIZES: Final = ("small", "normal", "large")
BLACK: Final = "#000000"
#: an address that still makes a QR code which a telephone reads from 20 mm of paper
URL_MAX_CHARS: Final = 150
#: of a colour on white paper (WCAG 2.2, 1.4.3); so dark, it is also black enough without colours
CONTRAST_MIN: Final = 4.5
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")

SlipText = Annotated[str, Meta(max_length=TEXT_MAX_CHARS, pattern=SEVERAL_LINES)]


class ColourMalformed(Refusal):
    """No colour at all."""

    kind = Kind.INVALID
    code = "slip_template.colour"
    title = N_("Not a colour")
    sentence = N_("Write the colour as #0b5f56.")
    remedy = N_("Write # and six digits from 0 to 9 and a to f.")


class ColourTooLight(Refusal):
    """Letters of this colour cannot be read on white paper, let alone printed in black."""

    kind = Kind.INVALID
    code = "slip_template.colour_too_light"
    title = N_("Colour too light")
    sentence = N_(
        "{colour} is too light for letters on white paper: its contrast is {contrast}, and {least} "
        "is the least. {darker} is dark enough."
    )
    remedy = N_("Take the darker colour that detail names.")


class SlipWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shop's words in one language; what is empty is not printed, or is said by us."""

    #: one sentence in bold letters, above all others
    thanks: SlipText = ""
    #: what else you want to say
    message: SlipText = ""
    #: how to send goods back
    returns: SlipText = ""
    #: who the shop is, in small print
    footer: SlipText = ""


class SlipTemplate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shop may choose about its slips."""

    #: on what it is printed
    paper: SlipPaper = "A4"
    #: as ``#0b5f56``
    accent: Annotated[str, Meta(max_length=7)] = BLACK
    #: how large the letters are
    font_size: Literal["small", "normal", "large"] = "normal"
    #: whose words are printed when there are none in the recipient's language
    fallback_language: Language = "en"
    #: your own names of the products are printed
    is_sku_shown: bool = True
    #: lots are printed
    is_lot_shown: bool = False
    #: the gift note is printed
    is_gift_note_shown: bool = True
    #: your thanks are printed
    is_thanks_shown: bool = True
    #: your own name of the order is printed
    is_shop_order_shown: bool = True
    #: the date is printed
    is_date_shown: bool = True
    #: the code of the consumer's own page of the order
    is_page_shown: bool = False
    #: of the page for returns, printed with its QR code; empty: as the shop's own facts say
    return_url: Annotated[str, Meta(max_length=URL_MAX_CHARS)] = ""
    words: dict[Language, SlipWords] = {}

    def words_for(self, language: str) -> SlipWords:
        """The words for a recipient: in their language, else in the one to fall back to.

        Text by text, so that one that is not translated yet is there all the same.
        """
        own = self.words.get(language, SlipWords())  # type: ignore[call-overload]  # any language
        other = self.words.get(self.fallback_language, SlipWords())
        return SlipWords(**{name: getattr(own, name) or getattr(other, name) for name in WORDS})


#: the texts of one language, in the order of the slip
WORDS: Final = SlipWords.__struct_fields__


def check_template(template: SlipTemplate) -> None:
    """Say everything at once that no slip could show.

    Raises:
        SeveralInvalid: each with the pointer of its field.
    """
    wrong = list(_wrong(template))
    if wrong:
        raise SeveralInvalid(wrong)


def _wrong(template: SlipTemplate) -> Iterator[Refusal]:
    if (no := _wrong_colour(template.accent)) is not None:
        yield no
    yield from _wrong_text(template.return_url, "/return_url", URL_NAMES)
    if template.return_url:
        url = urlsplit(template.return_url)
        if url.scheme not in ("http", "https") or not url.hostname:
            yield Invalid(
                field="return_url", reason=N_("an address with https://"), pointer="/return_url"
            )
    for language, words in template.words.items():
        for name in WORDS:
            text, pointer = getattr(words, name), f"/words/{language}/{name}"
            yield from _wrong_text(text, pointer, frozenset(NAMES))
            if (no := check_letters(text, pointer)) is not None:
                yield no


def _wrong_text(text: str, pointer: str, names: frozenset[str]) -> Iterator[Refusal]:
    try:
        read_text(text, names)
    except Refusal as no:
        no.pointer = pointer
        yield no


def _wrong_colour(code: str) -> Refusal | None:
    if not _COLOUR.fullmatch(code):
        return ColourMalformed(pointer="/accent")
    contrast = contrast_on_white(code)
    if contrast >= CONTRAST_MIN:
        return None
    return ColourTooLight(
        pointer="/accent", colour=code, contrast=f"{contrast:.1f}", least=f"{CONTRAST_MIN:.1f}",
        darker=darker(code),
    )  # fmt: skip


def _parts(code: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(code[1:])
    return red, green, blue


def contrast_on_white(code: str) -> float:
    """How a colour stands out on white, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    linear = [
        part / 12.92 if (part := each / 255) <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for each in _parts(code)
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def darker(code: str) -> str:
    """The same colour, so much darker that letters of it can be read."""
    for percent in range(95, 0, -5):
        made = "#" + bytes(each * percent // 100 for each in _parts(code)).hex()
        if contrast_on_white(made) >= CONTRAST_MIN:
            return made
    return BLACK
