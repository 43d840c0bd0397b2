"""Mails to consumers of a sandbox are written, shown to its shop, and never sent."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, cast
from zoneinfo import ZoneInfo

from tests.mail.conftest import Office, office  # noqa: F401 - fixture
from tests.sandbox.conftest import ORDER, Developer
from wms.db import Database, new_id
from wms.events.feed import number_events
from wms.halls import EVERYBODY, HALLS, SANDBOX, hall_of
from wms.mail.outgoing import queue_mail
from wms.mail.sending import due_mails
from wms.notices.survey import ask_due
from wms.notices.tell import shops_to_tell, tell
from wms.settings import Settings
from workers.broker import ACTORS, Work
from workers.mail import send_mail
from workers.transaction import in_hall_of, settled

A_DAY_MIN = 24 * 60


async def workers_look(db: Database, settings: Settings) -> None:
    """What the workers do within some seconds: tell, ask, and send what is due, in both halls."""
    async with db.begin(EVERYBODY) as tx:
        await number_events(tx)
    spawned: list[Coroutine[Any, Any, None]] = []
    work = Work(
        db, settings, cast("Any", None), spawned.append, lambda: True, *(cast("Any", None),) * 2
    )
    assert not ACTORS["send_mail"].leaves_the_house, "a test shop's mails come to their end, too"
    for hall in HALLS:
        with in_hall_of(hall):
            async with db.read(hall) as read:
                shops = await shops_to_tell(read)
            for shop_id in shops:
                await settled(db, partial(tell, settings=settings, shop_id=shop_id))
            await settled(db, partial(ask_due, settings=settings))
            async with db.read(hall) as read:
                due = await due_mails(read, 100)
            for shop_id, mail_id in due:
                assert hall_of(shop_id) == hall
                await send_mail(work, shop_id, mail_id)
            while spawned:
                await spawned.pop()


async def test_a_shop_reads_what_its_test_buyers_would_get_and_no_mail_leaves_the_house(
    developer: Developer,
    db: Database,
    settings: Settings,
    office: Office,  # noqa: F811
) -> None:
    here = replace(
        settings, mail_from="post@house.example", smtp_tls="none", smtp_host="127.0.0.1",
        smtp_port=office.port,
    )  # fmt: skip
    now = datetime.now(ZoneInfo("Europe/Warsaw"))
    minute = now.hour * 60 + now.minute
    quiet = {"quiet_from": (minute - 60) % A_DAY_MIN, "quiet_until": (minute + 60) % A_DAY_MIN}
    kinds = ["received", "shipped", "delivered"]
    await developer.done("PUT", "/v1/notices", {"kinds": kinds, "survey_after_days": 3, **quiet})

    async def mails() -> dict[str, dict[str, Any]]:
        await workers_look(db, here)
        found = await developer.done("GET", "/v1/sandbox/mails")
        return {one["purpose"].removeprefix("notice."): one for one in found["items"]}

    lines = [{"sku": "SAMPLE-TEA", "quantity": 1}]
    order = await developer.done(
        "POST", "/v1/orders", {**ORDER, "external_id": "WEB-1", "language": "pl", "lines": lines}
    )
    received = (await mails())["received"]
    assert (received["status"], received["order_external_id"]) == ("waiting", "WEB-1")
    assert received["due_at"], "it is night there"
    await developer.advance(order, "shipped")
    written = await mails()
    assert (written["received"]["status"], written["received"]["reason"]) == (
        "dropped", "mail.overtaken",
    )  # fmt: skip
    assert written["shipped"]["status"] == "waiting"
    await developer.done("POST", "/v1/sandbox/clock", {"forward": "PT3H"})
    shipped = (await mails())["shipped"]
    assert (shipped["status"], shipped["reason"], shipped["due_at"]) == ("written", None, None)
    assert (shipped["to"], shipped["language"]) == ("jan@example.com", "pl")
    assert "WEB-1" in shipped["subject"]
    assert "Dzień dobry" in shipped["text"]
    assert "<html" in shipped["html"]

    await developer.advance(order, "delivered")
    for by in ("PT3H", "P3D"):
        await mails()
        await developer.done("POST", "/v1/sandbox/clock", {"forward": by})
    assert {name: one["status"] for name, one in (await mails()).items()} == {
        "received": "dropped", "shipped": "written", "delivered": "written", "survey": "waiting",
    }  # fmt: skip
    said = {"to": "consumer", "words": "Dzień dobry!"}
    await developer.done("POST", f"/v1/orders/{order['id']}/messages", said)
    async with db.begin(SANDBOX) as tx:
        await queue_mail(
            tx, developer.twin_id, subject_id=new_id(), purpose="reply", unique_key="of-none",
            to="nobody", language="pl", title="Hm", plain="Hm",
        )  # fmt: skip
    newest = (await developer.done("GET", "/v1/sandbox/mails?limit=2"))["items"]
    assert [(one["status"], one["reason"]) for one in newest] == [
        ("failed", "mail.address_wrong"), ("waiting", None),
    ]  # fmt: skip
    assert newest[1]["order_id"] == order["id"]

    # the same hands send a live shop's
    async with db.begin(developer.shop_id) as tx:
        await queue_mail(
            tx, developer.shop_id, subject_id=new_id(), purpose="reply", unique_key="live",
            to="anna@example.com", language="pl", title="Live", plain="Hi",
        )  # fmt: skip
    await workers_look(db, here)
    assert [one["Subject"] for one in office.postman.came] == ["Live"]
    for hall in HALLS:
        async with db.read(hall) as read:
            assert [one for one in await due_mails(read, 9) if one] == []
