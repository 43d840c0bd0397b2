"""However a spreadsheet saved it, a row means the same, or says what is wrong with it."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sizes import many
from wms.catalog.imports.errors import (
    ColumnsMissing,
    ColumnTwice,
    ColumnUnknown,
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    TooManyRows,
)
from wms.catalog.imports.file import FILE_MAX_BYTES, ROWS_MAX, Line, read_lines
from wms.catalog.imports.rows import RowRead, read_row
from wms.errors import Refusal

ROWS = [
    ["sku", "name", "weight_g"],
    ["HERB-1", "Herbata „Zażółć gęślą jaźń”; 100 g, luz", "120"],
    ["MUG", 'Kubek 3" niebieski', ""],
]


def file(rows: list[list[str]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def one(**cells: str) -> RowRead:
    return read_row(Line(row_no=2, cells={"sku": "A", **cells}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_every_spreadsheet_is_understood(encoding: str, separator: str, end: str) -> None:
    content = file(ROWS, separator, encoding)
    if end == "\n" and encoding != "utf-16":
        content = content.replace(b"\r\n", b"\n")
    assert read_lines(content) == [
        Line(row_no=n, cells=dict(zip(ROWS[0], row, strict=True)))
        for n, row in enumerate(ROWS[1:], start=2)
    ]


def test_what_spreadsheets_write_besides_is_understood() -> None:
    content = b'\nsep=;\n\n ; \nsku;name;ean\nA;Tea;="05901234123457"\n\nB;;\n'
    assert read_lines(content) == [
        Line(row_no=6, cells={"sku": "A", "name": "Tea", "barcodes": "05901234123457"}),
        Line(row_no=8, cells={"sku": "B", "name": "", "barcodes": ""}),
    ], "and rows are numbered as a spreadsheet numbers them"


def test_cyrillic_needs_utf_8_and_gets_it() -> None:
    rows = [["sku", "name"], ["A", "Чай зелений ґатунку, їжа є"]]
    assert read_lines(file(rows, ";", "utf-8"))[0].cells["name"] == rows[1][1]


def test_columns_are_named_leniently_and_never_guessed() -> None:
    [line] = read_lines(b"\n SKU ,EAN,Weight G,,\nA,5901234123457,5,,\n")
    assert line.cells == {"sku": "A", "barcodes": "5901234123457", "weight_g": "5"}
    for header, refusal in (
        (b"name\nA", ColumnsMissing),
        (b"5901234123457,Tea\nA,B", ColumnsMissing),
        (b"sku,colour\nA,red", ColumnUnknown),
        (b"sku,,name\nA,,B", ColumnUnknown),
        (b"sku,barcode,ean\nA,1,2", ColumnTwice),
    ):
        with pytest.raises(refusal):
            read_lines(header)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", ColumnsMissing),
        (b"sku,name\n", FileEmpty),
        (b"sku,name\n,\n \n", FileEmpty),
        (b"\x89PNG\r\n\x1a\n\0\0\0", FileUnreadable),
        (b"PK\x03\x04\x14\0\x06\0", FileUnreadable),
        (b'sku,name\nA,"open', FileUnreadable),
        (b"sku\n" + b"A" * 5_000, FileUnreadable),
        (b"s" * (FILE_MAX_BYTES + 1), FileTooLarge),
        (b"sku\n" + b"A\n" * (ROWS_MAX + 1), TooManyRows),
    ],
    ids=["nothing", "header", "blank", "picture", "xlsx", "quote", "cell", "bytes", "rows"],
)
def test_what_is_no_list_is_refused_in_words(content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_lines(content)


def test_blank_rows_are_passed_over_and_counted() -> None:
    lines = read_lines(b"sku,name\n,\nA,x\n\nB,y\n")
    assert [(line.row_no, line.cells["sku"]) for line in lines] == [(3, "A"), (5, "B")]


def test_a_row_says_what_it_wants() -> None:
    read = one(
        name="Tea", weight_g="120,0", length_mm="-", width_mm="", is_hazmat="TAK", is_fragile="0",
        is_lot_tracked="ні", barcodes="5901234123457 | 15901234123454*12|box 7 * 6",
    )  # fmt: skip
    assert read.faults == []
    assert read.facts == {
        "name": "Tea", "weight_g": 120, "length_mm": None, "is_hazmat": True, "is_fragile": False,
        "is_lot_tracked": False,
    }  # fmt: skip
    assert read.codes == {"05901234123457": 1, "15901234123454": 12, "box 7": 6}
    assert one(barcodes="").codes is None and one(barcodes="-").codes == {}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"sku": ""}, "import.text_wrong"),
        ({"sku": "A" * 65}, "import.text_wrong"),
        ({"name": "A\x07B"}, "import.text_wrong"),
        ({"name": "A" * 201}, "import.text_wrong"),
        ({"name": "\u202eevil"}, "import.text_wrong"),
        ({"weight_g": "1.5"}, "import.not_a_whole_number"),
        ({"weight_g": "-1"}, "import.not_a_whole_number"),
        ({"weight_g": "10000001"}, "import.not_a_whole_number"),
        ({"weight_g": "99999999999999999999"}, "import.not_a_whole_number"),
        ({"weight_g": "٣"}, None),
        ({"is_hazmat": "maybe"}, "import.not_yes_or_no"),
        ({"barcodes": "5,90123E+12"}, "import.barcode_shortened"),
        ({"barcodes": "5.90123412E+12"}, "import.barcode_shortened"),
        ({"barcodes": "5901234123456"}, "product.barcode_mistyped"),
        ({"barcodes": "5901234123457|05901234123457"}, "product.barcode_twice"),
        ({"barcodes": "2000000075"}, "product.barcode_unusable"),
        ({"barcodes": "*12"}, "import.pack_unreadable"),
        ({"barcodes": "TEA*0"}, "import.pack_unreadable"),
        ({"barcodes": "x" * 129}, "import.pack_unreadable"),
        ({"barcodes": "|".join(f"c{n}" for n in range(21))}, "import.too_many_barcodes"),
    ],
)
def test_each_fault_is_named_with_its_column(cells: dict[str, str], code: str | None) -> None:
    read = one(**cells)
    if code is None:  # other people's digits are digits
        assert read.faults == []
        return
    assert [(f.field, f.code) for f in read.faults] == [(next(iter(cells)), code)]


def test_all_faults_of_a_row_are_told_at_once() -> None:
    [line] = read_lines(b"sku,weight_g,is_hazmat\nA,x,maybe,z")
    assert [f.field for f in read_row(line).faults] == ["weight_g", "is_hazmat", ""]


@settings(max_examples=many(40), deadline=None)
@given(st.binary(max_size=200), st.text(max_size=200))
def test_no_file_and_no_cell_raises_anything_but_a_refusal(raw: bytes, cell: str) -> None:
    for content in (raw, b"sku,name,barcodes,weight_g\n" + raw):
        try:
            for line in read_lines(content):
                read_row(line)
        except Refusal:
            pass
    cells: dict[str, Any] = dict.fromkeys(
        ("sku", "name", "barcodes", "weight_g", "is_hazmat"), cell.strip()
    )
    read = read_row(Line(row_no=2, cells=cells))
    assert len(read.sku) <= 64
