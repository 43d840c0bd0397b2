"""kill -9 of a worker on both sides of the moment in which a letter is handed over."""

from __future__ import annotations

import signal

import pytest
from sqlalchemy import text

from tests import cast
from tests.mail.conftest import Office, office
from tests.workers.conftest import Hands, hands, own_redis, until
from wms.db import HALL, Database, new_id
from wms.mail.outgoing import queue_mail

__all__ = ["hands", "office", "own_redis"]


async def _row(db: Database) -> tuple[str, int, int]:
    async with db.read(HALL) as read:
        found = await read.execute(text("SELECT status, attempts, doubts FROM mails"))
        return tuple(found.one())


async def _make_due(db: Database) -> None:
    """As if the dead worker's lease, or the pause of a doubt, had passed."""
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE mails SET due_at = clock_timestamp()"))


@pytest.mark.large
@pytest.mark.parametrize(
    ("module", "name", "came", "doubts"),
    [
        ("workers.mail", "begin_handing_over", 1, 0),
        ("workers.smtp", "aiosmtplib.SMTP.data", 1, 1),
        ("workers.mail", "record_sent", 2, 1),
    ],
)
async def test_a_mail_whose_sender_died_arrives_and_twice_only_under_one_name(
    db: Database, hands: Hands, office: Office, module: str, name: str, came: int, doubts: int
) -> None:
    async with db.begin(HALL) as tx:
        shop = await cast.open_shop(tx)
        await queue_mail(
            tx, shop.id, subject_id=new_id(), purpose="notice.shipped", unique_key="a",
            to="anna@example.com", language="pl", title="Idzie", plain="Idzie paczka.",
        )  # fmt: skip
    hands.environ |= {
        "WMS_SMTP_HOST": "127.0.0.1", "WMS_SMTP_PORT": str(office.port), "WMS_SMTP_TLS": "none",
        "WMS_MAIL_FROM": "post@house.example",
    }  # fmt: skip
    process = hands.begin("tests.faults.workers_with_faults", module, name)
    await until(lambda: process.poll() is not None, "the worker's death", 60)
    assert process.returncode == -signal.SIGKILL
    assert await _row(db) == ("sending", 1, 0)
    await _make_due(db)
    hands.start()
    if doubts:

        async def is_doubted() -> bool:
            return await _row(db) == ("doubtful", 1, 1)

        await until(is_doubted, "the doubt", 60)
        await _make_due(db)

    async def is_sent() -> bool:
        return await _row(db) == ("sent", 2, doubts)

    await until(is_sent, "the mail by another worker", 60)
    numbers = [one["Message-ID"] for one in office.postman.came]
    assert len(numbers) == came
    assert len(set(numbers)) == 1
