"""Any product, any pack size, any printer, any wedge in between: the same goods, the same pieces.

The shop's barcodes are stored by the catalogue's own rule and looked up as every flow does: by the
candidates of what was scanned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import hypothesis
import pytest
from biip.checksums import gs1_standard_check_digit
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from tests import cast
from tests.sizes import many
from wms.barcodes import SCAN_MAX_CHARS, candidates, counted, parse, trade_item
from wms.catalog.codes import stored_codes
from wms.catalog.products import BARCODES_MAX, BarcodeOf, NewProduct
from wms.catalog.queries import find_by_barcode
from wms.catalog.register import register
from wms.db import Tx

#: what wedges make of the separator (GS1 General Specifications 7.8), as seen in the field
SEPARATORS = ["\x1d", "<GS>", "{GS}", "[FNC1]", "^]", "~", "|", "\u241d", "è", "$", "@", "\\x1d"]
EDGES = ["", "\r", "\n", "\t", "\r\n", " ", "\ufeff", "\u00a0"]
#: no character that a wedge's separator is spelt with, and none that a link would encode
_LOT = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-./", min_size=1, max_size=12).filter(
    lambda lot: not lot.startswith((".", "/")) and "//" not in lot and lot.strip("./-")
)
_PACKS = st.dictionaries(
    st.integers(1, 10**11 - 1), st.integers(1, 5_000), min_size=1, max_size=BARCODES_MAX
)


def gtin(number: int, digits: int = 13) -> str:
    body = f"{number % 10 ** (digits - 1):0{digits - 1}}"
    return f"{body}{gs1_standard_check_digit(body)}"


@dataclass(frozen=True)
class Scan:
    """What is printed on goods, and what came out of the scanner."""

    packs: dict[int, int]
    number: int
    text: str
    count: int
    lot: str | None
    serial: str | None
    expires_on: date | None


def _plain(draw: st.DrawFn, code: str) -> str:
    """The bars alone, in any of the lengths in which a GTIN may come."""
    shortest = len(code.lstrip("0"))
    length = draw(st.sampled_from([n for n in (12, 13, 14) if n >= shortest]))
    aim = draw(
        st.sampled_from(["", "]E0"] if length == 13 else ["", "]I1"] if length == 14 else [""])
    )
    return aim + code.zfill(14)[-length:]


@st.composite
def scans(draw: st.DrawFn) -> Scan:
    """A product with packs, one of them printed somehow, scanned somehow."""
    packs = draw(_PACKS)
    number = draw(st.sampled_from(sorted(packs)))
    code = gtin(number)
    assume(code.strip("0"))
    how = draw(st.sampled_from(["bars", "elements", "spoken", "link", "content"]))
    count, lot, serial, until = 1, None, None, None
    if how == "bars":
        text = _plain(draw, code)
    else:
        until = draw(st.none() | st.dates(date(2025, 1, 1), date(2049, 12, 31)))
        lot = draw(st.none() | _LOT)
        serial = draw(st.none() | _LOT) if how != "content" else None
        count = draw(st.integers(1, 999)) if how == "content" else 1
        text = _printed(draw, how, code.zfill(14), until, lot, serial, count)
    before, after = draw(st.sampled_from(EDGES)), draw(st.sampled_from(EDGES))
    assume(len(text) <= SCAN_MAX_CHARS)
    return Scan(packs, number, before + text + after, count, lot, serial, until)


def _printed(
    draw: st.DrawFn, how: str, gtin14: str, until: date | None, lot: str | None,
    serial: str | None, count: int,
) -> str:  # fmt: skip
    day = f"{until:%y%m%d}" if until else None
    fields = [(ai, value) for ai, value in (("17", day), ("10", lot), ("21", serial)) if value]
    if how == "link":
        path = "".join(f"/{ai}/{value.replace('/', '%2F')}" for ai, value in fields if ai != "17")
        query = f"?17={day}" if day else ""
        return f"https://shop.example/p/01/{gtin14}{path}{query}"
    if how == "spoken":
        return "".join(f"({ai}){value}" for ai, value in [("01", gtin14), *fields])
    # the item first, as GS1 wants it; a separator after each field of free length
    if how == "content":
        fields = [("02", gtin14), ("37", str(count)), *fields]
    else:
        fields = [("01", gtin14), *draw(st.permutations(fields))]
    separator = draw(st.sampled_from(SEPARATORS))
    lead = draw(st.sampled_from(["", "]C1", "]d2", "]Q3"]))
    ends = {"01": "", "02": "", "17": ""}
    return lead + "".join(ai + value + ends.get(ai, separator) for ai, value in fields)


@settings(max_examples=many(250), deadline=None, suppress_health_check=list(HealthCheck))
@given(scans())
def test_any_scan_of_any_pack_is_its_product_and_its_pieces(scan: Scan) -> None:
    stored = stored_codes(
        tuple(BarcodeOf(code=gtin(number), quantity=pack) for number, pack in scan.packs.items())
    )
    read = parse(scan.text, keeps_separators=True)
    found = [stored[code] for code in candidates(read) if code in stored]
    assert found[:1] == [scan.packs[scan.number]], read
    assert found[0] * counted(read) == scan.packs[scan.number] * scan.count
    item = trade_item(read)
    assert item is not None
    assert (item.lot, item.serial, item.expires_on) == (scan.lot, scan.serial, scan.expires_on)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("5901234123457", 1),
        ("0205901234123457" + "3724", 24),
        ("0105901234123457" + "306", 6),
        ("00006141411234567890" + "0205901234123457" + "3724", 24),
        ("006141411234567890", 1),
        ("2000000075", 1),
        ("", 1),
        ("Zażółć", 1),
    ],
)
def test_what_a_code_counts_itself(text: str, count: int) -> None:
    assert counted(parse(text)) == count
    named = "5901234123457" in text
    item = trade_item(parse(text))
    assert (item.gtin14 if item else None) == ("05901234123457" if named else None)


async def test_the_database_finds_what_the_rule_says(tx: Tx) -> None:
    """The same scans, looked up where the flows look them up."""
    drawn: list[Scan] = []

    @hypothesis.seed(7)
    @settings(
        max_examples=many(25), database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(scans())
    def draw(scan: Scan) -> None:
        drawn.append(scan)

    draw()
    for n, scan in enumerate(drawn):
        shop = await cast.open_shop(tx, f"S{n}")
        barcodes = tuple(BarcodeOf(code=gtin(c), quantity=q) for c, q in scan.packs.items())
        await register(tx, shop.id, NewProduct(sku="P", name="P", barcodes=barcodes))
        read = parse(scan.text)
        found = await find_by_barcode(tx, candidates(read), shop_id=shop.id)
        assert [(f.sku, f.quantity * counted(read)) for f in found[:1]] == [
            ("P", scan.packs[scan.number] * scan.count)
        ]
