"""Pages to PDF: the marks drawn as vectors with reportlab, fonts embedded as subsets.

The same pages give the same bytes (no clock, no random id), so a paper can be hashed and compared.
"""

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from printing import fonts
from printing.page import Bars, Fill, Frame, Page, Text
from printing.paper import DOTS_PER_MM, PT_PER_DOT, PT_PER_MM
from printing.symbols import Symbol


def render(pages: Iterable[Page], title: str) -> bytes:
    """One PDF of these pages. ValueError when there is none: an empty PDF opens in no viewer."""
    fonts.load()
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("")
    is_empty = True
    for page in pages:
        is_empty = False
        canvas.setPageSize((page.size.width_mm * PT_PER_MM, page.size.height_mm * PT_PER_MM))
        _draw(canvas, page)
        canvas.showPage()
    if is_empty:
        raise ValueError("a PDF needs at least one page")
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Canvas, page: Page) -> None:
    top = page.size.height_mm
    grey = 0.0
    for mark in page.marks:
        wanted = 0.0 if isinstance(mark, Bars) else mark.grey
        if wanted != grey:
            canvas.setFillGray(wanted)
            grey = wanted
        match mark:
            case Text():
                canvas.setFont(mark.face.value, mark.size_pt)
                canvas.drawString(mark.x * PT_PER_MM, (top - mark.baseline) * PT_PER_MM, mark.text)
            case Fill(box):
                canvas.rect(
                    box.x * PT_PER_MM,
                    (top - box.bottom) * PT_PER_MM,
                    box.w * PT_PER_MM,
                    box.h * PT_PER_MM,
                    stroke=0,
                    fill=1,
                )
            case Frame():
                _draw_frame(canvas, mark, top)
            case Bars():
                _draw_bars(canvas, mark, top)


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


@lru_cache(maxsize=1024)
def _path(symbol: Symbol) -> PDFPathObject:
    path = PDFPathObject()
    for x, y, w, h in symbol.bars:
        path.rect(x, y, w, h)
    return path
