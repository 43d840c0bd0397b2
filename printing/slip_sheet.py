"""The paper of a packing slip while it is laid out: a cursor that runs down, page after page."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from printing.page import BLACK, HAIRLINE_MM, Colour, Page, colour_of, line_mm
from printing.paper import MM_PER_DOT, Box, Size
from printing.slip_style import Style
from printing.words import say

if TYPE_CHECKING:
    from printing.slip import Slip

GREY: Final = 0.42
"""Of labels and small print: lighter than the words, still 5:1 on white."""
PALE: Final = 0.72
LONGEST_MM: Final = 2000.0
"""Of a strip: then a printer has cut, and the next page begins (a PDF's page has 5,080 at most)."""
FOOT_GAP: Final = 2.0


class Sheet:
    """One slip being laid out; `y` is where the next thing goes, in millimetres from the top."""

    def __init__(self, slip: "Slip", paper: Size, style: Style) -> None:
        self.slip = slip
        self.paper = paper
        self.style = style
        self.left = style.margin
        self.width = paper.width_mm - 2 * style.margin
        self.right = self.left + self.width
        self.is_endless = not paper.height_mm
        high = paper.height_mm or LONGEST_MM
        self.floor = high - style.margin - line_mm(style.small_pt) - FOOT_GAP
        self.accent: Colour | None = None if style.is_thermal else colour_of(slip.accent)
        self.grey = BLACK if style.is_thermal else GREY
        self.pale = BLACK if style.is_thermal else PALE
        self.hairline = MM_PER_DOT if style.is_thermal else HAIRLINE_MM
        self.done: list[Page] = []
        self.page = Page(paper)
        self.y = style.margin
        self.begin_next: Callable[[Sheet], None] = lambda _sheet: None
        """What stands atop every page after the first."""

    def say(self, key: str, **facts: object) -> str:
        """A fixed phrase in the slip's language."""
        return say(key, self.slip.language, **facts)

    def next_page(self) -> None:
        """Begin a page."""
        self.end_page()
        self.page = Page(self.paper)
        self.y = self.style.margin
        self.begin_next(self)

    def end_page(self) -> None:
        """What was laid out is a page; that of a strip is as long as it became."""
        if self.is_endless:
            high = self.y + line_mm(self.style.small_pt) + FOOT_GAP + self.style.margin
            self.page.size = Size(self.paper.width_mm, high)
        self.done.append(self.page)

    def room_for(self, height: float) -> bool:
        """Make sure of so many millimetres; whether that took a new page."""
        if self.y + height <= self.floor:
            return False
        self.next_page()
        return True

    def label(self, place: Box, key: str) -> float:
        """A small grey word; gives y beneath."""
        size = self.style.label_pt
        box = Box(place.x, place.y, place.w, line_mm(size))
        self.page.text(box, self.say(key), size, grey=self.grey, least_pt=size - 1.5)
        return box.bottom + 0.4
