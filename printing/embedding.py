"""Font subsets for PDFs, cut and compressed once a process instead of once a paper.

A PDF has in it the letters that it uses. Cutting that subset and compressing it takes longer than
drawing a slip. So every PDF takes its letters in whole alphabets: then most PDFs need the very same
subset, and its bytes are kept.
"""

import zlib
from functools import lru_cache
from threading import Lock
from typing import Final

import msgspec
from reportlab.pdfbase.ttfonts import TTFontFace, makeToUnicodeCMap

ALPHABETS: Final = (
    "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ„”“’‘–—…•×·°€«»№äöüßÄÖÜ",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ",
)
"""Letters that a paper takes all together once it needs one of them (ASCII is always there)."""
SUBSETS_KEPT: Final = 64
CODES: Final = 256  # a simple font of a PDF has one byte for a letter
FIRST_FREE: Final = 128
"""Of the first subset, beneath which ASCII has its own codes."""
FIRST_IN_OTHERS: Final = 33
"""Of every other subset: no control character, no space that a viewer would stretch."""
HARD_SPACE: Final = 0xA0
SYMBOLIC: Final = 1 << 2
NON_SYMBOLIC: Final = 1 << 5
"""Flags of a font descriptor (ISO 32000-1, table 123): a subset has an encoding of its own."""

_CUTTING: Final = Lock()
"""A face is read like a file, with a position; threads must take turns."""


_ASCII: Final = {code: chr(code) for code in range(32, FIRST_FREE)} | {HARD_SPACE: " "}


@lru_cache(maxsize=64)
def _coded(letters: str, first: int) -> dict[int, str]:
    """Each letter's code point to the character that its code is, from ``first`` on."""
    return {ord(letter): chr(first + place) for place, letter in enumerate(letters)}


class Letters:
    """Which letter of a face has which code in one document; subset after subset of 256."""

    def __init__(self, face: TTFontFace) -> None:
        self.face = face
        ascii_codes = [0] * 32 + list(range(32, FIRST_FREE))
        self.subsets: list[list[int]] = [ascii_codes]
        # what is in the first subset, nearly all of a slip: encoded at once
        self._first = {**_ASCII}
        self._in_first = {*map(chr, _ASCII)}
        self._others: dict[str, tuple[int, int]] = {}

    def encoded(self, text: str) -> list[tuple[int, bytes]]:
        """Cleaned text as runs of codes, each with the number of its subset."""
        if text.isascii():
            return [(0, text.encode("latin-1"))]
        if not self._in_first.issuperset(text):
            self._place_of(next(each for each in text if each not in self._in_first))
        if self._in_first.issuperset(text):
            return [(0, text.translate(self._first).encode("latin-1"))]
        runs: list[tuple[int, bytearray]] = []
        for letter in text:
            subset, code = self._place_of(letter)
            if not runs or runs[-1][0] != subset:
                runs.append((subset, bytearray()))
            runs[-1][1].append(code)
        return [(subset, bytes(codes)) for subset, codes in runs]

    def _place_of(self, letter: str) -> tuple[int, int]:
        """The subset and code of a letter; a new one is taken in with all of its alphabet."""
        if letter not in self._in_first and letter not in self._others:
            self._take_in(next((each for each in ALPHABETS if letter in each), letter))
        if letter in self._in_first:
            return 0, ord(self._first[ord(letter)])
        return self._others[letter]

    def _take_in(self, letters: str) -> None:
        last = self.subsets[-1]
        if len(self.subsets) == 1 and len(last) + len(letters) <= CODES:
            self._first.update(_coded(letters, len(last)))
            self._in_first.update(letters)
            last.extend(map(ord, letters))
            return
        for each in letters:
            if len(self.subsets) == 1 or len(self.subsets[-1]) == CODES:
                self.subsets.append([0] * FIRST_IN_OTHERS)
            self._others[each] = (len(self.subsets) - 1, len(self.subsets[-1]))
            self.subsets[-1].append(ord(each))


class Subset(msgspec.Struct, frozen=True):
    """What a PDF needs of a subset, written out: the font file, its letters, their widths."""

    name: str
    font_file: bytes
    to_unicode: bytes
    widths: bytes
    last: int


@lru_cache(maxsize=SUBSETS_KEPT)
def subset_of(face: TTFontFace, number: int, codes: tuple[int, ...]) -> Subset:
    """Cut, name, compress. The name begins with six letters and a plus (ISO 32000-1, 9.6.4)."""
    tag = f"{number:06}".translate({ord("0") + digit: ord("A") + digit for digit in range(10)})
    name = f"{tag}+{face.name.decode()}"
    with _CUTTING:
        font_file = face.makeSubset(list(codes))
    widths = b" ".join(b"%d" % round(face.getCharWidth(code)) for code in codes)
    return Subset(
        name,
        stream(font_file, b"/Length1 %d " % len(font_file)),
        stream(makeToUnicodeCMap(name, codes).encode()),
        b"[ " + widths + b" ]",
        len(codes) - 1,
    )


def descriptor(face: TTFontFace, subset: Subset, font_file: int) -> bytes:
    """The font descriptor (ISO 32000-1, 9.8) of a subset whose file is object ``font_file``."""
    box = b" ".join(b"%d" % round(edge) for edge in face.bbox)
    return (
        b"<< /Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [ %s ] /ItalicAngle %d "
        b"/Ascent %d /Descent %d /CapHeight %d /StemV %d /MissingWidth %d /FontFile2 %d 0 R >>"
    ) % (
        subset.name.encode(), face.flags & ~NON_SYMBOLIC | SYMBOLIC, box, round(face.italicAngle),
        round(face.ascent), round(face.descent), round(face.capHeight), round(face.stemV),
        round(face.defaultWidth), font_file,
    )  # fmt: skip


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object of a PDF, compressed; ``entries`` are more of its dictionary."""
    packed = zlib.compress(content)
    head = b"<< /Filter /FlateDecode /Length %d %s>>\nstream\n" % (len(packed), entries)
    return head + packed + b"\nendstream"
