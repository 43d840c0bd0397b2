"""A shop reads what was said with it and its consumers, and writes to both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tests import cast
from tests.contact.conftest import an_order, at_desk
from wms.contact.answer import answer
from wms.contact.say import say, thread_for
from wms.contact.shop_side import shop_messages, tell_consumer, tell_us
from wms.db import Tx
from wms.errors import NotFound
from wms.settings import Settings

SETTINGS = Settings(secret_key="k" * 40)


async def test_a_shop_reads_no_note_and_misses_nothing_that_can_be_taken_back(tx: Tx) -> None:
    shop, ewa = await cast.open_shop(tx), await at_desk(tx)
    order = await an_order(tx, shop)
    thread = await thread_for(tx, shop.id, order_id=order)
    number = await tx.scalar(text("SELECT number FROM contact_threads"))
    soon = datetime.now(UTC) + timedelta(minutes=5)

    async def read() -> list[tuple[str, str | None]]:
        found = await shop_messages(tx, shop.id, limit=50, settled=soon, order_id=order)
        return [(one.talk_with, one.words) for one in found]

    await say(tx, shop.id, thread, channel="chat", from_="consumer", words="Where is it?")
    [told] = (await tx.execute(text("SELECT * FROM events WHERE type LIKE 'contact.%'"))).all()
    assert told.subject_id == order and set(told.data) == {
        "message_id", "thread_number", "channel",
    }  # fmt: skip
    await answer(tx, SETTINGS, number, channel="note", words="Psst", by=ewa)
    await answer(tx, SETTINGS, number, channel="email", words="On its way.", by=ewa)
    written = await tell_us(tx, shop.id, "What happened?", order_id=order)
    assert await read() == [("consumer", "Where is it?")], "the e-mail may yet be taken back"
    await tx.execute(text("UPDATE contact_messages SET leaves_at = clock_timestamp()"))
    said = [("consumer", "Where is it?"), ("consumer", "On its way."), ("us", "What happened?")]
    assert await read() == said
    assert await shop_messages(tx, shop.id, limit=9, settled=soon, after=written.id) == []
    other = await cast.open_shop(tx, "OTHER")
    assert await shop_messages(tx, other.id, limit=50, settled=soon) == []
    with pytest.raises(NotFound):
        await tell_us(tx, other.id, "Hello", order_id=order)


async def test_what_a_shop_writes_to_its_buyer_answers_them_and_goes_by_mail_or_to_their_page(
    tx: Tx,
) -> None:
    shop = await cast.open_shop(tx)
    waits = text("SELECT waiting_since IS NOT NULL FROM contact_threads WHERE order_id = :order")
    for email, channel in (("anna@example.com", "email"), ("", "chat")):
        order = await an_order(tx, shop, email)
        thread = await thread_for(tx, shop.id, order_id=order)
        await say(tx, shop.id, thread, channel="page", from_="consumer", words="Where is it?")
        assert await tx.scalar(waits, {"order": order})
        told = await tell_consumer(tx, SETTINGS, shop.id, "Tomorrow.", order_id=order)
        assert told.channel == channel
        assert not await tx.scalar(waits, {"order": order})
        await tell_us(tx, shop.id, "Is that so?", order_id=order)
        assert await tx.scalar(waits, {"order": order}), "what is said to us waits for us"
    assert await tx.scalar(text("SELECT count(*) FROM mails WHERE purpose = 'reply'")) == 1
