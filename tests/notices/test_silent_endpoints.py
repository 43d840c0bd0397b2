"""A shop whose webhook address does not answer is told three times before it is switched off."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import text

from tests import cast
from tests.events.test_feed import endpoint, tell
from tests.notices.conftest import NOON
from wms.db import Tx
from wms.events.breaker import FAILING_MAX, judge
from wms.events.endpoints import EndpointChange, change_endpoint
from wms.events.endpoints import endpoint as read_endpoint
from wms.events.feed import number_events
from wms.events.guard import policy_of
from wms.events.outcomes import Outcome
from wms.events.replays import ReplayAsked, replay
from wms.mail.letter import Letter
from wms.notices.silent_endpoints import PURPOSE, WORDS, tell_silent_endpoints
from wms.seals.seals import opened
from wms.settings import Settings
from wms.shipping.alarms.raised import watch

FAILED = Outcome(is_delivered=False, error="timeout")


async def test_a_shop_is_told_three_times_then_it_is_switched_off_and_offered_what_it_missed(
    tx: Tx, settings: Settings
) -> None:
    shop = (await cast.open_shop(tx, language="pl")).id
    await cast.open_hall(tx)
    one = await endpoint(tx, shop)
    await tell(tx, shop, count=2)
    await number_events(tx)

    async def day(days: float) -> int:
        """Another attempt fails, and the chore looks; how often the shop was told by now."""
        now = NOON + timedelta(days=days)
        await judge(tx, shop, one, FAILED, now)
        await tell_silent_endpoints(tx, settings, now=now)
        return int(
            await tx.scalar(
                text("SELECT count(*) FROM mails WHERE shop_id = :s AND purpose = :p"),
                {"s": shop, "p": PURPOSE},
            )
        )

    assert [await day(n) for n in (0, 0.9, 1.1, 2.9)] == [0, 0, 1, 1]
    assert [await day(n) for n in (3.1, 5, 6.1, 6.9)] == [2, 2, 3, 3]
    assert (await read_endpoint(tx, shop, one)).status == "enabled"
    await watch(tx)
    alarm = text("SELECT code FROM alarms WHERE shop_id = :s AND ended_at IS NULL")
    assert list(await tx.scalars(alarm, {"s": shop})) == ["webhook_silent"]

    assert await day(7.1) == 4
    off = await read_endpoint(tx, shop, one)
    assert (off.status, off.disabled_reason, off.missed) == ("disabled", "failing", None)
    await watch(tx)
    assert list(await tx.scalars(alarm, {"s": shop})) == ["webhook_off"]
    assert await day(8) == 4, "told once that it is over"
    letters = [
        msgspec.json.decode(await opened(tx, shop, one, sealed) or b"", type=Letter)
        for sealed in await tx.scalars(
            text("SELECT letter_sealed FROM mails WHERE shop_id = :s ORDER BY created_at, id"),
            {"s": shop},
        )
    ]
    assert [each.title for each in letters] == [WORDS["pl"].title] * 3 + [WORDS["pl"].off_title]
    assert "Czeka wiadomości: 2" in letters[0].plain
    assert f"do {(NOON + FAILING_MAX):%Y-%m-%d}" in letters[2].plain

    await tell(tx, shop)
    await number_events(tx)
    policy = policy_of(settings)
    on = await change_endpoint(tx, shop, one, EndpointChange(status="enabled"), policy)
    assert on.missed is not None
    assert (on.missed.from_sequence, on.missed.to_sequence) == (1, 3)
    again = await replay(tx, shop, one, ReplayAsked(from_sequence=1, to_sequence=3))
    assert again.count == 3
    assert (await read_endpoint(tx, shop, one)).missed is None


async def test_nobody_is_switched_off_who_was_not_told(tx: Tx) -> None:
    shop = (await cast.open_shop(tx)).id
    one = await endpoint(tx, shop)
    for days in (0, 8, 30):
        at: datetime = NOON + timedelta(days=days)
        await judge(tx, shop, one, FAILED, at)
    assert (await read_endpoint(tx, shop, one)).status == "enabled"


def test_every_language_says_the_same_facts() -> None:
    facts = {"url", "since", "until", "waiting", "page"}
    for words in WORDS.values():
        assert {one for one in facts if f"{{{one}}}" in words.silent} == facts
        assert "{url}" in words.off and "{page}" in words.off
