"""A label of somebody else's is read as a scanner would, before it is printed."""

from __future__ import annotations

import base64
import zlib

import pytest
from PIL import Image

from printing.for_printer import Device, as_zpl, pictures
from printing.label_check import read_label
from printing.parcel_label import parcel_label, parcel_label_zpl
from tests.printing.samples import label_of
from wms.demo.couriers.drawn import BLANK_ZPL, blank_pdf, label_pdf, label_zpl

NUMBER = "602677439331630337653846"
LABEL = label_of("Anna Nowak")
DPD = "%00813681000075000001U101616"


@pytest.mark.parametrize("code", [NUMBER, DPD])
def test_the_code_on_a_label_is_read_in_pdf_zpl_and_pictures(code: str) -> None:
    pdf = label_pdf(code, ("InPost", "KRA010", "Żółkiewska"))
    assert read_label(pdf, "pdf").codes == (code,)
    zpl = read_label(label_zpl(code, ("InPost", "^~_ Żółkiewska")), "zpl")
    assert (zpl.codes, zpl.is_blank) == ((code,), False)
    device = Device(width_mm=105, height_mm=150)
    [page] = pictures(pdf, device)
    assert read_label(as_zpl(page, device), "zpl").codes == (code,), "^GF, shortened"
    packed = base64.b64encode(zlib.compress(_bits(page))).decode()
    row_bytes = (page.width + 7) // 8
    size = row_bytes * page.height
    z64 = f"^XA^FO0,0^GFA,{size},{size},{row_bytes},:Z64:{packed}:ABCD^FS^XZ".encode()
    assert read_label(z64, "zpl").codes == (code,)


def _bits(page: Image.Image) -> bytes:
    padded = Image.new("1", ((page.width + 7) // 8 * 8, page.height), 1)
    padded.paste(page, (0, 0))
    return bytes(byte ^ 0xFF for byte in padded.tobytes())


def test_our_own_labels_say_their_number_in_both_languages() -> None:
    for content, kind in ((parcel_label(LABEL), "pdf"), (parcel_label_zpl(LABEL), "zpl")):
        assert LABEL.tracking_number in read_label(content, kind).codes


def test_nothing_on_it_is_blank_and_smeared_bars_are_not_read() -> None:
    assert read_label(blank_pdf(), "pdf").is_blank
    assert read_label(BLANK_ZPL, "zpl").is_blank
    assert read_label(b"^XA^FO1,1^FD ^FS^FO1,1^GFA,2,2,1,0000^FS^XZ", "zpl").is_blank
    smeared = read_label(label_pdf(NUMBER, ("InPost",), smeared=True), "pdf")
    assert (smeared.codes, smeared.is_blank) == ((), False)
    framed = read_label(b"^XA^FO1,1^GB9,9,1^FS^XZ", "zpl")
    assert (framed.codes, framed.is_blank) == ((), False)


def test_what_is_no_label_is_said_to_be_none() -> None:
    for content, kind in ((b"<html>", "pdf"), (b"<html>", "zpl"), (b"", "pdf")):
        with pytest.raises(ValueError):
            read_label(content, kind)
    # broken pictures are nothing, and no reason to fall
    for told in (b"A,1,1,0,FF", b"A,9999999,9999999,1,FF", b"B,1,1,1,x", b"A,4,4,1,:Z64:AAAA:0"):
        assert read_label(b"^XA^GF" + told + b"^FS^XZ", "zpl").codes == ()


def test_orders_within_a_code_and_hex_are_not_its_text() -> None:
    zpl = b"^XA^BCN,100,Y^FD>;12345678>6AB^FS^BQN,2,5^FDQA,https://x^FS^BXN,5,200^FH^FD_41BC^FS^XZ"
    assert read_label(zpl, "zpl").codes == ("12345678AB", "https://x", "ABC")
