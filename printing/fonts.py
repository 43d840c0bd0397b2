"""The letters on our paper: which there are, how wide they are, where the files lie."""

import re
import unicodedata
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from reportlab.pdfbase.ttfonts import TTFontFace

from printing.paper import MM_PER_PT

FONT_FOLDER: Final = Path(__file__).parent / "fonts"
ASCENT: Final = 0.95
"""How far letters with an accent (Ś, Ї, Å) reach above the baseline, in parts of the font size.

Capitals with two accents (Ấ) reach a little higher, into the space of the line above."""
DESCENT: Final = 0.24
"""How far the lowest letters (g, ц, ą) reach below the baseline, in parts of the font size."""
CAP_HEIGHT: Final = 0.73
"""Height of a plain capital or a digit, in parts of the font size."""
NO_GLYPH: Final = "□"
UNITS_PER_EM: Final = 1000  # reportlab scales every width to this
_SPACES: Final = re.compile(" {2,}")


class Face(StrEnum):
    """The two faces that we print with; the value is the name within the PDF."""

    REGULAR = "DejaVuSansCondensed"
    BOLD = "DejaVuSansCondensed-Bold"


def file_of(face: Face) -> Path:
    """The font file of a face, vendored in `printing/fonts/`."""
    return FONT_FOLDER / f"{face.value}.ttf"


@cache
def face_of(face: Face) -> TTFontFace:
    """The face as reportlab reads it, once a process (some 10 ms)."""
    return TTFontFace(str(file_of(face)))


@cache
def _widths(face: Face) -> dict[int, float]:
    """The width of each letter that the face has, in thousandths of its size."""
    found = face_of(face)
    return {code: found.charWidths[code] for code in found.charToGlyph}


def has(character: str, face: Face = Face.REGULAR) -> bool:
    """Whether the face can draw this one character."""
    return ord(character) in _widths(face)


@lru_cache(maxsize=4096)
def width_mm(text: str, face: Face, size_pt: float) -> float:
    """Width of cleaned text, in millimetres. KeyError for a letter that `clean` replaces."""
    widths = _widths(face)
    return sum([widths[ord(c)] for c in text]) * size_pt * MM_PER_PT / UNITS_PER_EM


@cache
def _in_both() -> frozenset[str]:
    """The letters that both faces can draw."""
    return frozenset(map(chr, _widths(Face.REGULAR).keys() & _widths(Face.BOLD).keys()))


def _drawable(character: str) -> str:
    """The character, or the nearest thing that both faces can draw; control marks vanish."""
    if all(has(character, face) for face in Face):
        return character
    if character.isspace():
        return " "
    if unicodedata.category(character) in {"Cc", "Cf", "Mn", "Me"}:
        return ""
    plain = unicodedata.normalize("NFKC", character)
    if plain == character:  # no ligature or full-width form: the letter without its accents
        plain = unicodedata.normalize("NFKD", character)
    plain = "".join(c for c in plain if all(has(c, face) for face in Face))
    return plain or NO_GLYPH


def unshown(text: str) -> str:
    """The letters of a text that `clean` replaces by an empty box, each once."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(c for c in composed if _drawable(c) == NO_GLYPH != c))


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Text as it can be printed: NFC, white space single, every letter one that the fonts have.

    Line ends become spaces; `clean_lines` keeps them.
    """
    text = unicodedata.normalize("NFC", text)
    if not _in_both().issuperset(text):
        text = "".join(_drawable(c) for c in text)
        # what stood between a letter and its accent may be gone
        whole = unicodedata.normalize("NFC", text)
        text = whole if _in_both().issuperset(whole) else text
    return _SPACES.sub(" ", text).strip(" ")


def clean_lines(text: str) -> list[str]:
    """The lines of a longer text, each cleaned; line ends are those of `str.splitlines`."""
    return [clean(line) for line in text.splitlines()]
