"""What is wrong with the barcodes is told to their shop, and nothing of anybody else's."""

from __future__ import annotations

from biip.checksums import gs1_standard_check_digit
from sqlalchemy import text

from tests import cast
from wms.barcodes import candidates, parse
from wms.catalog.health import BarcodeFault, barcode_faults, fault_counts
from wms.catalog.models import Barcode
from wms.db import HALL, Database, Tx, work_for
from wms.shops.models import Shop

#: eight digits that are an EAN-8, and a UPC-E of the other
UPC_A, ITS_UPC_E = "012345000065", "01234565"


async def faults(tx: Tx, shop: Shop) -> list[tuple[str, str, str, str | None]]:
    found = await barcode_faults(tx, shop.id, limit=100)
    return [(f.sku, f.kind, f.code, f.other_sku) for f in found]


async def test_a_healthy_shop_has_no_faults(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA")
    await cast.add_barcode(tx, tea, "15901234123454", 12)
    await cast.add_barcode(tx, tea, "96385074")
    await cast.add_barcode(tx, tea, "TEA-box", 6)
    await cast.add_barcode(tx, tea, "TEA-BOX", 6)
    assert await faults(tx, shop) == []
    assert set((await fault_counts(tx, shop.id)).values()) == {0}


async def test_each_fault_is_found_and_said_what_it_is(tx: Tx) -> None:
    shop, other = await cast.open_shop(tx), await cast.open_shop(tx, "ACME")
    made = {sku: await cast.add_product(tx, shop, sku) for sku in "ABCDEF"}
    theirs = await cast.add_product(tx, other, "SECRET-1", name="Secret thing")
    await tx.execute(text("DELETE FROM barcodes WHERE product_id = :p"), {"p": made["A"].id})
    await cast.add_barcode(tx, made["A"], "15901234123454", 12)  # a pack is no piece
    await cast.add_barcode(tx, made["B"], UPC_A)
    await cast.add_barcode(tx, made["C"], ITS_UPC_E)
    await cast.add_barcode(tx, made["D"], "box-7")
    await cast.add_barcode(tx, made["E"], "BOX-7")
    for code in ("5901234123456", "05901234123450", "12345678"):  # an older release let them in
        tx.add(Barcode(shop_id=shop.id, code=code, product_id=made["F"].id, quantity=1))
    await tx.flush()
    await cast.add_barcode(tx, theirs, "15901234123454", 6)
    assert await faults(tx, shop) == [
        ("A", "missing", "", None),
        ("A", "other_shop", "15901234123454", None),
        ("C", "duplicate", ITS_UPC_E, "B"),
        ("D", "duplicate", "box-7", "E"),
        ("E", "duplicate", "BOX-7", "D"),
        ("F", "check_digit", "12345678", None),
        ("F", "check_digit", "5901234123450", None),
        ("F", "check_digit", "5901234123456", None),
    ]
    assert await fault_counts(tx, shop.id) == {
        "missing": 1, "duplicate": 3, "check_digit": 3, "other_shop": 1,
    }  # fmt: skip
    only = await barcode_faults(tx, shop.id, limit=1, kind="duplicate")
    rest = await barcode_faults(tx, shop.id, limit=9, kind="duplicate", after=only[0].place)
    assert [f.sku for f in only + rest] == ["C", "D", "E"]


async def test_a_shop_reads_that_a_code_is_elsewhere_and_not_where(db: Database) -> None:
    async with db.begin(HALL) as tx:
        ours, theirs = await cast.open_shop(tx), await cast.open_shop(tx, "SECRETIVE")
        for shop, sku in ((ours, "MINE"), (theirs, "SECRET-SKU"), (theirs, "SECRET-2")):
            await cast.add_product(tx, shop, sku)
        for shop, sku in ((ours, "MINE"), (theirs, "SECRET-SKU")):
            product = await tx.scalar(
                text("SELECT id FROM products WHERE shop_id = :s AND sku = :k"),
                {"s": shop.id, "k": sku},
            )
            tx.add(Barcode(shop_id=shop.id, code="05901234123457", product_id=product, quantity=1))
            await tx.flush()
    for tenant in (ours.id, HALL):
        async with db.read(tenant) as read:
            [fault] = await barcode_faults(read, ours.id, limit=10)
            assert isinstance(fault, BarcodeFault)
            assert (fault.sku, fault.kind, fault.other_sku) == ("MINE", "other_shop", None)
            assert "SECRET" not in repr(fault)
            after = await read.scalar(text("SELECT current_setting('wms.tenant')"))
            assert after == str(tenant), "the report works for nobody else any more"
            count = await read.scalar(text("SELECT count(*) FROM barcodes"))
            assert count == (2 if tenant == ours.id else 5)
    async with db.read(ours.id) as read:
        assert await barcode_faults(read, theirs.id, limit=10) == []
    async with db.hall() as read:
        assert len(await barcode_faults(read, theirs.id, limit=10)) == 1


async def test_the_database_reads_digits_as_the_parser_does(tx: Tx) -> None:
    await work_for(tx, HALL)
    bodies = [
        "0425261",
        "0123456",
        "1999990",
        "0100003",
        "0123443",
        "1000000",
        "2123456",
        "9638507",
    ]
    for body in bodies:
        code = f"{body}{gs1_standard_check_digit(body)}"
        stored = code.zfill(14)
        twin = await tx.scalar(text("SELECT upc_e_twin(:c)"), {"c": stored})
        told = candidates(parse(code))
        right = await tx.scalar(text("SELECT has_check_digit(:c)"), {"c": twin}) if twin else False
        assert (told[1:] or (None,))[0] == (twin if right and twin != stored else None), code
        wrong = stored[:-1] + str((int(stored[-1]) + 1) % 10)
        for text_, is_right in ((stored, True), (wrong, False)):
            assert await tx.scalar(text("SELECT has_check_digit(:c)"), {"c": text_}) is is_right
