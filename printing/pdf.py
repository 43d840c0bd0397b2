"""Pages to PDF: the marks as vectors, fonts embedded as subsets, written while they are laid out.

A PDF may name objects that come later, so the pages are written as soon as each is ready; fonts and
the table of contents follow at the end (ISO 32000-1, 7.5). Whoever waits for five hundred slips has
the first after the first. The same pages give the same bytes (no clock, no random id), so a paper
can be hashed and compared.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from printing import fonts
from printing.embedding import Letters, descriptor, stream, subset_of
from printing.fonts import Face
from printing.page import BLACK, Bars, Colour, Fill, Frame, Page, Picture, Text
from printing.paper import DOTS_PER_MM, PT_PER_DOT, PT_PER_MM, Box
from printing.symbols import Symbol

HEAD: Final = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
CATALOG, PAGES, INFO, RESOURCES = 1, 2, 3, 4
FIRST_FREE: Final = 5
#: order in which faces get their letters
FACES: Final = tuple(Face)
_ESCAPED: Final = ((b"\\", b"\\\\"), (b"(", b"\\("), (b")", b"\\)"))


def render(pages: Iterable[Page], title: str) -> bytes:
    """One PDF of these pages. ValueError when there is none: an empty PDF opens in no viewer."""
    return b"".join(written(pages, title))


def written(pages: Iterable[Page], title: str) -> Iterator[bytes]:
    """The same, a piece for each page as soon as it is there, and the rest at the end."""
    document = _Document()
    for page in pages:
        yield document.page(page)
    if not document.pages:
        raise ValueError("a PDF needs at least one page")
    yield document.end(title)


class _Document:
    """A PDF that is being written: how far it is, and which letters and pictures it has so far."""

    def __init__(self) -> None:
        self._at = 0
        self._offsets: dict[int, int] = {}
        self._next = FIRST_FREE
        self._letters = {face: Letters(fonts.face_of(face)) for face in FACES}
        self._pictures: dict[bytes, int] = {}
        self.pages: list[int] = []

    def page(self, page: Page) -> bytes:
        """The objects of one page; with the head when it is the first."""
        made = [] if self.pages else [self._counted(HEAD)]
        for mark in page.marks:
            if isinstance(mark, Picture) and mark.content not in self._pictures:
                self._pictures[mark.content] = self._free()
                made.append(self._object(self._pictures[mark.content], _picture(mark)))
        words = self._drawn(page)
        contents, number = self._free(), self._free()
        made.append(self._object(contents, stream(words)))
        size = b"%s %s" % (_pt(page.size.width_mm), _pt(page.size.height_mm))
        made.append(
            self._object(
                number,
                b"<< /Type /Page /Parent %d 0 R /MediaBox [ 0 0 %s ] /Resources %d 0 R "
                b"/Contents %d 0 R >>" % (PAGES, size, RESOURCES, contents),
            )
        )
        self.pages.append(number)
        return b"".join(made)

    def end(self, title: str) -> bytes:
        """Fonts, the tree of pages, the table of all objects."""
        made: list[bytes] = []
        fonts_named = b" ".join(
            b"/F%d.%d %d 0 R" % (place, number, self._font(made, face, number))
            for place, face in enumerate(FACES)
            for number in range(len(self._letters[face].subsets))
        )
        pictures = b" ".join(b"/P%d %d 0 R" % (n, n) for n in self._pictures.values())
        kids = b" ".join(b"%d 0 R" % number for number in self.pages)
        for number, content in (
            (RESOURCES, b"<< /Font << %s >> /XObject << %s >> >>" % (fonts_named, pictures)),
            (PAGES, b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (len(self.pages), kids)),
            (CATALOG, b"<< /Type /Catalog /Pages %d 0 R >>" % PAGES),
            (
                INFO,
                b"<< /Title <FEFF%s> >>" % fonts.clean(title).encode("utf-16-be").hex().encode(),
            ),
        ):
            made.append(self._object(number, content))
        table = [b"xref\n0 %d\n0000000000 65535 f \n" % self._next]
        table += [b"%010d 00000 n \n" % self._offsets[n] for n in range(1, self._next)]
        tail = b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
            self._next, CATALOG, INFO, self._at,
        )  # fmt: skip
        return b"".join([*made, *table, tail])

    def _font(self, made: list[bytes], face: Face, number: int) -> int:
        """The objects of one subset of a face; the number of its font."""
        letters = self._letters[face]
        subset = subset_of(letters.face, number, tuple(letters.subsets[number]))
        file, unicode, described, font = (self._free() for _ in range(4))
        made.append(self._object(file, subset.font_file))
        made.append(self._object(unicode, subset.to_unicode))
        made.append(self._object(described, descriptor(letters.face, subset, file)))
        made.append(
            self._object(
                font,
                b"<< /Type /Font /Subtype /TrueType /BaseFont /%s /FirstChar 0 /LastChar %d "
                b"/Widths %s /FontDescriptor %d 0 R /ToUnicode %d 0 R >>"
                % (subset.name.encode(), subset.last, subset.widths, described, unicode),
            )
        )
        return font

    def _free(self) -> int:
        number, self._next = self._next, self._next + 1
        return number

    def _object(self, number: int, content: bytes) -> bytes:
        self._offsets[number] = self._at
        return self._counted(b"%d 0 obj\n%s\nendobj\n" % (number, content))

    def _counted(self, made: bytes) -> bytes:
        self._at += len(made)
        return made

    def _drawn(self, page: Page) -> bytes:
        """Surfaces, pictures, frames and bars first, then all words: white words lie on black."""
        top = page.size.height_mm
        under: list[bytes] = []
        words: list[bytes] = [b"BT"]
        ink = font = b""
        for mark in page.marks:
            match mark:
                case Fill():
                    under.append(_ink(mark.grey, mark.colour) + _rectangle(mark.box, top) + b"f")
                case Frame():
                    under.append(_frame(mark, top))
                case Bars():
                    under.append(_bars(mark, top))
                case Picture():
                    under.append(_placed(mark, self._pictures[mark.content], top))
                case Text():
                    now = _ink(mark.grey, mark.colour)
                    if now != ink:
                        words.append(now)
                        ink = now
                    words.append(
                        b"1 0 0 1 %.3f %.3f Tm"
                        % (mark.x * PT_PER_MM, (top - mark.baseline) * PT_PER_MM)
                    )
                    place = FACES.index(mark.face)
                    for subset, codes in self._letters[mark.face].encoded(mark.text):
                        now = b"/F%d.%d %.2f Tf" % (place, subset, mark.size_pt)
                        if now != font:
                            words.append(now)
                            font = now
                        words.append(b"(%s) Tj" % _escaped(codes))
        return b"\n".join([*under, *words, b"ET"])


def _escaped(codes: bytes) -> bytes:
    for plain, written_as in _ESCAPED:
        if plain in codes:
            codes = codes.replace(plain, written_as)
    return codes


def _pt(length_mm: float) -> bytes:
    return b"%.3f" % (length_mm * PT_PER_MM)


@lru_cache(maxsize=256)
def _ink(grey: float, colour: Colour | None) -> bytes:
    """What the next surface or word is filled with."""
    if colour is None:
        return b"%.2f g " % grey
    return b"%.3f %.3f %.3f rg " % (colour.red, colour.green, colour.blue)


def _rectangle(box: Box, top: float) -> bytes:
    return b"%.3f %.3f %.3f %.3f re " % (
        box.x * PT_PER_MM, (top - box.bottom) * PT_PER_MM, box.w * PT_PER_MM, box.h * PT_PER_MM,
    )  # fmt: skip


def _frame(frame: Frame, top: float) -> bytes:
    within = _rectangle(frame.box.inset(frame.thickness / 2), top)
    return b"%.2f G %.3f w " % (frame.grey, frame.thickness * PT_PER_MM) + within + b"S"


def _bars(bars: Bars, top: float) -> bytes:
    """In a space where one unit is one module and y runs down, so that all numbers are small."""
    high = bars.height_dots / bars.symbol.rows
    return b"q %.6f 0 0 %.6f %.4f %.4f cm %s%s f Q" % (
        bars.module_dots * PT_PER_DOT, -high * PT_PER_DOT, bars.x_dots * PT_PER_DOT,
        (top * DOTS_PER_MM - bars.y_dots) * PT_PER_DOT, _ink(BLACK, None), _path(bars.symbol),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _path(symbol: Symbol) -> bytes:
    return b" ".join(b"%d %d %d %d re" % bar for bar in symbol.bars)


def _picture(picture: Picture) -> bytes:
    """A JPEG as it is (ISO 32000-1, 7.4.8)."""
    return (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB "
        b"/BitsPerComponent 8 /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream"
        % (picture.width_px, picture.height_px, len(picture.content), picture.content)
    )


def _placed(picture: Picture, number: int, top: float) -> bytes:
    box = picture.box
    return b"q %.3f 0 0 %.3f %.3f %.3f cm /P%d Do Q" % (
        box.w * PT_PER_MM, box.h * PT_PER_MM, box.x * PT_PER_MM, (top - box.bottom) * PT_PER_MM,
        number,
    )  # fmt: skip
