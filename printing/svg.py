"""A page as a picture for a screen: the same marks as on paper, drawn by the browser (SVG 1.1).

Words are set in our own font, which the desk's pages have (`/static/fonts`), and each is as wide as
it was measured, whatever the browser makes of it. There is no style and no script in it.
"""

from base64 import b64encode
from html import escape
from typing import Final

from printing.fonts import Face
from printing.page import Bars, Colour, Fill, Frame, Page, Picture, Text
from printing.paper import MM_PER_PT

#: what the page's style sheet calls the faces
CLASSES: Final = {Face.REGULAR: "paper-regular", Face.BOLD: "paper-bold"}
FULL: Final = 255


def svg(page: Page, title: str) -> str:
    """The page as an SVG element of its own; one unit is a millimetre."""
    wide, high = page.size.width_mm, page.size.height_mm
    under = [_under(mark) for mark in page.marks if not isinstance(mark, Text)]
    words = [_text(mark) for mark in page.marks if isinstance(mark, Text)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:.2f}" '
        f'width="{wide:g}mm" height="{high:.2f}mm" role="img" aria-label="{escape(title)}">'
        f'<rect width="{wide:g}" height="{high:.2f}" fill="#fff"/>'
        + "".join(under)
        + "".join(words)
        + "</svg>"
    )


def _ink(grey: float, colour: Colour | None) -> str:
    parts = (colour.red, colour.green, colour.blue) if colour else (grey, grey, grey)
    return "#" + bytes(round(part * FULL) for part in parts).hex()


def _text(mark: Text) -> str:
    return (
        f'<text x="{mark.x:.3f}" y="{mark.baseline:.3f}" class="{CLASSES[mark.face]}" '
        f'font-size="{mark.size_pt * MM_PER_PT:.3f}" fill="{_ink(mark.grey, mark.colour)}" '
        f'textLength="{mark.extent.w:.3f}" lengthAdjust="spacingAndGlyphs">'
        f"{escape(mark.text)}</text>"
    )


def _under(mark: Fill | Frame | Bars | Picture) -> str:
    match mark:
        case Fill(box, grey, colour):
            return (
                f'<rect x="{box.x:.3f}" y="{box.y:.3f}" width="{box.w:.3f}" '
                f'height="{box.h:.3f}" fill="{_ink(grey, colour)}"/>'
            )
        case Frame(whole, thickness, grey):
            box = whole.inset(thickness / 2)
            return (
                f'<rect x="{box.x:.3f}" y="{box.y:.3f}" width="{box.w:.3f}" height="{box.h:.3f}" '
                f'fill="none" stroke="{_ink(grey, None)}" stroke-width="{thickness:.3f}"/>'
            )
        case Picture(box, content):
            data = b64encode(content).decode()
            return (
                f'<image x="{box.x:.3f}" y="{box.y:.3f}" width="{box.w:.3f}" '
                f'height="{box.h:.3f}" href="data:image/jpeg;base64,{data}"/>'
            )
        case Bars():
            return _bars(mark)


def _bars(mark: Bars) -> str:
    ink, rows = mark.ink, mark.symbol.rows
    wide, high = ink.w / mark.symbol.columns, ink.h / rows
    path = "".join(f"M{x} {y}h{w}v{h}h-{w}z" for x, y, w, h in mark.symbol.bars)
    return (
        f'<path transform="translate({ink.x:.3f} {ink.y:.3f}) scale({wide:.5f} {high:.5f})" '
        f'd="{path}" shape-rendering="crispEdges"/>'
    )
