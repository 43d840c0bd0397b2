"""What does not go by itself is shown to people until its cause is gone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench
from tests.shipping.couriers import Moody
from tests.shipping.test_hand_over import begin, close, label_all
from tests.shipping.test_reship import again, the_order
from tests.shipping.test_track import hear, key_of, shipped, told
from wms.access.desks import hire_office_user
from wms.access.people import Desk
from wms.db import HALL
from wms.shipping import labels
from wms.shipping.alarms.errors import AlarmNoteMissing, AlarmOver, AlarmTaken
from wms.shipping.alarms.listed import AlarmsWanted, alarms, count_alarms
from wms.shipping.alarms.raised import note_alarm, resolve_alarm, take_alarm, watch
from wms.shipping.alarms.rules import ALARMS
from workers.labels import buy

#: of what comes back: tests/returns/test_labels.py and tests/returns/test_no_answer.py
COMES_BACK = {"return_lost", "parcel_unnamed"}


async def raised(bench: Bench, **wanted: object) -> set[str]:
    """Codes of what is the matter now, when every courier tells where its parcels are."""
    async with bench.db.begin(HALL) as tx:
        await watch(tx, telling=["house"])
        return {one.code for one in await alarms(tx, AlarmsWanted(**wanted), limit=50)}  # type: ignore[arg-type]  # its fields


async def be(bench: Bench, sql: str) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text(sql))


async def desk(bench: Bench, name: str = "Olga") -> Desk:
    async with bench.db.begin(HALL) as tx:
        user_id = await hire_office_user(
            tx, email=f"{name}@example.com", name=name, password="long enough", role="office"
        )
    return Desk(
        user_id=user_id, session_id=uuid4(), name=name, role="office", shop_id=None, language="en"
    )


async def test_each_trouble_on_the_way_raises_its_alarm_and_ends_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[str] = set()

    async def now() -> set[str]:
        found = await raised(bench)
        seen.update(found)
        return found

    _, number = await bench.packed(TEA=1)
    async with bench.db.read(HALL) as read:
        [key] = await labels.due_shipments(read, 5)
    courier = Moody()
    courier.refuses = "no such street"
    await buy(bench.db, {"house": courier}, *key)
    assert await now() == {"label_stuck"}
    await be(bench, "UPDATE shipments SET status = 'requested', failure = NULL")
    await label_all(bench)
    assert await now() == set()
    await be(bench, "UPDATE orders SET ship_by = now() - interval '1 hour'")
    assert await now() == {"ship_late"}
    loaded = await begin(bench, await bench.value("SELECT tracking_number FROM shipments"))
    assert await now() == {"ship_late", "manifest_open"}
    await hear(bench, await key_of(bench, number), told("in_transit", 1, code="early"))
    assert await now() == {"ship_late", "manifest_open", "scanned_here"}
    await close(bench, loaded.manifest)
    assert "no_news" in await now()  # its news are of long ago
    await be(bench, "DELETE FROM tracking_events")
    await be(bench, "UPDATE trackings SET status = NULL, first_at = NULL, last_at = NULL")
    await be(bench, "UPDATE parcels SET status = 'in_transit'")
    assert await now() == set()
    await be(bench, "UPDATE shipments SET handed_over_at = now() - interval '25 hours'")
    assert await now() == {"never_scanned"}
    await be(bench, "UPDATE shipments SET handed_over_at = now() - interval '20 days'")
    assert await now() == {"never_scanned", "delivery_late"}
    days = [datetime.now(UTC).date() + timedelta(days=n) for n in range(-21, 2)]
    with monkeypatch.context() as patch:  # as if nobody had worked since
        patch.setattr(
            "wms.shipping.alarms.raised.public_holidays",
            lambda *_: dict.fromkeys(days, "a holiday"),
        )
        assert await now() == {"never_scanned"}
    assert await now() == {"never_scanned", "delivery_late"}
    async with bench.db.begin(HALL) as tx:  # of a courier that tells nothing nothing is expected
        assert (await watch(tx, telling=[])).ended == 2
    for hours, status in enumerate(("delivery_failed", "returning", "lost"), start=2):
        await hear(bench, await key_of(bench, number), told(status, hours))
        assert status in await now()
    await again(bench, await the_order(bench), reason="lost")
    assert await now() == set()
    assert (
        seen
        == {code for code in ALARMS if not code.startswith(("deadline_", "platform_", "webhook_"))}
        - COMES_BACK
    )
    rows = await bench.rows("SELECT count(*), count(ended_at) FROM alarms WHERE code = 'lost'")
    assert tuple(rows[0]) == (1, 1)


async def test_a_person_takes_an_alarm_and_puts_it_away_for_good(bench: Bench) -> None:
    key = await shipped(bench, TEA=1)
    await hear(bench, key, told("lost", 5))
    assert await raised(bench) == {"lost"}
    olga, ewa = await desk(bench), await desk(bench, "Ewa")
    alarm: UUID = await bench.value("SELECT id FROM alarms")

    async def take(by: Desk, of: Desk | None = None) -> None:
        async with bench.db.begin(HALL) as tx:
            await take_alarm(tx, alarm, by=by, of=of.user_id if of else None)

    both = await asyncio.gather(take(olga), take(ewa), return_exceptions=True)
    assert sorted(type(one).__name__ for one in both) == ["AlarmTaken", "NoneType"]
    first, second = (olga, ewa) if both[0] is None else (ewa, olga)
    with pytest.raises(AlarmTaken, match=first.name):
        await take(second)
    await take(second, of=first)  # who asks knows whose it was
    assert await raised(bench, state="mine", user_id=second.user_id) == {"lost"}
    assert await raised(bench, state="nobody") == set()
    async with bench.db.begin(HALL) as tx:
        await note_alarm(tx, alarm, " the courier\nsearches ", by=second)
        with pytest.raises(AlarmNoteMissing):
            await resolve_alarm(tx, alarm, "  ", by=second)
        await resolve_alarm(tx, alarm, "claimed, the shop pays back", by=second)
        with pytest.raises(AlarmOver):
            await note_alarm(tx, alarm, "too late", by=second)
    assert await raised(bench) == set()  # its cause is still there
    async with bench.db.read(HALL) as read:
        [over] = await alarms(read, AlarmsWanted(state="over", code="lost"), limit=5)
        assert (await count_alarms(read, AlarmsWanted(state="over"))).by_code == {"lost": 1}
    assert [(one.what, one.note) for one in over.acts][-2:] == [
        ("note", "the courier searches"),
        ("resolved", "claimed, the shop pays back"),
    ]
    assert over.since - told("lost", 5).at == timedelta(0)
    assert (over.order_external_id, over.carrier) == ("WEB-1", "house")
