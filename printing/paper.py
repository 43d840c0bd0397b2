"""Sizes: millimetres for places, points for letters, dots for bars."""

import msgspec

MM_PER_INCH = 25.4
PT_PER_INCH = 72.0
PT_PER_MM = PT_PER_INCH / MM_PER_INCH
MM_PER_PT = MM_PER_INCH / PT_PER_INCH
DOTS_PER_MM = 8
"""A "203 dpi" label printer has exactly eight dots a millimetre (203.2 dpi)."""
MM_PER_DOT = 1 / DOTS_PER_MM
PT_PER_DOT = PT_PER_MM / DOTS_PER_MM


class Size(msgspec.Struct, frozen=True):
    """Width and height of a sheet, a label or a card, in millimetres."""

    width_mm: float
    height_mm: float


A4 = Size(210, 297)
A6 = Size(105, 148)
ROLL_80 = Size(80, 0)
"""Thermal paper of 80 mm without an end (height 0): a page is as long as what stands on it."""
PARCEL = Size(100, 150)
"""The label size that couriers agree on."""
PLACE_ROLL = Size(100, 50)
PRODUCT_ROLL = Size(58, 40)
CARD = Size(85.5, 54)
"""A bank card, ISO/IEC 7810 ID-1 (85.60 × 53.98 mm), in whole half-millimetres."""


class Box(msgspec.Struct, frozen=True):
    """A rectangle on a page; x and y are its top left corner, in millimetres."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """x of the right edge, in millimetres."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """y of the lower edge, in millimetres."""
        return self.y + self.h

    def inset(self, dx: float, dy: float | None = None) -> "Box":
        """The box made smaller by `dx` left and right and `dy` (default `dx`) above and below."""
        dy = dx if dy is None else dy
        return Box(self.x + dx, self.y + dy, self.w - 2 * dx, self.h - 2 * dy)
