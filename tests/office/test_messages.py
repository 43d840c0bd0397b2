"""The desk answers what consumers write: one person at a time, and with ten seconds to undo."""

from __future__ import annotations

import httpx
from sqlalchemy import text

from tests.office.scene import NewClient, Scene, log_in
from wms.cases.open import open_case
from wms.contact.known import know_sender
from wms.contact.say import say, thread_for
from wms.db import HALL

PAGE = "/office/messages/2"


async def test_an_answer_by_mail_can_be_undone_and_then_goes_out_once(
    scene: Scene, manager: httpx.AsyncClient, new_client: NewClient
) -> None:
    board = (await manager.get("/office/messages")).text
    assert board.index("Gdzie jest") < board.index("Czy macie"), "who waits longest comes first"
    await manager.post(f"{PAGE}/draft", data={"words": "Mamy", "channel": "email"})
    assert ">Mamy</textarea>" in (await manager.get(PAGE)).text
    sent = await manager.post(
        f"{PAGE}/answer", data={"words": "Tak, mamy.", "channel": "email"}, follow_redirects=True
    )
    assert "It is on its way." in sent.text and "Undo" in sent.text
    message = await scene.value("SELECT id FROM contact_messages WHERE mail_id IS NOT NULL")
    back = await manager.post(f"{PAGE}/undo", data={"message": str(message)}, follow_redirects=True)
    assert ">Tak, mamy.</textarea>" in back.text
    assert await scene.value("SELECT status FROM mails WHERE purpose = 'reply'") == "dropped"
    again = await manager.post(f"{PAGE}/undo", data={"message": str(message)})
    assert again.status_code == 409
    waits = "SELECT waiting_since IS NOT NULL FROM contact_threads WHERE number = 2"
    assert await scene.value(waits)
    # a colleague may not answer at the same time, but may write a note, or take it over
    other = await log_in(scene, new_client, "office")
    no = await other.post(f"{PAGE}/answer", data={"words": "Nie.", "channel": "email"})
    assert no.status_code == 409 and "Take it over first" in no.text and ">Nie.</text" in no.text
    note = await other.post(f"{PAGE}/answer", data={"words": "Pytam Ole", "channel": "note"})
    assert note.status_code == 303
    assert await scene.value(waits), "a note answers nobody"
    await other.post(f"{PAGE}/act", data={"do": "take", "over": "1"})
    await other.post(f"{PAGE}/answer", data={"words": "Mamy.", "channel": "email", "do": "close"})
    assert not await scene.value(waits)
    assert await scene.value(
        "SELECT count(*) FROM mails WHERE purpose = 'reply' AND status = 'queued'"
    ) == 1  # fmt: skip


async def test_a_thread_without_an_order_is_put_to_one_and_taken_out_again(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    no = await manager.post(f"{PAGE}/link", data={"order": "NOPE"})
    assert no.status_code == 409 and "no order NOPE" in no.text
    number = str(scene.shipped.number)
    joined = await manager.post(f"{PAGE}/link", data={"order": number}, follow_redirects=True)
    assert "Gdzie jest" in joined.text and "Czy macie" in joined.text
    async with scene.db.begin(HALL) as tx:
        thread = await tx.scalar(text("SELECT id FROM contact_threads WHERE number = 2"))
    apart = await manager.post(
        "/office/messages/1/link", data={"joined": str(thread)}, follow_redirects=True
    )
    assert "Gdzie jest" not in apart.text and "Czy macie" in apart.text


async def test_replies_are_filled_in_and_a_wrong_name_is_told(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    address = f"/office/shops/{scene.bench.shop.code}/contact"
    reply = {"title": "Idzie", "language": "pl", "words": "Zamówienie {{ order.external_id }}"}
    assert (await manager.post(address, data=reply)).status_code == 303
    wrong = await manager.post(address, data={**reply, "words": "{{ order.secret }}"})
    assert wrong.status_code == 409
    assert "Zamówienie WEB-1" in (await manager.get("/office/messages/1")).text
    hours = {"name": "Ewa", "signature": "Ewa, <b>sklep</b>", "opens_at": "17:00"}
    bad = await manager.post(address, data={**hours, "closes_at": "09:00"})
    assert bad.status_code == 409
    good = await manager.post(address, data={**hours, "closes_at": "18:00"})
    assert good.status_code == 303
    assert "&lt;b&gt;sklep" in (await manager.get("/office/messages/1")).text


async def test_a_thread_is_found_by_who_wrote_with_its_cases_and_what_else_they_wrote(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    async with scene.db.begin(HALL) as tx:
        shop_id, order = scene.bench.shop.id, scene.shipped.id
        thread = await tx.scalar(text("SELECT id FROM contact_threads WHERE number = 1"))
        await open_case(
            tx, shop_id, kind="enquiry", title="?", order_id=order, thread_id=thread,
            opened_by="consumer",
        )  # fmt: skip
        other = await thread_for(tx, shop_id, order_id=None, email="x@example.com")
        await say(tx, shop_id, other, channel="email", from_="consumer", words="Jeszcze ja")
        await know_sender(tx, shop_id, other, "anna@example.com", "Anna Prywatnie")
    for search, found in (("prywatnie anna", "Jeszcze ja"), ("ANNA@example.com", "Gdzie jest")):
        board = (await manager.get("/office/messages", params={"q": search})).text
        assert found in board and "Czy macie" not in board, search
    page = (await manager.get("/office/messages/1")).text
    assert "<small>Answer by" in page and "Also written by this person" in page
    await manager.post("/office/messages/1/answer", data={"words": "Jutro.", "channel": "chat"})
    assert await scene.value("SELECT answered_at IS NOT NULL FROM cases WHERE kind = 'enquiry'")
    assert "<small>Answer by" not in (await manager.get("/office/messages/1")).text
