"""What consumers write by e-mail arrives once, in the thread where it belongs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.contact.conftest import an_order
from tests.contact.mailboxes import PASSWORD, USER, PostOffice, Wire, post_office
from wms.contact.arrived import aside_mails, forget_aside, unfiled_from
from wms.contact.mailboxes import MailboxRow, NewMailbox, mailboxes, set_mailbox
from wms.contact.reading import Heads
from wms.contact.reply_address import reply_address
from wms.contact.say import thread_for
from wms.db import HALL, Database
from wms.seals.seals import open_all
from wms.settings import Settings
from wms.shops.models import Shop
from workers.inbox import fetch, file_waiting, look_once

SETTINGS = Settings(secret_key="k" * 40)


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with post_office() as made:
        yield made


@dataclass
class Here:
    db: Database
    office: PostOffice
    shop: Shop
    order: UUID
    mailbox: UUID
    folder: str

    async def look(self) -> None:
        await look_once(self.db, SETTINGS)

    async def box(self) -> MailboxRow:
        async with self.db.read(HALL) as read:
            return (await mailboxes(read))[0]

    async def rows(self, sql: str, **given: Any) -> list[Any]:
        async with self.db.read(HALL) as read:
            return list((await read.execute(text(sql), given)).all())

    async def said(self) -> list[Any]:
        found = await self.rows(
            "SELECT t.shop_id, t.subject_id, t.order_id, m.thread_id, m.words_sealed, "
            "m.heads_sealed FROM contact_messages m JOIN contact_threads t "
            "ON t.id = m.thread_id ORDER BY m.id"
        )
        async with self.db.read(HALL) as read:
            words, heads = [
                await open_all(read, [(one.shop_id, one.subject_id, one[place]) for one in found])
                for place in (4, 5)
            ]
        return [
            SimpleNamespace(
                order_id=one.order_id,
                thread_id=one.thread_id,
                words=(said or b"").decode(),
                heads=head,
            )
            for one, said, head in zip(found, words, heads, strict=True)
        ]

    async def states(self) -> list[tuple[str, str | None]]:
        found = await self.rows("SELECT status, reason FROM arrived_mails ORDER BY id")
        return [(one.status, one.reason) for one in found]


@pytest.fixture
async def here(db: Database, office: PostOffice) -> Here:
    folder = "Consumers"
    office.anew(folder)
    async with db.begin(HALL) as tx:
        shop = await cast.open_shop(tx)
        order = await an_order(tx, shop)
        mailbox = await set_mailbox(tx, SETTINGS, _mailbox(office.port, folder))
    return Here(db, office, shop, order, mailbox, folder)


def _mailbox(port: int, folder: str, password: str = PASSWORD) -> NewMailbox:
    return NewMailbox(
        shop_id=None, host="127.0.0.1", port=port, tls="none", login=USER, password=password,
        folder=folder, is_active=True,
    )  # fmt: skip


def mail(
    words: str = "Where is my order?", *, sender: str = "Anna <anna@example.com>",
    number: str | None = "<1@example.com>", to: str = "shop@globex.example", **heads: str,
) -> EmailMessage:  # fmt: skip
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, heads.pop("subject", "Hello")
    if number:
        made["Message-ID"] = number
    for name, value in heads.items():
        made[name.replace("_", "-")] = value
    made.set_content(words)
    return made


async def test_a_mail_comes_once_whatever_happens_to_the_wire_and_to_its_number(
    here: Here,
) -> None:
    big = mail("x" * 30_000, number="<2@example.com>", sender="jan@example.com")
    here.office.bring(bytes(mail()), bytes(big), folder=here.folder)
    async with Wire(here.office.port, cut_after=20_000) as wire:
        cut = replace_port(await here.box(), wire.port)
        await fetch(here.db, SETTINGS, cut)
    box = await here.box()
    assert box.failure is not None
    assert box.failure.code == "mailbox.server_away"
    assert len(await here.states()) == 1, "what came whole is kept"
    # twins fetch the rest at once, and file at once
    await asyncio.gather(*(fetch(here.db, SETTINGS, box) for _ in range(2)))
    await asyncio.gather(*(file_waiting(here.db, SETTINGS) for _ in range(2)))
    assert await here.states() == [("filed", None)] * 2
    assert (await here.box()).failure is None
    # the server gives new numbers: the same mails again are no news, a new one is
    here.office.anew(here.folder)
    new = mail("And?", number="<3@example.com>")
    here.office.bring(bytes(mail()), bytes(big), bytes(new), folder=here.folder)
    await here.look()
    await here.look()
    said = await here.said()
    assert [one.words[:10] for one in said] == ["Where is m", "xxxxxxxxxx", "And?"]
    assert [one.order_id for one in said] == [here.order, None, here.order]
    assert said[0].thread_id == said[2].thread_id
    left = await here.rows("SELECT 1 FROM arrived_mails WHERE content_locked IS NOT NULL")
    assert left == [], "a filed mail lies nowhere but under its person's seal"


def replace_port(box: MailboxRow, port: int) -> MailboxRow:
    return msgspec.structs.replace(box, port=port)


async def test_an_answer_finds_its_thread_and_a_stranger_gets_their_own(here: Here) -> None:
    async with here.db.begin(HALL) as tx:
        thread = await thread_for(tx, here.shop.id, order_id=here.order)
        external = await tx.scalar(
            text("SELECT external_id FROM orders WHERE id = :id"), {"id": here.order}
        )
    token = reply_address("k" * 40, "shop@globex.example", thread)
    forged = reply_address("z" * 40, "shop@globex.example", thread)
    await bring(
        here,
        mail("by token", sender="x@other.example", to=token, number="<a@x>"),
        mail("by reference", sender="y@other.example", number="<b@x>", In_Reply_To="<a@x>"),
        mail("by number", sender="z@other.example", number="<c@x>", subject=f"Re: {external}"),
        mail("forged", sender="evil@other.example", number="<d@x>", to=forged),
        mail("again", sender="evil@other.example", number="<e@x>"),
        mail("away", number="<f@x>", Auto_Submitted="auto-replied"),
        mail("ours", number="<wms.00@x>"),
    )
    await here.look()
    said = await here.said()
    assert [one.words for one in said] == ["by token", "by reference", "by number", "forged",
                                           "again"]  # fmt: skip
    assert [one.order_id for one in said] == [here.order] * 3 + [None] * 2
    assert said[3].thread_id == said[4].thread_id != thread
    assert msgspec.json.decode(said[0].heads, type=Heads).is_other_address
    assert [one[0] for one in await here.states()][-2:] == ["automatic", "automatic"]


async def bring(here: Here, *mails: EmailMessage) -> None:
    here.office.bring(*(bytes(one) for one in mails), folder=here.folder)


async def test_poison_is_set_aside_and_blocks_nobody(here: Here) -> None:
    async with here.db.begin(HALL) as tx:
        await cast.open_shop(tx, "OTHER")  # now nobody knows which shop a stranger means
    broken = (
        b"From: =?utf-8?b?////?= <anna@example.com>\r\nMessage-ID: <p1@x>\r\n"
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\xff\xfe nonsense"
    )
    nobody = b"Subject: who am I\r\nMessage-ID: <p2@x>\r\n\r\nhello"
    html = EmailMessage()
    html["From"], html["Message-ID"], html["Subject"] = "anna@example.com", "<p3@x>", "Look"
    html.set_content(
        "<html><head><title>t</title><style>p{}</style></head><body onload=x()><script>bad()"
        "</script><p>Broken &lt;cup&gt;</p><img src=https://spy.example/1.gif><p>Anna",
        subtype="html",
    )
    html.add_attachment(b"MZ", maintype="application", subtype="x-exe", filename="../../a.exe")
    html.add_attachment(b"no picture", maintype="image", subtype="png", filename="p.png")
    stranger = mail("hi", sender="who@other.example", number="<p4@x>")
    here.office.bring(broken, nobody, bytes(html), bytes(stranger), folder=here.folder)
    await here.look()
    assert await here.states() == [
        ("filed", None), ("set_aside", "unreadable"), ("filed", None), ("set_aside", "no_shop"),
    ]  # fmt: skip
    words = [one.words for one in await here.said()][-1]
    assert words.split() == ["Broken", "<cup>", "Anna"]
    heads = msgspec.json.decode((await here.said())[-1].heads, type=Heads)
    assert heads.left_out == ["a.exe", "p.png"]


@pytest.mark.parametrize("head", [b"Content-Type: text/plain; x*", b"Content-Disposition: a; x*"])
async def test_a_mail_that_no_parser_reads_is_thrown_away_and_keeps_nobody_from_being_forgotten(
    here: Here, head: bytes
) -> None:
    broken = b"From: anna@example.com\r\n" + head + b"\r\nMessage-ID: <p5@x>\r\n\r\nhello"
    here.office.bring(broken, folder=here.folder)
    await here.look()
    assert await here.states() == [("set_aside", "unreadable")]
    async with here.db.begin(HALL) as tx:
        found = await unfiled_from(tx, SETTINGS, here.shop.id, "anna@example.com", in_house=True)
        assert found == []
        (one,) = await aside_mails(tx, SETTINGS)
        assert (one.reason, one.sender) == ("unreadable", "–")
        await forget_aside(tx, one.id)
        assert await aside_mails(tx, SETTINGS) == []


async def test_a_wrong_password_is_told_at_the_desk(here: Here) -> None:
    async with here.db.begin(HALL) as tx:
        await set_mailbox(tx, SETTINGS, _mailbox(here.office.port, here.folder, "no"), here.mailbox)
    await here.look()
    failure = (await here.box()).failure
    assert failure is not None
    assert failure.code == "mailbox.login_refused"
    await look_once(here.db, replace(SETTINGS, secret_key="another" * 6))
    failure = (await here.box()).failure
    assert failure is not None
    assert failure.code == "mailbox.password_unreadable"
