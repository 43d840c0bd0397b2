"""How a parcel was packed is kept when it closes, and a later change of it shows."""

from __future__ import annotations

import json
from hashlib import sha256
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tests.packing.bench import Bench
from tests.packing.test_batch import batch, piece
from tests.photos.pictures import picture
from tests.shipping.couriers import Moody
from wms.db import HALL
from wms.packing.evidence.evidence import Bundle, broken_links, evidence_of
from wms.packing.evidence.photos import (
    VALUE_MAX_MINOR,
    Wish,
    parcel_photo,
    photo_wish,
    set_photo_wish,
)
from wms.packing.instructions.errors import (
    EvidenceNone,
    PhotoMissing,
    PhotoWishUnclear,
)
from wms.packing.queries import parcel_at_bench
from wms.packing.steps import Closed, TakePhoto, next_step
from wms.photos.develop import develop
from wms.photos.errors import PhotoUnknown
from wms.shipping.labels import due_shipments
from wms.shipping.pack_again import pack_again
from wms.shipping.pack_and_request import close_parcel, keep_photo
from workers.labels import buy


async def kept(bench: Bench, order_id: object) -> Bundle:
    async with bench.db.read(HALL) as read:
        return await evidence_of(read, bench.shop.id, order_id)  # type: ignore[arg-type]  # an id


async def wish(bench: Bench, of: Wish | None) -> None:
    async with bench.db.begin(HALL) as tx:
        await set_photo_wish(tx, bench.shop.id, of)


