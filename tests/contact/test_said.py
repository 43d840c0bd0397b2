"""All that is said with a person about an order stands in one thread."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import text

from tests import cast
from tests.contact.conftest import an_order, at_desk
from wms.contact.errors import NothingSaid
from wms.contact.say import File, say, thread_for
from wms.contact.signed import Contact, is_here, presence, set_contact
from wms.db import Tx
from wms.errors import NotFound


async def test_an_order_has_one_thread_whatever_the_channel(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    order = await an_order(tx, shop)
    thread = await thread_for(tx, shop.id, order_id=order)
    assert await thread_for(tx, shop.id, order_id=order, email="anna@example.com") == thread
    one = await thread_for(tx, shop.id, order_id=None, email="jan@example.com", language="pl")
    assert one != thread
    own = await thread_for(tx, shop.id, order_id=None)
    assert await thread_for(tx, shop.id, order_id=None) == own
    assert own not in (one, thread)
    with pytest.raises(NotFound):
        await thread_for(tx, shop.id, order_id=own)


async def test_what_is_said_to_us_waits_until_we_answer_and_a_note_answers_nobody(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    thread = await thread_for(tx, shop.id, order_id=await an_order(tx, shop))
    ewa = await at_desk(tx)

    async def waits() -> bool:
        return bool(
            await tx.scalar(
                text("SELECT waiting_since IS NOT NULL FROM contact_threads WHERE id = :id"),
                {"id": thread},
            )
        )

    with pytest.raises(NothingSaid):
        await say(tx, shop.id, thread, channel="chat", from_="consumer", words="  ")
    await say(tx, shop.id, thread, channel="chat", from_="consumer", words="Where is it?")
    await say(tx, shop.id, thread, channel="note", from_="us", words="I ask the courier.", by=ewa)
    assert await waits()
    picture = File(name="box.jpg", media_type="image/jpeg", content=b"J")
    answer = await say(
        tx, shop.id, thread, channel="chat", from_="us", words="On its way.", by=ewa,
        attachments=[picture],
    )  # fmt: skip
    assert not await waits()
    row = (
        await tx.execute(
            text("SELECT waited_since IS NOT NULL, user_id FROM contact_messages WHERE id = :id"),
            {"id": answer},
        )
    ).one()
    assert row == (True, ewa.user_id)


async def test_somebody_is_there_in_the_hours_only_and_else_an_answer_has_its_day(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    await cast.open_hall(tx)
    ewa = await at_desk(tx)
    await set_contact(tx, shop.id, Contact(name="Ewa", opens_at=time(8), closes_at=time(16)))
    wednesday = datetime(2026, 5, 13, 9, tzinfo=UTC)
    friday_night = datetime(2026, 5, 15, 20, tzinfo=UTC)
    here = await presence(tx, shop.id, now=wednesday)
    assert not here.is_live, "no page of messages is open"
    await is_here(tx, ewa.user_id)
    here = await presence(tx, shop.id, now=wednesday)
    assert here.is_live and here.name == "Ewa"
    assert here.answer_by and here.answer_by.date() == date(2026, 5, 14)
    here = await presence(tx, shop.id, now=friday_night)
    assert not here.is_live
    assert here.answer_by and here.answer_by.date() == date(2026, 5, 19), "counts from Monday"
    await set_contact(tx, shop.id, Contact(is_chat_on=False))
    assert not (await presence(tx, shop.id, now=wednesday)).is_live
