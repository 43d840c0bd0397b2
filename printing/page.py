"""A page: marks with measured places. What a layout makes and what the PDF and ZPL writers read."""

import math
from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from printing import wrapping
from printing.fonts import ASCENT, CAP_HEIGHT, DESCENT, Face, clean, clean_lines, width_mm
from printing.paper import DOTS_PER_MM, MM_PER_DOT, MM_PER_PT, Box, Size
from printing.symbols import Symbol

BLACK: Final = 0.0
WHITE: Final = 1.0
LINE_HEIGHT: Final = ASCENT + DESCENT
"""Least distance of two baselines, in parts of the font size: no letter touches the line above."""
HAIRLINE_MM: Final = 0.2
CAPTION_GAP_MM: Final = 0.6
_ROUNDING: Final = 1e-6  # millimetres that floating point may add to a sum


class Colour(msgspec.Struct, frozen=True):
    """Ink on paper that can show it, each part from 0 to 1; thermal paper shows black instead."""

    red: float
    green: float
    blue: float


def colour_of(code: str) -> Colour | None:
    """The colour of ``#0b5f56``; None for an empty code. ValueError for anything else."""
    if not code:
        return None
    if len(code) != len("#rrggbb") or not code.startswith("#"):
        raise ValueError(f"a colour is written as #0b5f56, not {code!r}")
    red, green, blue = (part / 255 for part in bytes.fromhex(code[1:]))
    return Colour(red, green, blue)