async def test_the_chain_tells_the_whole_life_of_a_parcel(bench: Bench) -> None:
    order = await bench.picked(TEA=2)
    assert (await kept(bench, order.id)).links == ()
    number = (await bench.open(order.tote)).parcel or 0
    await bench.scan(number, "TEA")
    await bench.scan(number, "MUG")
    async with bench.db.begin(HALL) as tx:
        await keep_photo(tx, number, develop(picture(40, 30)), scan_id=uuid4(), by=bench.ola)
    await bench.scan(number, "TEA")
    async with bench.db.read(HALL) as read:
        [due] = await due_shipments(read, 5)
    await buy(bench.db, {"house": Moody()}, *due)
    async with bench.db.begin(HALL) as tx:
        label = bench.hall["T-4"].label_code or ""
        await pack_again(tx, number, label, scan_id=uuid4(), by=bench.ola)
    bundle = await kept(bench, order.id)
    assert [link.kind for link in bundle.links] == ["closed", "label", "label", "opened_again"]
    assert bundle.is_intact
    first = bundle.links[0].facts
    assert first["contents"] == [{"lot": None, "quantity": 2, "serials": [], "sku": "TEA"}]
    assert [(one["did"], one["refused"]) for one in first["scans"]] == [
        ("opened", None), ("packed", None), (None, "pack.wrong_item"), ("closed", None),
    ]  # fmt: skip
    assert first["operator_id"] == str(bench.ola.operator_id)
    assert (first["weight_g"], first["bench"], first["previous_sha256"]) == (400, "BENCH-1", None)
    assert [link.facts["status"] for link in bundle.links[1:3]] == ["bought", "voided"]
    for link in bundle.links:  # whoever parses a document and writes it again so gets its bytes
        again = json.dumps(link.facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert again == link.document
        assert sha256(again.encode()).hexdigest() == link.sha256
    for secret in ("Anna", "Świętokrzyska", "anna@example.com"):
        assert all(secret not in link.document for link in bundle.links)
    async with bench.db.read(HALL) as read:
        [shot] = first["photos"]
        jpeg = await parcel_photo(read, bench.shop.id, order.id, shot["id"], "full")
        assert sha256(jpeg).hexdigest() == shot["sha256"]
        with pytest.raises(PhotoUnknown):
            await parcel_photo(read, bench.shop.id, uuid4(), shot["id"], "full")
        with pytest.raises(EvidenceNone):
            await evidence_of(read, bench.shop.id, uuid4())


async def test_what_is_changed_later_shows(bench: Bench) -> None:
    order = await bench.picked(TEA=1)
    number = (await bench.open(order.tote)).parcel or 0
    async with bench.db.begin(HALL) as tx:
        await keep_photo(tx, number, develop(picture(40, 30)), scan_id=uuid4(), by=bench.ola)
    await bench.scan(number, "TEA")
    async with bench.db.begin(HALL) as tx:
        label = bench.hall["T-4"].label_code or ""
        await pack_again(tx, number, label, scan_id=uuid4(), by=bench.ola)
    await bench.scan(number, "TEA")
    links = (await kept(bench, order.id)).links
    assert [link.kind for link in links] == ["closed", "label", "opened_again", "closed"]
    assert links[3].facts["photos"] == [], "it was opened since: that photo counts no more"
    assert broken_links(links) == []
    lighter = links[0].document.replace('"weight_g":200', '"weight_g":100')
    assert lighter != links[0].document
    forged = msgspec.structs.replace(links[0], document=lighter)
    assert broken_links((forged, *links[1:])) == ["link 1"]
    hashed = msgspec.structs.replace(forged, sha256=sha256(lighter.encode()).hexdigest())
    assert broken_links((hashed, *links[1:])) == ["link 2"], "the next one knows the old hash"
    assert broken_links(links[1:]) == ["link 1", "link 2", "link 3"], "one is left out"
    for write in ("UPDATE evidence SET kind = 'label'", "DELETE FROM evidence"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with bench.db.begin(HALL) as tx:
                await tx.execute(text(write))
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE photos SET picture = thumbnail || '!'::bytea"))
    bundle = await kept(bench, order.id)
    [shot] = links[0].facts["photos"]
    assert (bundle.is_intact, bundle.broken) == (False, (f"photo {shot['id']}",))


async def test_a_shop_that_wants_it_gets_a_photo_before_the_parcel_closes(bench: Bench) -> None:
    await wish(bench, Wish(of="all"))
    order = await bench.picked(TEA=1)
    number = (await bench.open(order.tote)).parcel or 0
    assert (await bench.scan(number, "TEA")).did == "photo"
    async with bench.db.read(HALL) as read:
        parcel = await parcel_at_bench(read, number)
        assert next_step(parcel, bench.ola.operator_id) == TakePhoto()
    with pytest.raises(PhotoMissing):
        async with bench.db.begin(HALL) as tx:
            await close_parcel(tx, number, by=bench.ola)
    assert await bench.value("SELECT count(*) FROM shipments") == 0
    async with bench.db.begin(HALL) as tx:
        shot = develop(picture(40, 30))
        assert (await keep_photo(tx, number, shot, scan_id=uuid4(), by=bench.ola)).did == "closed"
    async with bench.db.read(HALL) as read:
        parcel = await parcel_at_bench(read, number)
        assert next_step(parcel, bench.ola.operator_id) == Closed(is_gone=False)
    assert await bench.value("SELECT count(*) FROM shipments") == 1
    # a batch is asked, too, and a bench without a camera goes on
    await batch(bench, "MUG")
    packed = await piece(bench, "MUG")
    assert packed.did == "photo"
    async with bench.db.begin(HALL) as tx:
        done = await keep_photo(tx, packed.parcel or 0, None, scan_id=uuid4(), by=bench.ola)
    assert done.did == "closed"
    link = (await kept(bench, done.order_id)).links[0]
    assert [(one["id"], one["sha256"]) for one in link.facts["photos"]] == [(None, None)]


async def test_only_of_what_is_fragile_or_worth_so_much(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE products SET is_fragile = true WHERE sku = 'MUG'"))
    limit = Wish(of="value", value_from_minor=50_000, currency="PLN")
    cases = [
        (Wish(of="fragile"), "TEA", None, "closed"),
        (Wish(of="fragile"), "MUG", None, "photo"),
        (limit, "TEA", 49_999, "closed"),
        (limit, "TEA", 50_000, "photo"),
        (msgspec.structs.replace(limit, currency="EUR"), "TEA", 50_000, "closed"),
    ]
    for n, (wanted, sku, value, did) in enumerate(cases):
        await wish(bench, wanted)
        order = await bench.picked(f"WEB-{n}", **{sku: 1})
        if value:
            worth = "UPDATE orders SET value_amount_minor = :n, value_currency = 'PLN'"
            async with bench.db.begin(HALL) as tx:
                await tx.execute(text(f"{worth} WHERE id = :id"), {"n": value, "id": order.id})
        number = (await bench.open(order.tote)).parcel
        assert (await bench.scan(number, sku)).did == did, wanted
    for nonsense in (
        Wish(of="value"), Wish(of="value", value_from_minor=0, currency="PLN"),
        Wish(of="value", value_from_minor=5, currency="zł"),
        Wish(of="value", value_from_minor=VALUE_MAX_MINOR + 1, currency="PLN"),
        Wish(of="some"),  # type: ignore[arg-type]  # as a form may say it
    ):  # fmt: skip
        with pytest.raises(PhotoWishUnclear):
            await wish(bench, nonsense)
    await wish(bench, None)
    async with bench.db.read(HALL) as read:
        assert await photo_wish(read, bench.shop.id) is None
