"""Font subsets for PDFs, cut and compressed once a process instead of once a paper.

reportlab embeds in each PDF the letters that it uses. Cutting that subset and compressing it takes
longer than drawing the slip. So every PDF takes its letters in whole alphabets and in one order:
then most PDFs need the very same subset, and its bytes are kept.
"""

import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

ALPHABETS: Final = (
    "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ„”“’–—…•×·°€«»№",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ",
)
"""Letters that a paper takes all together once it needs one of them (ASCII is always there)."""
SUBSETS_KEPT: Final = 64


def in_alphabets(letters: Iterable[str]) -> str:
    """The letters to embed for these, ASCII not counted, in an order that only depends on them."""
    wanted = {letter for letter in letters if not letter.isascii()}
    whole = [alphabet for alphabet in ALPHABETS if not wanted.isdisjoint(alphabet)]
    rest = sorted(wanted.difference(*whole))
    return "".join(whole) + "".join(rest)


class Embedded(TTFont):  # type: ignore[misc]  # reportlab ships no types
    """A TrueType font whose subsets are remembered between documents."""

    def addObjects(self, doc: object) -> None:  # noqa: N802 -- reportlab's name
        """Give the document this font's objects; called by reportlab while it saves."""
        subsets = [tuple(subset) for subset in self.state[doc].subsets]
        names = [self.getSubsetInternalName(n, doc)[1:] for n in range(len(subsets))]
        # the expensive cut is skipped here and its remembered result put in below
        self.face.makeSubset = _nothing
        try:
            super().addObjects(doc)
        finally:
            del self.face.makeSubset
        fonts = doc.idToObject["BasicFonts"].dict  # type: ignore[attr-defined]
        for name, subset in zip(names, subsets, strict=True):
            font = fonts[name]
            font.Widths = _widths(self.face, subset)
            descriptor = _target(doc, font.FontDescriptor)
            _replace(_target(doc, descriptor.dict["FontFile2"]), *_font_file(self.face, subset))


def _nothing(_subset: list[int]) -> bytes:
    return b""


def _target(doc: object, reference: object) -> PDFStream | PDFDictionary:
    return doc.idToObject[reference.name]  # type: ignore[attr-defined]


def _replace(stream: PDFStream, compressed: bytes, length: int) -> None:
    """Put bytes that are compressed already into a stream of reportlab's."""
    stream.content = compressed
    stream.filters = None
    stream.dictionary["Filter"] = PDFArray([PDFName("FlateDecode")])
    stream.dictionary["Length1"] = length


@lru_cache(maxsize=SUBSETS_KEPT)
def _font_file(face: TTFontFace, subset: tuple[int, ...]) -> tuple[bytes, int]:
    """The subset's font file, compressed, and its length before that."""
    file = TTFontFace.makeSubset(face, subset)
    return zlib.compress(file), len(file)


@lru_cache(maxsize=SUBSETS_KEPT)
def _widths(face: TTFontFace, subset: tuple[int, ...]) -> bytes:
    """The PDF array of the letters' widths, written out."""
    return b"[ " + b" ".join(b"%d" % round(face.getCharWidth(code)) for code in subset) + b" ]"
