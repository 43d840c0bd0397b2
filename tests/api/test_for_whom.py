"""A consumer never sees what is not for them: on no page of theirs, and in no mail."""

from __future__ import annotations

import httpx
import msgspec
from sqlalchemy import text

from api.app import Doors
from tests.api.test_consumer_pages import _placed, link
from tests.contact.conftest import at_desk
from tests.packing.bench import open_bench
from wms.cases.open import open_case
from wms.contact.answer import answer
from wms.contact.say import Channel, File, say, thread_for
from wms.contact.signed import Contact, set_contact
from wms.db import HALL, Database
from wms.mail.letter import Letter
from wms.seals.seals import opened
from wms.settings import Settings

#: what the house and the shop say to each other, and what only one of them may read
OURS: dict[Channel, str] = {
    "note": "Klientka trzeci raz narzeka",
    "portal": "Czy uznajemy jej reklamację",
    "phone": "Dzwoniła do nas zdenerwowana",
}


async def test_notes_and_the_shop_s_talk_with_us_stand_on_no_page_and_in_no_mail_of_a_consumer(
    client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    bench = await open_bench(db)
    placed = await _placed(bench, TEA=1)
    page = link(app, bench, placed.id)
    await client.post(
        f"{page}/ask", data={"about": "question", "words": "Gdzie jest?", "sure": "yes"}
    )
    async with db.begin(HALL) as tx:
        ewa = await at_desk(tx)
        await set_contact(tx, bench.shop.id, Contact(name="Ewa Lis"))
        thread = await thread_for(tx, bench.shop.id, order_id=placed.id)
        for channel, words in OURS.items():
            for side in ("us", "shop") if channel == "portal" else ("us",):
                file = File(name=f"{channel}-tajne.pdf", media_type="application/pdf", content=b"%")
                await say(tx, bench.shop.id, thread, channel=channel, from_=side, words=words,  # type: ignore[arg-type]  # a side
                          by=ewa, attachments=[file])  # fmt: skip
        await open_case(
            tx, bench.shop.id, kind="our_mistake", title="Pomyliliśmy kubki", order_id=placed.id,
            thread_id=thread,
        )  # fmt: skip
        number = await tx.scalar(text("SELECT number FROM contact_threads"))
        settings = Settings(secret_key="k" * 40)
        await answer(tx, settings, number, channel="email", words="Już jedzie.", by=ewa)
        await answer(tx, settings, number, channel="chat", words="Jutro będzie.", by=ewa)
    seen = [(await client.get(f"{page}{path}")).text
            for path in ("", "/ask", "/withdraw", "/prove", "?done=asked")]  # fmt: skip
    assert "Jutro będzie." in seen[0] and "Gdzie jest?" in seen[0]
    async with db.begin(HALL) as tx:
        mails = (await tx.execute(text("SELECT * FROM mails"))).all()
        for row in mails:
            sealed = await opened(tx, row.shop_id, row.subject_id, row.letter_sealed)
            letter = msgspec.json.decode(sealed or b"", type=Letter)
            assert letter.attachments == []
            seen += [letter.plain, letter.title, letter.html or ""]
    assert len(mails) == 1 and "Już jedzie.\n\nEwa Lis\nGlobex" in seen[-3]
    for ours in (*OURS.values(), "tajne", "Pomyliliśmy"):
        assert not [one for one in seen if ours in one], ours