class Align(StrEnum):
    """Where a line of text lies in its box."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Text(msgspec.Struct, frozen=True):
    """One line of text: x is its left edge, `baseline` its y, `box` the space it was given."""

    text: str
    x: float
    baseline: float
    face: Face
    size_pt: float
    grey: float
    box: Box
    align: Align = Align.LEFT
    colour: Colour | None = None

    @property
    def extent(self) -> Box:
        """The space that its letters can cover, in millimetres."""
        size = self.size_pt * MM_PER_PT
        width = width_mm(self.text, self.face, self.size_pt)
        return Box(self.x, self.baseline - ASCENT * size, width, LINE_HEIGHT * size)


class Fill(msgspec.Struct, frozen=True):
    """A filled rectangle; grey 0 is black, 1 white. With a colour, grey is for thermal paper."""

    box: Box
    grey: float = BLACK
    colour: Colour | None = None


class Frame(msgspec.Struct, frozen=True):
    """The outline of a rectangle, drawn inside its box."""

    box: Box
    thickness: float = HAIRLINE_MM
    grey: float = BLACK


class Bars(msgspec.Struct, frozen=True):
    """A barcode. x and y (of the ink, without quiet zones), module and height are whole dots."""

    symbol: Symbol
    x_dots: int
    y_dots: int
    module_dots: int
    height_dots: int

    @property
    def ink(self) -> Box:
        """The space of the bars, in millimetres."""
        width = self.symbol.columns * self.module_dots
        return _box_of_dots(self.x_dots, self.y_dots, width, self.height_dots)

    @property
    def with_quiet_zones(self) -> Box:
        """The space that must stay empty but for the bars, in millimetres."""
        quiet, module = self.symbol.quiet, self.module_dots
        return _box_of_dots(
            self.x_dots - quiet.left * module,
            self.y_dots - quiet.above * module,
            self.symbol.modules_wide * module,
            self.height_dots + (quiet.above + quiet.below) * module,
        )


class Picture(msgspec.Struct, frozen=True):
    """A JPEG in colours (three bytes a pixel), stretched to its box."""

    box: Box
    content: bytes
    width_px: int
    height_px: int


Mark = Text | Fill | Frame | Bars | Picture


def _box_of_dots(x: int, y: int, w: int, h: int) -> Box:
    return Box(x * MM_PER_DOT, y * MM_PER_DOT, w * MM_PER_DOT, h * MM_PER_DOT)


class DoesNotFit(ValueError):  # noqa: N818 -- a plain sentence, like our Refusals
    """Something that may not be cut (a barcode) is larger than the space for it."""


@lru_cache(maxsize=2048)
def _fitted(
    text: str, face: Face, width: float, size_pt: float, least_pt: float
) -> tuple[str, float, float]:
    """One line, cleaned, shrunk, then cut: the text, its size in points, its width in mm."""
    text = clean(text)
    size_pt = wrapping.shrunk(text, face, width, size_pt, least_pt)
    text = wrapping.cut(text, face, size_pt, width)
    return text, size_pt, width_mm(text, face, size_pt)


class Page:
    """A sheet, label or card being laid out. Millimetres from its top left corner."""

    __slots__ = ("marks", "size")

    def __init__(self, size: Size) -> None:
        self.size = size
        self.marks: list[Mark] = []

    def text(
        self,
        box: Box,
        text: str,
        size_pt: float,
        *,
        face: Face = Face.REGULAR,
        least_pt: float | None = None,
        align: Align = Align.LEFT,
        grey: float = BLACK,
        colour: Colour | None = None,
        is_centred: bool = False,
    ) -> float:
        """One line at the top of the box (or with its capitals centred in the box's height).

        Too long, it shrinks to `least_pt` (default: no shrinking), then ends in an ellipsis.
        Returns y just beneath the line.
        """
        size_pt = min(size_pt, box.h / (LINE_HEIGHT * MM_PER_PT) + _ROUNDING)
        least_pt = min(size_pt, least_pt or size_pt)
        text, size_pt, width = _fitted(text, face, box.w, size_pt, least_pt)
        size = size_pt * MM_PER_PT
        baseline = box.y + (box.h + CAP_HEIGHT * size) / 2 if is_centred else box.y + ASCENT * size
        baseline = min(baseline, box.bottom - DESCENT * size)
        if text:
            x = box.x
            if align is not Align.LEFT:
                x += (box.w - width) / (1 if align is Align.RIGHT else 2)
            self.marks.append(Text(text, x, baseline, face, size_pt, grey, box, align, colour))
        return baseline + DESCENT * size

    def paragraph(
        self,
        box: Box,
        text: str,
        size_pt: float,
        *,
        face: Face = Face.REGULAR,
        least_pt: float | None = None,
        leading: float = LINE_HEIGHT,
        grey: float = BLACK,
    ) -> float:
        """Lines of text from the top of the box; shrinks to `least_pt`, then is cut.

        Line ends in the text are kept. Returns y just beneath the last line.
        """
        least_pt = min(size_pt, least_pt or size_pt)
        while True:
            lines = wrapped(text, face, size_pt, box.w)
            step = leading * size_pt * MM_PER_PT
            most = int((box.h - LINE_HEIGHT * size_pt * MM_PER_PT + _ROUNDING) / step) + 1
            is_whole = size_pt <= least_pt or all(
                wrapping.widest_part(line, face, size_pt) <= box.w for line in clean_lines(text)
            )
            if is_whole and (len(lines) <= most or size_pt <= least_pt):
                break
            size_pt = max(least_pt, size_pt - wrapping.SHRINK_STEP_PT)
        y = box.y
        for line in wrapping.cut_lines(lines, most, face, size_pt, box.w):
            if line:
                room = Box(box.x, y, box.w, LINE_HEIGHT * size_pt * MM_PER_PT + _ROUNDING)
                self.text(room, line, size_pt, face=face, grey=grey)
            y += step
        return y

    def rule(
        self, x: float, y: float, width: float, thickness: float, grey: float = BLACK,
        colour: Colour | None = None,
    ) -> None:  # fmt: skip
        """A horizontal line whose upper edge is at y."""
        self.marks.append(Fill(Box(x, y, width, thickness), grey, colour))

    def fill(self, box: Box, grey: float = BLACK, colour: Colour | None = None) -> None:
        """A filled rectangle."""
        self.marks.append(Fill(box, grey, colour))

    def picture(self, box: Box, content: bytes, width_px: int, height_px: int) -> None:
        """A JPEG in the box, as large as it can be without being stretched, at its top left."""
        scale = min(box.w / width_px, box.h / height_px)
        fits = Box(box.x, box.y, width_px * scale, height_px * scale)
        self.marks.append(Picture(fits, content, width_px, height_px))

    def frame(self, box: Box, thickness: float = HAIRLINE_MM, grey: float = BLACK) -> None:
        """The outline of a rectangle."""
        self.marks.append(Frame(box, thickness, grey))

    def bars(
        self,
        box: Box,
        symbol: Symbol,
        *,
        most_dots: int,
        least_dots: int = 2,
        align: Align = Align.CENTRE,
        is_flush: bool = False,
    ) -> Bars:
        """A barcode in the box, quiet zones included, its module the most whole dots that fit.

        A linear symbol takes the box's height. DoesNotFit when even `least_dots` are too many.
        `is_flush`: the ink, not the quiet zone, ends where the box does, left or right; the zone
        lies in the margin outside.
        """
        room = math.floor(box.w * DOTS_PER_MM + _ROUNDING)
        quiet = symbol.quiet
        hangs = {Align.LEFT: quiet.left, Align.CENTRE: 0, Align.RIGHT: quiet.right}[align]
        hangs = hangs if is_flush else 0
        fits = room // (symbol.modules_wide - hangs)
        if symbol.is_matrix:
            fits = min(fits, math.floor(box.h * DOTS_PER_MM + _ROUNDING) // symbol.modules_high)
        module = min(most_dots, fits)
        if module < least_dots:
            raise DoesNotFit(f"{symbol.kind} {symbol.text!r} does not fit {box.w} × {box.h} mm")
        spare = room - (symbol.modules_wide - hangs) * module
        shift = {Align.LEFT: -hangs * module, Align.CENTRE: spare // 2, Align.RIGHT: spare}[align]
        high = math.floor(box.h * DOTS_PER_MM + _ROUNDING)
        if symbol.is_matrix:
            high = symbol.rows * module
        mark = Bars(
            symbol,
            math.ceil(box.x * DOTS_PER_MM - _ROUNDING) + shift + quiet.left * module,
            math.ceil(box.y * DOTS_PER_MM - _ROUNDING) + quiet.above * module,
            module,
            high,
        )
        self.marks.append(mark)
        return mark

    def place(self, other: "Page", x: float, y: float) -> None:
        """Put all marks of a smaller page on this one, its corner at x, y (rounded to dots)."""
        across, down = round(x * DOTS_PER_MM), round(y * DOTS_PER_MM)
        x, y = across * MM_PER_DOT, down * MM_PER_DOT
        for mark in other.marks:
            match mark:
                case Bars():
                    moved: Mark = Bars(
                        mark.symbol,
                        mark.x_dots + across,
                        mark.y_dots + down,
                        mark.module_dots,
                        mark.height_dots,
                    )
                case Text():
                    moved = msgspec.structs.replace(
                        mark, x=mark.x + x, baseline=mark.baseline + y, box=_moved(mark.box, x, y)
                    )
                case Fill() | Frame() | Picture():
                    moved = msgspec.structs.replace(mark, box=_moved(mark.box, x, y))
            self.marks.append(moved)


def _moved(box: Box, x: float, y: float) -> Box:
    return Box(box.x + x, box.y + y, box.w, box.h)


def wrapped(text: str, face: Face, size_pt: float, width: float) -> tuple[str, ...]:
    """All lines that a text needs at this size and width; its own line ends are kept."""
    lines: list[str] = []
    for line in clean_lines(text):
        lines.extend(wrapping.wrap(wrapping.held_together(line), face, size_pt, width) or ("",))
    return tuple(lines)


def line_mm(size_pt: float, leading: float = LINE_HEIGHT) -> float:
    """Height of one line of text, in millimetres."""
    return size_pt * leading * MM_PER_PT + _ROUNDING
