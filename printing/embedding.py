"""Font subsets for PDFs, cut and compressed once a process instead of once a paper.

reportlab embeds in each PDF the letters that it uses. Cutting that subset and compressing it takes
longer than drawing the slip. So every PDF takes its letters in whole alphabets and in one order:
then most PDFs need the very same subset, and its bytes are kept.
"""

import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

import msgspec
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject, PDFTrueTypeFont
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace, makeToUnicodeCMap

ALPHABETS: Final = (
    "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ„”“’–—…•×·°€«»№",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ",
)
"""Letters that a paper takes all together once it needs one of them (ASCII is always there)."""
SUBSETS_KEPT: Final = 64
SYMBOLIC: Final = 1 << 2
NON_SYMBOLIC: Final = 1 << 5
"""Flags of a font descriptor (ISO 32000-1, table 123): a subset has an encoding of its own."""


def in_alphabets(letters: Iterable[str]) -> str:
    """The letters to embed for these, ASCII not counted, in an order that only depends on them."""
    wanted = {letter for letter in letters if not letter.isascii()}
    whole = [alphabet for alphabet in ALPHABETS if not wanted.isdisjoint(alphabet)]
    rest = sorted(wanted.difference(*whole))
    return "".join(whole) + "".join(rest)


class Subset(msgspec.Struct, frozen=True):
    """What a PDF needs of a subset, written out: the font file, its letters, their widths."""

    name: str
    font_file: bytes
    to_unicode: bytes
    widths: bytes


class Embedded(TTFont):  # type: ignore[misc]  # reportlab ships no types
    """A TrueType font whose subsets are remembered between documents."""

    def addObjects(self, doc: Any) -> None:  # noqa: N802 -- reportlab calls it while it saves
        """Give the document this font's objects: one font for each 256 letters."""
        state = self.state[doc]
        state.frozen = 1
        for number, codes in enumerate(state.subsets):
            internal_name = self.getSubsetInternalName(number, doc)[1:]
            subset = _subset(self.face, number, tuple(codes))
            font = PDFTrueTypeFont()
            font.Name = internal_name
            font.BaseFont = subset.name
            font.FirstChar = 0
            font.LastChar = len(codes) - 1
            font.Widths = subset.widths
            font.ToUnicode = doc.Reference(Written(subset.to_unicode), f"unicode:{subset.name}")
            font.FontDescriptor = _descriptor(doc, self.face, subset)
            doc.Reference(font, internal_name)
            doc.idToObject["BasicFonts"].dict[internal_name] = font
        del self.state[doc]


class Written(PDFObject):  # type: ignore[misc]  # reportlab ships no types
    """An object of a PDF whose bytes are ready."""

    __RefOnly__ = 1  # a stream stands at the top level of the file; others refer to it

    def __init__(self, written: bytes) -> None:
        self.written = written

    def format(self, _document: object) -> bytes:
        """The bytes; called by reportlab while it saves."""
        return self.written


def _descriptor(doc: Any, face: TTFontFace, subset: Subset) -> object:
    """Reference to the font descriptor (ISO 32000-1, 9.8) of a subset."""
    font_file = doc.Reference(Written(subset.font_file), f"file:{subset.name}")
    descriptor = PDFDictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": PDFName(subset.name),
            "Flags": face.flags & ~NON_SYMBOLIC | SYMBOLIC,
            "FontBBox": PDFArray(face.bbox),
            "ItalicAngle": face.italicAngle,
            "Ascent": face.ascent,
            "Descent": face.descent,
            "CapHeight": face.capHeight,
            "StemV": face.stemV,
            "MissingWidth": face.defaultWidth,
            "FontFile2": font_file,
        }
    )
    return doc.Reference(descriptor, f"descriptor:{subset.name}")


@lru_cache(maxsize=SUBSETS_KEPT)
def _subset(face: TTFontFace, number: int, codes: tuple[int, ...]) -> Subset:
    """Cut, name, compress. The name begins with six letters and a plus (ISO 32000-1, 9.6.4)."""
    tag = f"{number:06}".translate({ord("0") + digit: ord("A") + digit for digit in range(10)})
    name = f"{tag}+{face.name.decode()}"
    font_file = face.makeSubset(codes)
    widths = b" ".join(b"%d" % round(face.getCharWidth(code)) for code in codes)
    return Subset(
        name,
        _stream(font_file, b"/Length1 %d " % len(font_file)),
        _stream(makeToUnicodeCMap(name, codes).encode()),
        b"[ " + widths + b" ]",
    )


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    head = b"<< /Filter /FlateDecode /Length %d %s>>\nstream\n" % (len(packed), entries)
    return head + packed + b"\nendstream\n"
