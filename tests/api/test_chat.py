"""Chat on the consumer's page: live both ways, a question when nobody is there, nothing of ours."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time
from functools import partial
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from api.app import Doors
from api.said import Ears
from tests.api.test_consumer_pages import _placed, link
from tests.contact.conftest import at_desk
from tests.packing.bench import Bench, open_bench
from wms.access.people import Desk
from wms.contact.answer import answer, channels_of
from wms.contact.say import File, say
from wms.contact.signed import Contact, is_here, presence, set_contact
from wms.contact.thread import thread
from wms.db import HALL, Database
from wms.settings import Settings

#: a Wednesday, in the hours
WEDNESDAY = datetime(2026, 5, 13, 9, tzinfo=UTC)


async def _there(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Ewa has the page of messages open, in the hours of the shop."""
    monkeypatch.setattr("api.consumer.talk.presence", partial(presence, now=WEDNESDAY))
    async with bench.db.begin(HALL) as tx:
        ewa = await at_desk(tx)
        await is_here(tx, ewa.user_id)
        await set_contact(tx, bench.shop.id, Contact(name="Ewa", closes_at=time(18)))
    return ewa


async def _open(ears: Ears, many: int) -> None:
    while ears.count < many:  # noqa: ASYNC110 - nothing tells when a stream begins
        await asyncio.sleep(0.01)


def _form(words: str, form_id: UUID | None = None) -> dict[str, str]:
    return {"words": words, "form_id": str(form_id or uuid4())}


async def test_a_consumer_chats_with_who_is_there_and_nobody_else_hears_it(
    client: httpx.AsyncClient, app: Doors, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = await open_bench(db)
    ewa = await _there(bench, monkeypatch)
    page = link(app, bench, (await _placed(bench, TEA=1)).id)
    others = link(app, bench, (await _placed(bench, "WEB-2", TEA=1)).id)
    assert "Ewa is here and answers now." in (await client.get(page)).text
    assert (await client.get(f"{page}/chat/live")).status_code == 404, "nothing was said yet"
    form_id = uuid4()
    for _ in range(2):
        done = await client.post(f"{page}/chat", data=_form("Where <is> it?", form_id))
    assert done.headers["location"] == f"{page}#talk"
    first = await bench.value("SELECT id FROM contact_messages")  # one: a double tap says it once
    assert await bench.value("SELECT count(*) FROM cases") == 0
    await client.post(f"{others}/chat", data=_form("Another order"))
    number = await bench.value("SELECT number FROM contact_threads ORDER BY number LIMIT 1")
    streams = [
        asyncio.create_task(client.get(page + "/chat/live", headers={"Last-Event-ID": str(first)})),
        asyncio.create_task(client.get(others + "/chat/live")),
    ]
    ears = app.house.bell.ears
    async with asyncio.timeout(10):
        await _open(ears, 2)
        settings = Settings(secret_key="k" * 40)
        async with db.begin(HALL) as tx:
            one = await thread(tx, number=number)
            assert channels_of(one)[0] == "chat"
            for channel, words in (("note", "Rude!"), ("portal", "Dear shop"), ("phone", "Ring")):
                await say(tx, one.shop_id, one.id, channel=channel, from_="us", words=words)
            await answer(tx, settings, number, channel="chat", words="On its <b>way</b>.", by=ewa)
        app.house.bell.say(one.id)
        await asyncio.sleep(0.2)
        ears.hang_up()  # the process stops: no stream keeps it
        told, foreign = [(await each).text for each in streams]
    assert told.count("id: ") == 1 and "On its &lt;b&gt;way&lt;/b&gt;." in told
    assert "Where" not in told, "the browser has seen it: it goes on behind Last-Event-ID"
    assert "Another order" in foreign and "way" not in foreign
    shown = (await client.get(page)).text
    assert "Where &lt;is&gt; it?" in shown and "On its &lt;b&gt;way" in shown
    for ours in ("Rude!", "Dear shop", "Ring"):
        assert ours not in told and ours not in shown
    full = await client.get(f"{page}/chat/live")
    assert "event: full" in full.text, "a process that stops takes no stream any more"


async def test_when_nobody_is_there_it_is_a_question_with_a_day(
    client: httpx.AsyncClient, app: Doors, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = await open_bench(db)
    page = link(app, bench, (await _placed(bench, TEA=1)).id)
    assert "Nobody is here right now." in (await client.get(page)).text
    done = await client.post(f"{page}/chat", data=_form("Where is it?"))
    assert "?asked=20" in done.headers["location"]
    after = (await client.get(done.headers["location"])).text
    assert "Your message was sent." in after and "You have an answer by" in after
    [case] = await bench.rows("SELECT kind, opened_by, thread_id FROM cases")
    assert (case.kind, case.opened_by) == ("enquiry", "consumer")
    async with db.read(HALL) as read:
        one = await thread(read, thread_id=case.thread_id)
    assert channels_of(one)[0] == "email", "an e-mail was promised"
    empty = await client.post(f"{page}/chat", data=_form(" "))
    assert empty.status_code == 422 and "Please write what it is about." in empty.text
    # who writes without end is stopped; a script gets the talk alone
    await _there(bench, monkeypatch)
    for at in range(11):
        told = await client.post(f"{page}/chat", data=_form(f"And {at}?") | {"part": "yes"})
        assert told.status_code == 200 and "<html" not in told.text
    no = await client.post(f"{page}/chat", data=_form("And now?") | {"part": "yes"})
    assert no.status_code == 422
    assert "You have sent many messages." in no.text and ">And now?</textarea>" in no.text


async def test_a_file_from_the_desk_is_fetched_by_its_own_page_only(
    client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    bench = await open_bench(db)
    placed, other = await _placed(bench, TEA=1), await _placed(bench, "WEB-2", TEA=1)
    page, others = link(app, bench, placed.id), link(app, bench, other.id)
    for each in (page, others):
        await client.post(f"{each}/chat", data=_form("The manual, please."))
    async with db.begin(HALL) as tx:
        threads = (await tx.scalars(text("SELECT id FROM contact_threads ORDER BY number"))).all()
        for channel in ("chat", "note"):
            file = File(name="m.pdf", media_type="application/pdf", content=b"%PDF")
            await say(tx, bench.shop.id, threads[0], channel=channel, from_="us", words="",
                      attachments=[file])  # fmt: skip
    ids = [one.id for one in await bench.rows("SELECT id FROM contact_files ORDER BY id")]
    got = await client.get(f"{page}/chat/files/{ids[0]}")
    assert got.content == b"%PDF" and "attachment" in got.headers["content-disposition"]
    assert got.headers["referrer-policy"] == "no-referrer"
    for wrong in (f"{page}/chat/files/{ids[1]}", f"{others}/chat/files/{ids[0]}"):
        assert (await client.get(wrong)).status_code == 404
