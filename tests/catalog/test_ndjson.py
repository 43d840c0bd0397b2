"""A file of JSON objects is judged and written as a spreadsheet is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests import cast
from tests.catalog.test_imports import apply_all
from wms.catalog.imports.check import check
from wms.catalog.imports.errors import FileEmpty, FileTooLarge, FileUnreadable, TooManyRows
from wms.catalog.imports.file import FILE_MAX_BYTES, ROWS_MAX
from wms.catalog.imports.ndjson import is_ndjson, read_ndjson
from wms.catalog.imports.queries import import_card, import_rows
from wms.catalog.imports.upload import keep_file, read_file
from wms.catalog.queries import card_by_sku
from wms.db import Tx
from wms.errors import Refusal

EAN = "5901234123457"


def file(*rows: Any) -> bytes:
    return b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)


def codes(row: bytes | dict[str, Any]) -> list[tuple[str, str]]:
    [read] = read_ndjson(file(row))
    return [(fault.field, fault.code) for fault in read.faults]


def test_a_line_says_what_becomes_different() -> None:
    pack = {"code": "15901234123454", "quantity": 6}
    told = {"sku": "A", "name": "Tea", "weight_g": None, "is_fragile": True}
    content = b"\xef\xbb\xbf\n" + file(
        told | {"barcodes": [{"code": EAN}, pack]}, b"\r", {"sku": "B"}
    )
    assert is_ndjson(content) and not is_ndjson(b"sku,name\nA,{}")
    first, second = read_file(content)
    assert (first.row_no, first.sku, second.row_no, second.sku) == (2, "A", 4, "B")
    assert first.facts == {"name": "Tea", "weight_g": None, "is_fragile": True}
    assert first.codes == {f"0{EAN}": 1, "15901234123454": 6}
    assert (second.facts, second.codes, first.faults, second.faults) == ({}, None, [], [])


def test_all_that_is_wrong_in_a_line_is_said_at_once() -> None:
    for line in (b"{", b"[]{}", b'{"sku": "A"} {"sku": "B"}', b"{" * 5_000, b'{"a": NaN}'):
        assert codes(line) == [("", "import.line_unreadable")], line[:20]
    assert codes({"name": "Tea"}) == [("sku", "import.field_unfit")]
    assert codes({"sku": "A\u0000", "name": "\u0007"}) == [
        ("sku", "import.field_unfit"), ("name", "import.field_unfit"),
    ]  # fmt: skip
    wrong = {"sku": "A", "name": None, "weight_g": 1.5, "colour": "red", "is_hazmat": "yes"}
    assert codes(wrong | {"barcodes": [{"code": "5901234123456"}]}) == [
        ("name", "import.field_unfit"), ("weight_g", "import.field_unfit"),
        ("colour", "import.field_unknown"), ("is_hazmat", "import.field_unfit"),
        ("barcodes", "product.barcode_mistyped"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "no"),
    [
        (b"{\xff}", FileUnreadable),
        (b"\n \r\n", FileEmpty),
        (b"{}\n" * (ROWS_MAX + 1), TooManyRows),
        (b"{" + b" " * FILE_MAX_BYTES, FileTooLarge),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes, no: type[Refusal]) -> None:
    with pytest.raises(no):
        read_ndjson(content)


async def test_it_is_a_dry_run_unless_who_sent_it_agreed_beforehand(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await cast.add_product(tx, shop, "B")
    rows = read_file(file({"sku": "A", "name": "Tea"}, {"sku": "B", "weight_g": 7}, {"sku": "N"}))
    dry = await keep_file(tx, shop.id, "x.ndjson", rows)
    agreed = await keep_file(tx, shop.id, "x.ndjson", rows, is_agreed=True)
    for made, status in ((dry, "checked"), (agreed, "applying")):
        await check(tx, shop.id, made)
        card = await import_card(tx, made)
        assert (card.status, card.new_rows, card.changed_rows, card.error_rows) == (status, 1, 1, 1)
    [_, b, n] = await import_rows(tx, dry, limit=9)
    assert [(one.field, one.old, one.new) for one in b.differences] == [("weight_g", 200, 7)]
    assert [fault.code for fault in n.faults] == ["product.name_missing"]
    done = await apply_all(tx, shop, agreed)
    assert (done.status, done.applied_rows) == ("done", 2)
    assert (await card_by_sku(tx, shop.id, "B")).weight_g == 7
