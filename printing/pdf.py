"""Pages to PDF: the marks drawn as vectors with reportlab, fonts embedded as subsets.

The same pages give the same bytes (no clock, no random id), so a paper can be hashed and compared.
"""

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from threading import Lock

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from printing import fonts
from printing.embedding import in_alphabets
from printing.fonts import Face
from printing.page import BLACK, Bars, Fill, Frame, Page, Text
from printing.paper import DOTS_PER_MM, PT_PER_DOT, PT_PER_MM
from printing.symbols import Symbol

rl_config.useA85 = 0  # PDFs travel as bytes; text armour makes them a quarter larger

_ONE_AT_A_TIME = Lock()
"""reportlab's font objects keep state while a document is saved; threads must take turns."""


def render(pages: Iterable[Page], title: str) -> bytes:
    """One PDF of these pages. ValueError when there is none: an empty PDF opens in no viewer."""
    pages = list(pages)
    if not pages:
        raise ValueError("a PDF needs at least one page")
    with _ONE_AT_A_TIME:
        return _render(pages, title)


def _render(pages: list[Page], title: str) -> bytes:
    fonts.load()
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    canvas.setTitle(fonts.clean(title))
    canvas.setAuthor("")
    _choose_letters(canvas, pages)
    for page in pages:
        canvas.setPageSize((page.size.width_mm * PT_PER_MM, page.size.height_mm * PT_PER_MM))
        _draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _choose_letters(canvas: Canvas, pages: list[Page]) -> None:
    """Take the letters into the document by alphabets, before drawing takes them one by one."""
    used: dict[Face, set[str]] = {}
    for page in pages:
        for mark in page.marks:
            if isinstance(mark, Text):
                used.setdefault(mark.face, set()).update(mark.text)
    for face, letters in sorted(used.items()):
        pdfmetrics.getFont(face.value).splitString(in_alphabets(letters), canvas._doc)


def _draw(canvas: Canvas, page: Page) -> None:
    """Surfaces, frames and bars first, then all words: white words lie on black surfaces."""
    top = page.size.height_mm
    for mark in page.marks:
        match mark:
            case Fill():
                _draw_fill(canvas, mark, top)
            case Frame():
                _draw_frame(canvas, mark, top)
            case Bars():
                _draw_bars(canvas, mark, top)
            case Text():
                pass
    words = canvas.beginText()
    grey = BLACK
    font: tuple[Face, float] | None = None
    words.setFillGray(grey)
    for mark in page.marks:
        if not isinstance(mark, Text):
            continue
        if mark.grey != grey:
            words.setFillGray(mark.grey)
            grey = mark.grey
        if (mark.face, mark.size_pt) != font:
            words.setFont(mark.face.value, mark.size_pt)
            font = (mark.face, mark.size_pt)
        words.setTextOrigin(mark.x * PT_PER_MM, (top - mark.baseline) * PT_PER_MM)
        words.textOut(mark.text)
    canvas.drawText(words)


def _draw_fill(canvas: Canvas, fill: Fill, top: float) -> None:
    box = fill.box
    canvas.setFillGray(fill.grey)
    canvas.rect(
        box.x * PT_PER_MM,
        (top - box.bottom) * PT_PER_MM,
        box.w * PT_PER_MM,
        box.h * PT_PER_MM,
        stroke=0,
        fill=1,
    )


def _draw_frame(canvas: Canvas, frame: Frame, top: float) -> None:
    half = frame.thickness / 2
    box = frame.box.inset(half)
    canvas.setStrokeGray(frame.grey)
    canvas.setLineWidth(frame.thickness * PT_PER_MM)
    canvas.rect(
        box.x * PT_PER_MM,
        (top - box.bottom) * PT_PER_MM,
        box.w * PT_PER_MM,
        box.h * PT_PER_MM,
        stroke=1,
        fill=0,
    )


def _draw_bars(canvas: Canvas, bars: Bars, top: float) -> None:
    """In a space where one unit is one module and y runs down, so that all numbers are small."""
    wide = bars.module_dots
    high = bars.height_dots / bars.symbol.rows
    canvas.saveState()
    canvas.setFillGray(BLACK)
    canvas.transform(
        wide * PT_PER_DOT,
        0,
        0,
        -high * PT_PER_DOT,
        bars.x_dots * PT_PER_DOT,
        (top * DOTS_PER_MM - bars.y_dots) * PT_PER_DOT,
    )
    canvas.drawPath(_path(bars.symbol), stroke=0, fill=1)
    canvas.restoreState()


@lru_cache(maxsize=64)
def _path(symbol: Symbol) -> PDFPathObject:
    return PDFPathObject(code=[f"{x} {y} {w} {h} re" for x, y, w, h in symbol.bars])
