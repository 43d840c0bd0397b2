"""Consumers hear each thing once, in their language, and nothing that newer news overtook."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests.notices.conftest import NOON, Story
from wms.errors import SeveralInvalid
from wms.mail.letter import Letter
from wms.notices.quiet import first_loud, zone_of
from wms.notices.texts import OwnText, save_text
from wms.seals.seals import opened


async def _letters(story: Story) -> list[Letter]:
    made = []
    for row in await story.mails():
        words = await opened(story.tx, row.shop_id, row.subject_id, row.letter_sealed)
        assert words is not None
        made.append(msgspec.json.decode(words, type=Letter))
    return made


async def test_nothing_is_told_until_the_shop_says_so_and_then_nothing_old(story: Story) -> None:
    await story.happens("order.received")
    await story.tell()
    await story.told()
    await story.tell()
    assert await story.mails() == []
    await story.happens("order.picking_started")
    await story.tell()
    assert await story.said() == [("preparing", "queued")]


async def test_an_order_with_two_parcels_is_told_once_a_step_with_both(story: Story) -> None:
    await story.told()
    await story.happens("order.received")
    await story.tell()
    await story.happens("order.received")  # the shop asked for its feed once more
    await story.tell()
    first, second = await story.parcel("111"), await story.parcel("222")
    await story.becomes("shipped")
    await story.happens("order.shipped")
    await story.tell()
    assert await story.said() == [("received", "dropped"), ("shipped", "queued")]
    for one in (first, second):
        await story.happens(
            "shipment.tracking_updated", one, "shipment", status="available_for_pickup"
        )
    await story.tell()
    await story.arrived(0)
    await story.happens("shipment.delivered", first, "shipment")
    await story.tell()
    assert [what for what, _ in await story.said()] == ["received", "shipped", "pickup"]
    await story.arrived(1)
    await story.happens("shipment.delivered", second, "shipment")
    await story.tell()
    assert await story.said() == [
        ("received", "dropped"), ("shipped", "dropped"), ("pickup", "dropped"),
        ("delivered", "queued"),
    ]  # fmt: skip
    shipped, pickup = (await _letters(story))[1:3]
    assert shipped.title == "Zamówienie WEB-1 jest w drodze"
    assert shipped.plain.startswith("Dzień dobry!\n")
    assert "Liczba paczek: 2" in shipped.plain
    for letter in (shipped, pickup):
        assert letter.html is not None
        for number in ("111", "222"):
            assert f"https://inpost.example/{number}" in letter.plain
            assert f"https://inpost.example/{number}" in letter.html
        assert "https://wms.example/o/" in letter.html
        assert "<table" not in letter.html
        assert "src=" not in letter.html, "no picture from elsewhere"
    assert "WAW123M" in pickup.plain
    mails = await story.mails()
    assert mails[0].failure["code"] == "mail.overtaken"


async def test_a_delay_is_told_with_its_new_day_and_only_when_it_is_later(story: Story) -> None:
    await story.told()
    await story.order(ship_by=datetime(2026, 3, 5, 16, tzinfo=UTC))
    days = {"from": "2026-03-03T16:00:00+00:00", "to": "2026-03-05T16:00:00+00:00"}
    await story.happens("order.promise_changed", **days)
    await story.happens("order.promise_changed", **{"from": days["to"], "to": days["from"]})
    await story.happens("order.promise_changed", **{"from": None, "to": days["to"]})
    await story.tell()
    (letter,) = await _letters(story)
    assert "Nowy termin wysyłki: 5 marca 2026." in letter.plain


async def test_who_cancelled_or_has_no_address_hears_nothing(story: Story) -> None:
    await story.told()
    await story.happens("order.received")
    await story.tell()
    await story.order(status="cancelled")
    await story.happens("order.cancelled")
    await story.happens("order.packed")
    await story.tell()
    assert await story.said() == [("received", "dropped")]


async def test_nothing_is_sent_in_quiet_hours_but_what_is_urgent(story: Story) -> None:
    night = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # half past eleven in Warsaw
    await story.told(quiet_from=21 * 60, quiet_until=7 * 60, urgent_kinds=["pickup"])
    await story.happens("order.received")
    shipment = await story.parcel("111")
    await story.tell(night)
    await story.happens(
        "shipment.tracking_updated", shipment, "shipment", status="available_for_pickup"
    )
    await story.tell(night)
    received, pickup = await story.mails()
    assert received.too_late_at == datetime(2026, 3, 3, 6, 0, tzinfo=UTC) + timedelta(days=5)
    waits = pickup.due_at - (pickup.too_late_at - timedelta(days=5))
    assert abs(waits) < timedelta(seconds=1), "at once"
    warsaw = zone_of("PL", ZoneInfo("UTC"))
    assert warsaw.key == "Europe/Warsaw"
    assert zone_of("US", ZoneInfo("UTC")).key == "UTC", "has several"
    assert first_loud(NOON, 21 * 60, 7 * 60, warsaw) is None
    assert first_loud(NOON, 12 * 60, 14 * 60, warsaw) == datetime(2026, 3, 2, 13, tzinfo=UTC)


async def test_a_shops_own_words_count_in_their_language_as_versions(story: Story) -> None:
    own = OwnText(subject="{{ shop.name }}: mamy {{ order.external_id }}", body="Hej <b>Ania</b>!")
    assert await save_text(story.tx, story.shop.id, "received", "pl", own) == 1
    assert await save_text(story.tx, story.shop.id, "received", "pl", own) == 1, "no news"
    with pytest.raises(SeveralInvalid) as no:
        await save_text(story.tx, story.shop.id, "received", "pl",
                        OwnText(subject="{{ shop.nmae }}", body=""))  # fmt: skip
    assert {one.code for one in no.value.errors} == {"slip_text.unknown_name", "notice.half_empty"}
    await story.told()
    await story.happens("order.received")
    await story.tell()
    (letter,) = await _letters(story)
    assert letter.title == f"{story.shop.name}: mamy WEB-1"
    assert letter.html is not None
    assert "Hej &lt;b&gt;Ania&lt;/b&gt;!" in letter.html
