"""kill -9 of the worker that fetches mail: none is lost, none stands in its thread twice."""

from __future__ import annotations

import signal

import pytest
from sqlalchemy import text

from tests import cast
from tests.contact.conftest import an_order
from tests.contact.mailboxes import PASSWORD, USER, post_office
from tests.contact.test_inbox import mail
from tests.workers.conftest import Hands, hands, own_redis, until
from wms.contact.mailboxes import NewMailbox, set_mailbox
from wms.db import HALL, Database
from wms.seals.seals import open_all
from wms.settings import Settings

__all__ = ["hands", "own_redis"]
SECRET = "k" * 40
_SAID = text(
    "SELECT m.shop_id, t.subject_id, m.words_sealed FROM contact_messages m "
    "JOIN contact_threads t ON t.shop_id = m.shop_id AND t.id = m.thread_id"
)


@pytest.mark.large
@pytest.mark.parametrize("name", ["keep_arrived", "note_look", "make_ready", "file_mail"])
async def test_a_mail_whose_fetcher_died_is_filed_once(
    db: Database, hands: Hands, name: str
) -> None:
    with post_office() as office:
        office.bring(*(bytes(mail(f"{n}", number=f"<{n}@x>")) for n in range(3)))
        async with db.begin(HALL) as tx:
            shop = await cast.open_shop(tx)
            await an_order(tx, shop)
            box = NewMailbox(
                shop_id=shop.id, host="127.0.0.1", port=office.port, tls="none", login=USER,
                password=PASSWORD, folder="INBOX", is_active=True,
            )  # fmt: skip
            await set_mailbox(tx, Settings(secret_key=SECRET), box)
        hands.environ |= {"WMS_SECRET_KEY": SECRET}
        process = hands.begin("tests.faults.workers_with_faults", "workers.inbox", name)
        await until(lambda: process.poll() is not None, "the worker's death", 60)
        assert process.returncode == -signal.SIGKILL
        hands.start()

        async def is_filed() -> bool:
            async with db.read(HALL) as read:
                sealed = [(one.shop_id, one.subject_id, one.words_sealed)
                          for one in await read.execute(_SAID)]  # fmt: skip
                words = await open_all(read, sealed)
                found = sorted(one.decode() for one in words if one in (b"0", b"1", b"2"))
            assert len(set(found)) == len(found), "twice"
            return found == ["0", "1", "2"]

        await until(is_filed, "the mails by another worker", 60)
