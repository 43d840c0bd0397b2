"""ZPL: nothing in a name becomes a command, and what a printer draws can be read back.

The last test draws the labels with npm's zpl-renderer-js and is skipped without it; give the folder
that holds its node_modules in ZPL_RENDERER.
"""

import os
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from printing import zpl
from printing.fonts import Face
from printing.page import Bars, Page, Text
from printing.paper import Box, Size
from printing.parcel_label import parcel_label_zpl, parcel_page
from printing.place_labels import location_labels_zpl, tote_labels_zpl
from printing.product_labels import product_labels_zpl
from printing.symbols import Kind, symbol
from printing.zpl import code_128_command, dots, escaped
from tests.printing import samples
from tests.printing.reading import OURS
from tests.sizes import many

RENDERER = os.environ.get("ZPL_RENDERER", "")
DRAW = """
const { ready } = require('zpl-renderer-js');
const [width, height] = process.argv.slice(1).map(Number);
let zpl = '';
process.stdin.on('data', part => zpl += part).on('end', async () => {
  const { api } = await ready;
  const png = await api.zplToBase64Async(zpl, width, height, 8);
  process.stdout.write(Buffer.from(png, 'base64'), () => process.exit(0));
});
"""


def fields(label: bytes) -> list[str]:
    """The field data of a label, unescaped as a printer does."""
    return [
        re.sub("_([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), data)
        for data in re.findall(r"\^FD(.*?)\^FS", label.decode(), re.S)
    ]


def commands(label: bytes) -> list[str]:
    """The commands of a label, field data taken out."""
    bare = re.sub(r"\^FD.*?\^FS", "^FD^FS", label.decode(), flags=re.S)
    return re.findall(r"[\^~][A-Z][A-Z0-9@]", bare)


def unpacked(command: str) -> Image.Image:
    """The picture of a `^GFA` command, black on white."""
    size, _, row, data = re.findall(r"\^GFA,(\d+),(\d+),(\d+),([0-9A-F]*)", command)[0]
    width = int(row) * 8
    image = Image.frombytes("1", (width, int(size) // int(row)), bytes.fromhex(data))
    return image.convert("L").point(lambda ink: 255 - ink)


def test_control_characters_are_escaped() -> None:
    assert escaped("^XZ~JA_5E\\&") == "_5EXZ_7EJA_5F5E_5C&"
    assert escaped("Żółć Їжак") == "Żółć Їжак"
    assert escaped("a\x1db\n") == "a_1Db_0A"


@given(st.text())
@settings(max_examples=many(60))
def test_escaping_can_be_undone_and_leaves_no_command(text: str) -> None:
    safe = escaped(text)
    assert not set("^~\\") & set(safe)
    assert re.sub("_([0-9A-F]{2,6})", lambda f: chr(int(f[1], 16)), escaped("^")) == "^"
    ascii_only = "".join(c for c in text if c.isascii())
    undone = re.sub("_([0-9A-F]{2})", lambda f: chr(int(f[1], 16)), escaped(ascii_only))
    assert undone == ascii_only


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_name_adds_a_command(name: str) -> None:
    label = parcel_label_zpl(samples.label_of(name))
    found = commands(label)
    assert found[:5] == ["^XA", "^CI", "^PW", "^LL", "^LH"]
    assert found[-1] == "^XZ"
    assert found.count("^XA") == found.count("^XZ") == 1
    allowed = {"^XA", "^CI", "^PW", "^LL", "^LH", "^FO", "^FT", "^FR", "^FB", "^FH", "^FD", "^FS",
               "^A0", "^GB", "^GF", "^BY", "^BC", "^BX", "^XZ"}  # fmt: skip
    assert set(found) <= allowed
    assert "~" not in label.decode()


def test_a_label_says_its_size_and_its_words() -> None:
    label = parcel_label_zpl(samples.label_of("Kowalska ^FS~JA_41", "pl"))
    assert label.startswith(b"^XA\n^CI28\n^PW800\n^LL1200\n")
    said = fields(label)
    assert "Kowalska ^FS~JA_41" in said
    assert ">;3000012345" in said
    assert "3000012345" in said
    assert any("PLN" in text or "UAH" in text for text in said)


def test_code_128_starts_in_subset_c_for_pairs_of_digits() -> None:
    assert code_128_command("3000012345", 160) == ("^BCN,160,N,N,N,N", ">;3000012345")
    assert code_128_command("UA1", 160) == ("^BCN,160,N,N,N,A", "UA1")
    assert code_128_command("123", 160) == ("^BCN,160,N,N,N,A", "123")


def test_cyrillic_is_sent_as_a_picture_of_the_very_letters() -> None:
    page = Page(Size(100, 50))
    page.text(Box(5, 5, 90, 15), "Їжак ґ", 24, face=Face.BOLD)
    (mark,) = page.marks
    assert isinstance(mark, Text)
    label = zpl.render([page]).decode()
    assert "^A0" not in label
    picture = unpacked(label)
    assert picture.width == pytest.approx(dots(mark.extent.w), abs=10)
    assert picture.height <= dots(mark.extent.h)
    ink = picture.point(lambda grey: 255 - grey)
    assert ink.getbbox() is not None


def test_polish_is_sent_as_text() -> None:
    page = Page(Size(100, 50))
    page.text(Box(5, 5, 90, 15), "Zażółć gęślą jaźń", 12)
    label = zpl.render([page])
    assert fields(label) == ["Zażółć gęślą jaźń"]
    assert b"^GF" not in label


@pytest.mark.parametrize(
    ("kind", "text", "scanned"),
    [
        (Kind.GS1_128, "(01)05901234123457(10)A1", "01059012341234571" + "0A1"),
        (Kind.GS1_DATA_MATRIX, "(01)05901234123457(10)A1", "01059012341234571" + "0A1"),
    ],
)
def test_gs1_symbols_are_sent_as_pictures_that_read_back(
    kind: Kind, text: str, scanned: str
) -> None:
    page = Page(Size(100, 50))
    page.bars(Box(5, 5, 90, 20), symbol(text, kind), most_dots=4)
    picture = unpacked(zpl.render([page]).decode())
    framed = Image.new("L", (picture.width + 120, picture.height + 120), 255)
    framed.paste(picture, (60, 60))
    (code,) = zxingcpp.read_barcodes(framed, OURS, text_mode=zxingcpp.TextMode.Plain)
    assert code.text == scanned


def test_white_words_are_reversed_and_pale_fills_left_out() -> None:
    page = Page(Size(100, 50))
    page.fill(Box(0, 0, 50, 20))
    page.fill(Box(0, 30, 50, 5), 0.9)
    page.text(Box(5, 5, 40, 10), "white", 12, grey=1.0)
    label = zpl.render([page]).decode()
    assert label.count("^GB") == 1
    assert label.count("^FR") == 1


def test_a_data_matrix_has_an_escape_character_that_its_data_lacks() -> None:
    for text, command in (
        ("AB", "^BXN,14,200,10,10,,|"),
        ("A|B", "^BXN,14,200,10,10,,`"),
    ):
        label = parcel_label_zpl(samples.label_of("Jo", tracking=text))
        assert command in label.decode()
        assert fields(label).count(text) == 3  # bars, matrix, letters
    everything = parcel_label_zpl(samples.label_of("Jo", tracking="|`{}[]@#$%*"))
    assert b"^BX" not in everything
    assert b"^GFA" in everything


def test_each_label_of_a_roll_is_a_format_of_its_own() -> None:
    places = [samples.location_of("A-01", f"100000000{n}") for n in range(3)]
    totes = [samples.tote_of("T-1", f"200000000{n}") for n in range(3)]
    products = [samples.product_of("Mug") for _ in range(3)]
    for roll in (location_labels_zpl(places), tote_labels_zpl(totes), product_labels_zpl(products)):
        assert roll.count(b"^XA") == roll.count(b"^XZ") == 3
    with pytest.raises(ValueError, match="at least one label"):
        zpl.render([])


def drawn(label: bytes, size: Size) -> Image.Image:
    """The label as zpl-renderer-js draws it, one pixel a dot."""
    width, height = f"{size.width_mm:g}", f"{size.height_mm:g}"
    done = subprocess.run(
        ["node", "-e", DRAW, "--", width, height],
        input=label,
        capture_output=True,
        check=True,
        cwd=RENDERER,
        timeout=60,
    )
    return Image.open(BytesIO(done.stdout)).convert("L")


needs_renderer = pytest.mark.skipif(
    not (
        RENDERER
        and shutil.which("node")
        and Path(RENDERER, "node_modules/zpl-renderer-js").is_dir()
    ),
    reason="npm's zpl-renderer-js is not there (ZPL_RENDERER)",
)


def scanned(picture: Image.Image) -> set[tuple[str, str]]:
    read = zxingcpp.read_barcodes(picture, OURS, text_mode=zxingcpp.TextMode.Plain)
    return {(code.format.name.removesuffix("Model2"), code.text) for code in read}


@needs_renderer
@pytest.mark.parametrize(
    "number", ["1234567890", "UA00ABC123456789PL", "x^Y~z_|>1234567", "9985470428"]
)
def test_a_printer_draws_a_parcel_label_that_a_scanner_reads(number: str) -> None:
    label = samples.label_of(samples.HOSTILE, "pl", number)
    picture = drawn(parcel_label_zpl(label), parcel_page(label).size)
    assert scanned(picture) == {("Code128", number), ("DataMatrix", number)}


@needs_renderer
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("5901234123457", "EAN13"),
        ("https://x.example/~^_,A?k=1", "QRCode"),
        ("(01)05901234123457", "Code128"),
    ],
)
def test_a_printer_draws_the_other_symbols_too(text: str, kind: str) -> None:
    page = Page(Size(80, 50))
    page.bars(Box(5, 5, 70, 30), symbol(text), most_dots=4)
    plain = text.replace("(", "").replace(")", "")
    assert scanned(drawn(zpl.render([page]), page.size)) == {(kind, plain)}


@needs_renderer
def test_a_printer_puts_ink_where_the_layout_says() -> None:
    """Words that the printer sets in its own font still lie within the boxes of the layout."""
    label = samples.label_of(samples.LONG_PL, "pl")
    picture = drawn(parcel_label_zpl(label), parcel_page(label).size)
    allowed = Image.new("L", picture.size, 0)
    for mark in parcel_page(label).marks:
        box = mark.ink if isinstance(mark, Bars) else mark.box
        corners = (dots(box.x) - 2, dots(box.y) - 2, dots(box.right) + 2, dots(box.bottom) + 2)
        allowed.paste(255, corners)
    ink = picture.point(lambda grey: 255 if grey < 128 else 0)
    stray = ImageChops.subtract(ink, allowed)
    assert stray.getbbox() is None
