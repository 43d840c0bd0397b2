"""One label for every printer: its barcodes read in the printer's own dots, and it can be moved."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from printing.for_printer import DOTS_PER_MM, Device, for_printer
from printing.parcel_label import parcel_label, parcel_label_zpl
from tests.printing.samples import label_of

LABEL = label_of("Anna Żółć")
PDF = parcel_label(LABEL)


def picture_of(zpl: bytes) -> Image.Image:
    """What a printer makes of `^GFA` with shortened data, as the guide says: not our own code."""
    size, row_bytes, data = re.search(rb"\^GFA,\d+,(\d+),(\d+),([^^]*)\^FS", zpl).groups()  # type: ignore[union-attr]
    digits, rows, row, count = int(row_bytes) * 2, [], "", 0
    for letter in data.decode():
        if "G" <= letter <= "Y":
            count += ord(letter) - ord("F")
        elif "g" <= letter <= "z":
            count += 20 * (ord(letter) - ord("f"))
        elif letter == ",":
            row = row.ljust(digits, "0")
        elif letter == ":":
            rows.append(rows[-1])
        else:
            row, count = row + letter * (count or 1), 0
        if len(row) == digits:
            rows.append(row)
            row = ""
    assert not row and len(rows) * int(row_bytes) == int(size)
    bits = bytes(byte ^ 0xFF for byte in bytes.fromhex("".join(rows)))
    return Image.frombytes("1", (int(row_bytes) * 8, len(rows)), bits).convert("L")


def codes(picture: Image.Image) -> set[str]:
    return {one.text for one in zxingcpp.read_barcodes(picture)}


@pytest.mark.parametrize("dpi", [203, 300])
def test_a_label_that_came_as_pdf_prints_on_a_zpl_printer_in_its_own_dots(dpi: int) -> None:
    kind, zpl = for_printer({"pdf": PDF}, Device(format="zpl", dpi=dpi))
    assert kind == "application/zpl"
    assert zpl.startswith(b"^XA^PW") and zpl.count(b"^XZ") == 1
    drawn = picture_of(zpl)
    assert codes(drawn) == {LABEL.tracking_number}
    assert abs(drawn.size[1] - 150 * DOTS_PER_MM[dpi]) <= 2
    assert len(zpl) < len(PDF) * 12, "empty paper costs nothing"


def test_zpl_made_for_the_printers_dots_is_sent_as_it_is_and_moved_by_its_offsets() -> None:
    own = {"pdf": PDF, "zpl": parcel_label_zpl(LABEL)}
    assert for_printer(own, Device(format="zpl")) == ("application/zpl", own["zpl"])
    moved = Device(format="zpl", offset_x_um=1500, offset_y_um=-500, darkness=5)
    assert for_printer(own, moved)[1].startswith(b"^XA^LS-12^LT-4^MD5")
    assert b"^GFA" in for_printer(own, Device(format="zpl", dpi=300))[1]
    with pytest.raises(ValueError, match="needs a PDF"):
        for_printer({"zpl": own["zpl"]}, Device(format="pdf"))
    with pytest.raises(ValueError, match="not a PDF"):
        for_printer({"pdf": b"half a"}, Device(format="zpl"))


def _ink(pdf: bytes) -> tuple[int, int]:
    """Left and top of what is black, in tenths of a millimetre."""
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    picture = page.render(scale=10 / 72 * 25.4, grayscale=True).to_pil()
    box = picture.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert box is not None
    return box[0], box[1]


def test_a_pdf_is_moved_and_nothing_else_of_it_changes() -> None:
    assert for_printer({"pdf": PDF}, Device()) == ("application/pdf", PDF)
    _, moved = for_printer({"pdf": PDF}, Device(offset_x_um=2000, offset_y_um=3000))
    left, top = _ink(PDF)
    assert _ink(moved) == (left + 20, top + 30)
    pages = pypdfium2.PdfDocument(io.BytesIO(moved))
    assert pages[0].get_size() == pypdfium2.PdfDocument(io.BytesIO(PDF))[0].get_size()
    assert LABEL.tracking_number in pages[0].get_textpage().get_text_range()


def test_a_printer_of_dots_gets_a_picture_of_its_own_size() -> None:
    device = Device(format="png", dpi=300, width_mm=105, height_mm=148, offset_x_um=1000)
    kind, png = for_printer({"pdf": PDF}, device)
    picture = Image.open(io.BytesIO(png))
    assert (kind, picture.size, picture.mode) == ("image/png", (1240, 1748), "1")
    assert codes(picture.convert("L")) == {LABEL.tracking_number}
    half = Device(format="zpl", width_mm=58, height_mm=90)
    _, small = for_printer({"pdf": PDF}, half)
    assert picture_of(small).size[0] <= 58 * 8 + 8 + 16, "too large a page is made smaller"
