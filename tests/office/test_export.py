"""Lists as files: what the page shows, whole, in a form that a spreadsheet reads and never runs."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as Xml
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import text

from api.office import cells
from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in
from wms.calendar.house import USUAL_ZONE
from wms.cases.open import open_case
from wms.db import HALL

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: more rows than are read at once, many times over
MANY = 50_000
#: what 50,000 rows may take at their most, bytes; all of them at once take five times as much
MEMORY_MAX = 12_000_000
#: lists that can be had as a file
LISTS = (
    "orders", "parcels", "manifests", "returns", "products", "stock", "places", "stock/places",
    "cases", "stock/lots", "stock/shops", "stock/watch", "movements", "promises", "inbound",
    "discrepancies", "lpns", "replenish", "products/barcodes", "holds", "release", "pace",
)  # fmt: skip


def cells_of(xlsx: bytes, sheet: int = 1) -> list[list[tuple[str, str]]]:
    """(type, value) of the cells of a sheet, row by row; the type of a number is empty."""
    book = zipfile.ZipFile(io.BytesIO(xlsx))
    assert book.testzip() is None
    rows = Xml.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml")).iter(f"{SHEET}row")
    assert b"<f>" not in book.read(f"xl/worksheets/sheet{sheet}.xml")
    return [
        [(cell.get("t", ""), "".join(cell.itertext())) for cell in row.iter(f"{SHEET}c")]
        for row in rows
    ]


def table_of(answer: httpx.Response, delimiter: str = ",") -> list[list[str]]:
    """The rows of a CSV answer."""
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")  # Excel takes it for UTF-8
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=delimiter))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("=1+1", "'=1+1"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"), ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("\n=1", "'\n=1"),
        ("  =1", "'  =1"), ("＝1", "'＝1"), ("-5", "-5"), ("-5,5", "-5,5"), ("+48601", "+48601"),
        ("-", "'-"), ("Herbata", "Herbata"), ("", ""), (" ", " "), ("a=b", "a=b"),
    ],
)  # fmt: skip
def test_what_a_person_typed_is_no_formula_and_a_negative_number_stays_one(
    typed: str, shown: str
) -> None:
    assert cells.harmless(typed) == shown


def test_numbers_and_days_are_numbers_and_days() -> None:
    moment = datetime(2026, 11, 29, 23, 5, 7, tzinfo=UTC)
    row = [-3, Decimal("2.50"), date(2026, 12, 1), moment, None, 'say "so"; Łódź']
    plain = '-3,2.50,2026-12-01,2026-11-29 23:05:07,,"say ""so""; Łódź"\r\n'
    assert cells.csv_lines([row], "en").decode() == plain
    assert cells.csv_lines([["a", "b"]], "pl") == b"a;b\r\n"  # as a Polish Excel parts them


def test_a_workbook_keeps_types_and_begins_a_new_sheet_when_one_is_full(tmp_path: Path) -> None:
    book = cells.Workbook(tmp_path / "list.xlsx", ["What"], rows_max=4)
    book.add([["=1+1"], [-3], [date(2026, 12, 1)], ["x" * 40_000], ["https://a.example"]])
    book.close()
    whole = (tmp_path / "list.xlsx").read_bytes()
    assert cells_of(whole)[1:] == [[("inlineStr", "=1+1")], [("", "-3")], [("", "46357")]]
    [head, long, link] = cells_of(whole, 2)
    assert head == [("inlineStr", "What")]
    assert len(long[0][1]) == 32_767
    assert link == [("inlineStr", "https://a.example")]


async def test_a_list_as_a_file_is_the_list_as_it_is_filtered(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    page = await manager.get("/office/orders?state=shipped")
    assert 'href="/office/orders/export?state=shipped&amp;as=csv"' in page.text
    [head, *rows] = table_of(await manager.get("/office/orders/export?state=shipped&as=csv"))
    assert head[:4] == ["Order", "The shop's own number", "Shop", "State"]
    assert [row[0] for row in rows] == [str(scene.shipped.number)]
    assert rows[0][3] == "Shipped"

    answer = await manager.get("/office/orders/export?as=xlsx")
    day = datetime.now(ZoneInfo(USUAL_ZONE)).date().isoformat()
    assert answer.headers["content-disposition"] == f'attachment; filename="orders-{day}.xlsx"'
    sheet = cells_of(answer.content)
    assert len(sheet) == 1 + int(str(await scene.value("SELECT count(*) FROM orders")))
    assert ("", str(scene.shipped.number)) in [row[0] for row in sheet]


async def test_every_list_is_had_as_a_file_in_every_language(
    scene: Scene, new_client: NewClient
) -> None:
    async with scene.db.begin(HALL) as tx:
        await open_case(tx, scene.bench.shop.id, kind="enquiry", title="Where is it?")
    for language, delimiter in (("en", ","), ("pl", ";"), ("uk", ";")):
        desk = await log_in(scene, new_client, "manager", language)
        for path in LISTS:
            # on a Sunday nothing leaves: the board is asked for the whole week
            asked = f"/office/{path}/export?{'span=week&' if path == 'release' else ''}as="
            [head, *rows] = table_of(await desk.get(f"{asked}csv"), delimiter)
            assert rows, path
            assert all(len(row) == len(head) for row in rows), path
            answer = await desk.get(f"{asked}xlsx")
            assert len(cells_of(answer.content)) == len(rows) + 1, path


async def test_a_shops_own_person_exports_their_shop_only(
    scene: Scene, shops_own: httpx.AsyncClient
) -> None:
    [_, *rows] = table_of(await shops_own.get(f"/office/orders/export?shop={scene.other.code}"))
    assert str(scene.others_order.number) not in [row[0] for row in rows]
    assert str(scene.shipped.number) in [row[0] for row in rows]
    assert (await shops_own.get("/office/parcels/export")).status_code == 403


@pytest.fixture
def most_memory() -> Iterator[Callable[[], int]]:
    """What was taken at most since the test began, bytes."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


@pytest.mark.large  # make browser
async def test_fifty_thousand_rows_as_csv_take_no_more_memory_than_a_few_pages(
    scene: Scene, manager: httpx.AsyncClient, most_memory: Callable[[], int]
) -> None:
    async with scene.db.begin(HALL) as tx:
        await tx.execute(
            text(
                "INSERT INTO products (shop_id, sku, name) SELECT :shop, 'MANY-' || n, "
                "'=HYPERLINK(\"http://a.example/' || n || '\")' FROM generate_series(1, :many) n"
            ),
            {"shop": scene.bench.shop.id, "many": MANY},
        )
        await tx.execute(text("ANALYZE products"))
    answer = await manager.get("/office/products/export")  # this client keeps the whole answer
    assert most_memory() - 2 * len(answer.content) < MEMORY_MAX
    assert answer.content.count(b"\"'=HYPERLINK(") == MANY


def test_many_rows_as_xlsx_take_no_more_memory_than_one(
    tmp_path: Path, most_memory: Callable[[], int]
) -> None:
    book = cells.Workbook(tmp_path / "list.xlsx", ["What", "How many"])
    before = most_memory()
    for n in range(MANY // 3):
        book.add([[f"=row {n} of a list that would fill the memory", n]])
    book.close()
    assert most_memory() - before < MEMORY_MAX / 10
    assert (tmp_path / "list.xlsx").stat().st_size > MANY
