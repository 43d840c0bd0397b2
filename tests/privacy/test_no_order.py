"""Who wrote and named no order is known, and forgotten, by their e-mail address."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from tests.privacy.living import PERSON, SAID, dump, where, writes
from wms.cases.open import open_case
from wms.cases.resolve import Remedy, resolve_case
from wms.contact.arrived import aside_mails
from wms.contact.say import File, say, thread_for
from wms.db import HALL, Database
from wms.privacy import held
from wms.privacy.erase import ask, erasures
from wms.privacy.errors import NobodyFound
from wms.privacy.held import conversation
from wms.privacy.known import known
from wms.privacy.parcels import forget_unplaced
from wms.privacy.threads import ask_for_threads_that_are_over
from wms.returns.unidentified.parcels import describe, parcel
from wms.returns.unidentified.rank import Sender
from wms.seals.errors import PersonErased
from wms.settings import Settings
from wms.shops.models import Shop
from workers.forget import forget_due

EMAIL = PERSON["email"]
TEA = "When do you have tea again?"


@pytest.fixture
async def shop(db: Database) -> Shop:
    async with db.begin(HALL) as tx:
        return await cast.open_shop(tx)


async def threads(db: Database) -> list[UUID]:
    async with db.read(HALL) as read:
        return list((await read.scalars(text("SELECT id FROM contact_threads ORDER BY id"))).all())


async def test_who_only_wrote_is_told_what_is_held_and_forgotten(
    db: Database, shop: Shop, settings: Settings
) -> None:
    await writes(db, settings, shop.id, 1, subject=TEA)
    await writes(db, settings, shop.id, 2, subject=TEA, reason="too_large")
    (thread,) = await threads(db)
    async with db.begin(HALL) as tx:
        case = await open_case(tx, shop.id, kind="enquiry", title=SAID, thread_id=thread)
        found = await known(tx, settings, shop.id, f" {EMAIL.upper()} ")
    (talk,) = found.conversations
    assert found.orders == [] and found.is_complete and not found.is_unsubscribed
    assert SAID in talk.said[0].words and talk.said[0].files == ["mail.eml"]
    assert talk.cases[0].title == SAID
    assert SAID in found.unfiled[0].words
    assert where(await dump(db, settings.data_dir)) == {}, "it is closed with a key"

    async with db.begin(HALL) as tx:
        (asked,) = await ask(tx, shop.id, email=EMAIL, by="shop", settings=settings)
        assert await aside_mails(tx, settings) == [], "what was filed nowhere is gone at once"
    assert asked.order_id is None and asked.thread_number == talk.number
    await forget_due(db, settings.spool_dir)
    async with db.begin(HALL) as tx:
        assert (await erasures(tx, shop.id, limit=1))[0].waits_for == "case"
        await resolve_case(tx, shop.id, case.id, Remedy(what="none"), by=None)
        await tx.execute(text("UPDATE erasures SET look_at = now()"))
    await forget_due(db, settings.spool_dir)
    async with db.begin(HALL) as tx:
        assert (await erasures(tx, shop.id, limit=1))[0].done_at
        assert (await conversation(tx, shop.id, thread)).said == []
        for verb in (known(tx, settings, shop.id, EMAIL), ask(tx, shop.id, email=EMAIL, by="shop")):
            with pytest.raises(NobodyFound):
                await verb
        with pytest.raises(PersonErased):
            await say(tx, shop.id, thread, channel="phone", from_="consumer", words=SAID)

    await writes(db, settings, shop.id, 3, subject=TEA)
    assert len(await threads(db)) == 2, "who writes again begins anew"
    async with db.read(HALL) as read:
        again = await known(read, settings, shop.id, EMAIL)
    assert len(again.conversations) == 1


async def test_all_that_was_said_is_told_however_much_it_is(
    db: Database, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "BATCH", 2)
    async with db.begin(HALL) as tx:
        thread = await thread_for(tx, shop.id, order_id=None, email=EMAIL)
        for n in range(5):
            file = File(name=f"{n}.txt", media_type="text/plain", content=b"x")
            await say(tx, shop.id, thread, channel="phone", from_="consumer", words=f"{n}",
                      attachments=[file])  # fmt: skip
        told = await conversation(tx, shop.id, thread)
    assert [(one.words, one.files) for one in told.said] == [
        (f"{n}", [f"{n}.txt"]) for n in range(5)
    ]


async def test_what_belongs_to_no_order_is_not_kept_for_ever(
    db: Database, shop: Shop, settings: Settings
) -> None:
    await writes(db, settings, shop.id, 1, subject=TEA)
    async with db.begin(HALL) as tx:
        number = await tx.scalar(
            text("INSERT INTO returns (shop_id, status, note) VALUES (:shop, 'unidentified', :n) "
                 "RETURNING number"),
            {"shop": shop.id, "n": PERSON["name"]},
        )  # fmt: skip
        sender = Sender(name=PERSON["name"], street=PERSON["street"])
        await describe(tx, number, sender=sender, weight_g=None, codes=["5901234123457"])

    async def over(days: int) -> tuple[int, int]:
        async with db.begin(HALL) as tx:
            await tx.execute(
                text("UPDATE contact_threads SET last_at = now() - make_interval(days => :days)"),
                {"days": days},
            )
            await tx.execute(
                text("UPDATE returns SET created_at = now() - make_interval(days => :days)"),
                {"days": days},
            )
            threads = await ask_for_threads_that_are_over(tx, limit=9)
            return threads, await forget_unplaced(tx, limit=9)

    assert await over(29) == (0, 0)
    assert await over(31) == (1, 1)
    assert await over(31) == (0, 0), "who waits is not asked for again, who is forgotten stays so"
    await forget_due(db, settings.spool_dir)
    assert await over(40) == (0, 0)
    assert where(await dump(db, settings.data_dir)) == {}
    async with db.read(HALL) as read:
        one = await parcel(read, number)
    assert one.sender == Sender() and one.codes == ["5901234123457"], "its goods are still known"
