"""After an erasure nothing of the person is left, in no table and in no file; the goods add up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench, open_bench
from tests.privacy.living import PERSON, SAID, dump, lived, where
from wms import tables
from wms.db import HALL, Database
from wms.packing.evidence.evidence import evidence_of
from wms.photos.errors import PhotoUnknown
from wms.photos.keep import photo_bytes
from wms.privacy.erase import ask as ask_erasure
from wms.privacy.erase import erasures
from wms.privacy.held import held
from wms.privacy.retention import ask_for_what_is_over, rules_of, set_rules
from wms.privacy.whose import SEALED
from wms.seals.errors import PersonErased
from wms.seals.seals import closed
from wms.settings import Settings
from workers.forget import forget_due


@pytest.fixture
async def bench(db: Database) -> Bench:
    return await open_bench(db)


async def test_of_an_erased_person_nothing_is_left_and_everything_adds_up(
    bench: Bench, settings: Settings, holds: Callable[[], Awaitable[None]]
) -> None:
    spool = settings.spool_dir
    order, photo = await lived(bench, spool)
    before = where(await dump(bench.db, settings.data_dir))
    assert {"orders", "order_documents", "order_holds", "labels", "shipments", "tracking_events",
            "courier_messages", "idempotency_keys", "returns", "order_changes", "label_decisions",
            "print_contents", "courier_protocols", "slip_batches", "platform_orders",
            "platform_tellings", "platform_messages"} <= before.keys()  # fmt: skip
    assert any(name.endswith(".pdf") for name in before), "the slip lies in the folder"
    assert before.pop("orders") == {"Eustachego", "zefiryna.q737"}, "its note; its person is closed"
    assert before.keys().isdisjoint(SEALED.keys() | {"arrived_mails"}), "these are closed"
    async with bench.db.read(HALL) as read:
        known = await held(read, bench.shop.id, order.id)
    assert known.recipient["name"] == PERSON["name"] and known.said[0].words == SAID
    assert known.photos == 1 and known.mails and known.parcels[0]["news"]
    assert known.survey and known.survey["words"] == SAID and known.cases[0].title == SAID
    assert {one.channel for one in known.said} == {"email", "chat"}, "notes of ours stay here"

    async with bench.db.begin(HALL) as tx:
        asked = await ask_erasure(tx, bench.shop.id, email=PERSON["email"].upper(), by="shop")
        again = await ask_erasure(tx, bench.shop.id, order_external_id="WEB-1", by="office")
    assert len(asked) == 2, "the order, and what was sent again for it"
    assert [one.id for one in again] == [one.id for one in asked if one.order_id == order.id], (
        "asked twice is asked once"
    )
    await asyncio.gather(forget_due(bench.db, spool), forget_due(bench.db, spool))

    assert where(await dump(bench.db, settings.data_dir)) == {}
    async with bench.db.begin(HALL) as tx:
        assert all(one.done_at for one in await erasures(tx, bench.shop.id, limit=5))
        with pytest.raises(PhotoUnknown):
            await photo_bytes(tx, photo)
        with pytest.raises(PersonErased):
            await closed(tx, bench.shop.id, order.id, SAID)
        chain = await evidence_of(tx, bench.shop.id, order.id)
        assert chain.links and not chain.broken
        left = await held(tx, bench.shop.id, order.id)
    assert left.recipient == {"country": "PL"} and left.erased_at and not left.said
    assert left.goods[0]["quantity"] == 1 and left.parcels[0]["tracking_number"]
    told = await bench.rows("SELECT data::text FROM events WHERE type = 'order.person_erased'")
    assert len(told) == 2, "of the order, and of what was sent again for it"
    await holds()
    await bench.assert_books_balance()


async def test_an_erasure_waits_for_what_is_open_and_comes_by_itself_when_time_is_over(
    bench: Bench, settings: Settings
) -> None:
    order, _ = await lived(bench, settings.spool_dir, is_sent_again=False)
    shop = bench.shop.id

    async def do(sql: str) -> None:
        async with bench.db.begin(HALL) as tx:
            await tx.execute(text(sql))

    async def waits() -> str | None:
        await do("UPDATE erasures SET look_at = clock_timestamp()")
        await forget_due(bench.db, settings.spool_dir)
        async with bench.db.read(HALL) as read:
            return (await erasures(read, shop, limit=1))[0].waits_for

    async def over() -> int:
        async with bench.db.begin(HALL) as tx:
            return await ask_for_what_is_over(tx, limit=9)

    assert await over() == 0
    async with bench.db.begin(HALL) as tx:
        assert (await rules_of(tx, shop)).retention_days == 30
        await set_rules(tx, shop, retention_days=20)
    await do("UPDATE orders SET updated_at = now() - interval '21 days', "
             "shipped_at = now() - interval '21 days'")  # fmt: skip
    assert await over() == 1
    assert await over() == 0, "who waits is not asked for again"
    assert await waits() == "order", "no courier said that it arrived"
    await do("UPDATE orders SET status = 'delivered'")
    await do("INSERT INTO returns (shop_id, order_id) SELECT shop_id, id FROM orders")
    assert await waits() == "return"
    await do("UPDATE returns SET status = 'rejected'")
    await do("UPDATE cases SET status = 'waiting_for_us', resolved_at = NULL")
    assert await waits() == "case"
    await do("UPDATE cases SET status = 'resolved', resolved_at = now()")
    assert await waits() is None
    assert await bench.value("SELECT person_sealed FROM orders") is None
    assert order.id
    assert await over() == 0, "who was forgotten is not forgotten again"


def test_every_column_says_what_it_may_hold_of_a_person() -> None:
    """Whoever adds a column of words says in `wms.privacy.what` what becomes of it."""
    from sqlalchemy import LargeBinary, Text
    from sqlalchemy.dialects.postgresql import ARRAY, JSONB

    from wms.privacy.what import ERASED, HARMLESS

    asked = {
        (table.name, column.name)
        for table in tables.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Text | LargeBinary | JSONB | ARRAY)
        and not column.name.endswith(("_sealed", "_hash", "_locked"))
    }
    erased_ = {(table, one) for table, columns in ERASED.items() for one in columns}
    harmless = {(table, one) for table, columns in HARMLESS.items() for one in columns.split()}
    said = erased_ | harmless
    assert asked - said == set()
    assert said - asked == set(), "such columns are no more"
    assert erased_ & harmless == set()


def test_every_row_about_a_person_has_an_owner() -> None:
    """Else a backup would keep it in plain, or nobody would know which key has closed it."""
    from wms.privacy.what import ERASED
    from wms.privacy.whose import EMPTIED, PASSING, PLAIN, SEALED

    assert {*PLAIN, *PASSING, "seal_keys", "seal_words"} == set(ERASED)
    sealed = {
        table.name: " ".join(c.name for c in table.columns if c.name.endswith("_sealed"))
        for table in tables.metadata.sorted_tables
        if any(column.name.endswith("_sealed") for column in table.columns)
    }
    assert {table: columns for table, (columns, _) in SEALED.items()} == sealed
    for table, columns in EMPTIED.items():
        assert columns.keys() <= set(tables.metadata.tables[table].columns.keys())


def test_whatever_names_somebody_ends_some_day() -> None:
    from wms.privacy.what import ERASED
    from wms.privacy.whose import ENDED_BY, NOBODYS, OF_MANY, PASSING, PLAIN
    from workers.nightly import CHORES

    locked = {
        table.name
        for table in tables.metadata.sorted_tables
        if any(column.name.endswith("_locked") for column in table.columns)
    }
    assert ENDED_BY.keys() == {*PASSING, *locked} - {*NOBODYS}
    assert {*ENDED_BY.values(), "forget people"} <= CHORES.keys()
    with_a_subject = {table for table, whose in PLAIN.items() if "NULL::uuid" not in whose}
    # a list of many is emptied with the first of its orders that is forgotten
    assert with_a_subject | {*OF_MANY} | ENDED_BY.keys() | SEALED.keys() >= ERASED.keys() - {
        "seal_keys", "seal_words",
    }  # fmt: skip
