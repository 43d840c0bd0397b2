"""Many labels on paper: one per page for a label roll, or a grid of them on bought A4 sheets."""

from collections.abc import Sequence
from typing import Final

import msgspec

from printing.page import Page
from printing.paper import A4, CARD, Size


class Sheet(msgspec.Struct, frozen=True):
    """A grid of labels on a sheet; all in millimetres from the sheet's top left corner."""

    paper: Size
    label: Size
    columns: int
    rows: int
    left: float
    top: float
    column_gap: float = 0.0
    row_gap: float = 0.0

    @property
    def labels_per_page(self) -> int:
        """How many labels one sheet holds."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Top left corner of the label at a place, counted along the rows from 0."""
        row, column = divmod(place, self.columns)
        return (
            self.left + column * (self.label.width_mm + self.column_gap),
            self.top + row * (self.label.height_mm + self.row_gap),
        )


PLACE_SHEET: Final = Sheet(A4, Size(99, 57), 2, 5, left=4.75, top=6, column_gap=2.5)
"""Ten labels of 99.1 × 57 mm, the common "L7173" sheet."""
PRODUCT_SHEET: Final = Sheet(A4, Size(63.5, 33.875), 3, 8, left=7.25, top=13, column_gap=2.5)
"""Twenty-four labels of 63.5 × 33.9 mm, the common "L7159" sheet."""
CARD_SHEET: Final = Sheet(A4, CARD, 2, 5, left=14.5, top=5.5, column_gap=10, row_gap=4)
"""Ten cards to cut out."""


def on_sheets(labels: Sequence[Page], sheet: Sheet, first_place: int = 0) -> list[Page]:
    """Labels laid on sheets in reading order.

    `first_place`: so many labels of the first sheet are used up already. ValueError when that is no
    place on the sheet, or when a label has another size than the sheet's.
    """
    if not 0 <= first_place < sheet.labels_per_page:
        raise ValueError(f"a sheet has {sheet.labels_per_page} places, not {first_place}")
    pages: list[Page] = []
    for number, label in enumerate(labels, first_place):
        if label.size != sheet.label:
            raise ValueError(f"this sheet takes labels of {sheet.label}, not {label.size}")
        place = number % sheet.labels_per_page
        if place == 0 or not pages:
            pages.append(Page(sheet.paper))
        pages[-1].place(label, *sheet.corner(place))
    return pages
