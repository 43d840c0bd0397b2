"""The go-live certificate on one sheet: whose it is, its number, and what proved each scenario."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from printing import pdf
from printing.fonts import Face
from printing.page import HAIRLINE_MM, Align, Page, line_mm
from printing.paper import A4, Box
from printing.words import say, say_date

MARGIN: Final = 20.0
WIDTH: Final = A4.width_mm - 2 * MARGIN
GREY: Final = 0.42
PALE: Final = 0.72
TITLE_PT: Final = 26.0
SHOP_PT: Final = 20.0
BODY_PT: Final = 10.5
NUMBER_PT: Final = 30.0
ROW_PT: Final = 10.0
PROOF_PT: Final = 7.0
#: lines of this size in a row
PROOFS_MAX: Final = 3
LEAST_PT: Final = 5.0
#: twenty rows and what stands above and beneath them are a sheet
ROW: Final = 9.8
FRAME: Final = 0.5
#: inside of the outer frame, mm
EDGE: Final = 10.0
SIGN_WIDTH: Final = 9.0
NAME_WIDTH: Final = 68.0
DAY_WIDTH: Final = 60.0


class CertificateRow(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario that was passed, and under which names and ids its proof can be found."""

    number: int
    name: str
    proof: str


class CertificatePaper(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on it."""

    language: str
    number: int
    shop_name: str
    issued_on: date
    api_version: str
    programs: Sequence[str]
    rows: Sequence[CertificateRow]


def certificate(paper: CertificatePaper) -> bytes:
    """One sheet of A4 as PDF."""
    return pdf.render([certificate_page(paper)], f"{paper.number}")


def certificate_page(paper: CertificatePaper) -> Page:
    """The measured sheet."""
    page = Page(A4)
    page.frame(Box(EDGE, EDGE, A4.width_mm - 2 * EDGE, A4.height_mm - 2 * EDGE), FRAME, GREY)
    y = _head(page, paper)
    for row in paper.rows:
        _row(page, row, y)
        y += ROW
    page.rule(MARGIN, y, WIDTH, HAIRLINE_MM, PALE)
    said = say("certificate_foot", paper.language)
    page.paragraph(Box(MARGIN, y + 3, WIDTH, 10), said, 8, grey=GREY, least_pt=6)
    return page


def _head(page: Page, paper: CertificatePaper) -> float:
    """Title and number, whose it is and what it says, and how it was earned; y beneath."""
    title = Box(MARGIN, MARGIN, WIDTH - 50, line_mm(TITLE_PT))
    page.text(title, say("certificate", paper.language), TITLE_PT, face=Face.BOLD, least_pt=14)
    number = Box(title.right, MARGIN - 1, 50, line_mm(NUMBER_PT))
    y = page.text(number, f"{paper.number}", NUMBER_PT, face=Face.BOLD, align=Align.RIGHT) + 5
    shop = Box(MARGIN, y, WIDTH, line_mm(SHOP_PT))
    y = page.text(shop, paper.shop_name, SHOP_PT, face=Face.BOLD, least_pt=10) + 1
    what = Box(MARGIN, y, WIDTH, 14)
    y = page.paragraph(what, say("certificate_says", paper.language), BODY_PT, least_pt=8) + 3
    facts = (
        (say("certificate_day", paper.language), say_date(paper.issued_on, paper.language)),
        (say("certificate_version", paper.language), paper.api_version),
        (say("certificate_programs", paper.language), ", ".join(paper.programs)),
    )
    for name, value in facts:
        high = line_mm(BODY_PT)
        page.text(Box(MARGIN, y, DAY_WIDTH, high), name, BODY_PT, grey=GREY, least_pt=7)
        room = Box(MARGIN + DAY_WIDTH, y, WIDTH - DAY_WIDTH, high)
        y = page.text(room, value, BODY_PT, least_pt=6) + 0.6
    return y + 4


def _row(page: Page, row: CertificateRow, y: float) -> None:
    """Its number, its name, and small what proves it."""
    page.rule(MARGIN, y, WIDTH, HAIRLINE_MM, PALE)
    high = ROW - HAIRLINE_MM
    sign = Box(MARGIN, y, SIGN_WIDTH - 2, high)
    page.text(sign, f"{row.number}", ROW_PT, grey=GREY, align=Align.RIGHT, is_centred=True)
    name = Box(MARGIN + SIGN_WIDTH, y, NAME_WIDTH - 2, high)
    page.text(name, row.name, ROW_PT, face=Face.BOLD, least_pt=6, is_centred=True)
    left = MARGIN + SIGN_WIDTH + NAME_WIDTH
    lines = min(row.proof.count("\n") + 1, PROOFS_MAX)
    above = (high - lines * line_mm(PROOF_PT)) / 2
    proof = Box(left, y + above, MARGIN + WIDTH - left, high - above)
    page.paragraph(proof, row.proof, PROOF_PT, grey=GREY, least_pt=LEAST_PT)
