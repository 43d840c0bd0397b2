"""Sends mails: claim, commit, talk to the server, commit that the letter begins, DATA, record.

The actor only claims; what it claimed is sent by a task on the event loop. A task whose connection
is open takes the shop's next mails over it.
"""

from __future__ import annotations

import asyncio
from functools import partial
from uuid import UUID

import structlog

from wms.db import Tx
from wms.failures import Failure
from wms.mail.bounces import count_bounce
from wms.mail.failures import OUR_FAULT
from wms.mail.letter import wire
from wms.mail.sending import (
    ToSend,
    begin_handing_over,
    claim_mail,
    claim_next,
    due_mails,
    give_back,
    record_doubt,
    record_put_off,
    record_refused,
    record_sent,
)
from workers.broker import Work, actor
from workers.smtp import Doubt, Line, LineError, Outcome, Put, PutOff, Refused, Taken, open_line
from workers.transaction import settled

log = structlog.get_logger("workers.mail")

#: letters over one connection; then it is opened anew
LETTERS_MAX = 100
#: a stopping sender has this long to give its claim back, s
RELEASE_LIMIT_S = 0.3


@actor(due=due_mails)
async def send_mail(work: Work, shop_id: UUID, mail_id: UUID) -> None:
    """Send a mail that is due, and after it the others of its shop; a sandbox's is only ended."""
    if not work.has_room():
        return
    claimed = await settled(
        work.database, lambda tx: claim_mail(tx, work.settings, shop_id, mail_id)
    )
    if claimed is not None:
        work.spawn(_send_all(work, claimed))


async def _send_all(work: Work, first: ToSend) -> None:
    """This mail and what the shop has next, as long as the connection is good."""
    try:
        line = await open_line(first.way.server)
    except LineError as no:
        await settled(work.database, partial(record_put_off, mail=first, failure=no.failure))
        log.warning("no mail server", failure=no.failure.code, host=first.way.server.host)
        return
    except asyncio.CancelledError:
        await _give_back(work, first)
        raise
    try:
        mail: ToSend | None = first
        for _ in range(LETTERS_MAX):
            if mail is None:
                return
            if mail.way.server != first.way.server or not line.is_open:
                await settled(work.database, partial(give_back, mail=mail))
                return
            await _send(work, line, mail)
            shop_id = mail.shop_id
            mail = await settled(
                work.database, partial(claim_next, settings=work.settings, shop_id=shop_id)
            )
    finally:
        await line.close()


async def _send(work: Work, line: Line, mail: ToSend) -> None:
    """One attempt and its record."""
    outcome = await attempt(work, line, mail)
    await settled(work.database, lambda tx: _record(tx, mail, outcome))
    log.info("mail attempted", mail=str(mail.mail_id), shop=str(mail.shop_id),
             attempt=mail.attempt, outcome=type(outcome).__name__)  # fmt: skip


async def attempt(work: Work, line: Line, mail: ToSend) -> Outcome | None:
    """Hand it over; whatever happens is an outcome. None: somebody else took the mail over."""
    try:
        content = wire(
            mail.letter,
            mail.way.sender,
            number=mail.number,
            language=mail.language,
            written_at=mail.written_at,
        )
    except Exception as error:  # a bug of ours; unrecorded, it would be met again for ever
        log.error(
            "a mail cannot be put together", mail=str(mail.mail_id), kind=type(error).__name__
        )
        return Refused(Failure(code=OUR_FAULT), is_bounce=False)
    begun = False

    async def begin() -> bool:
        nonlocal begun
        begun = await settled(work.database, lambda tx: begin_handing_over(tx, mail))
        return begun

    put = Put(
        mail=mail.mail_id.hex,
        return_path=mail.way.return_path.replace("{id}", mail.mail_id.hex),
        to=mail.letter.to,
        content=content,
    )
    try:
        return await line.put(put, begin)
    except asyncio.CancelledError:
        if not begun:  # else its lease runs out, and it is a doubt
            await _give_back(work, mail)
        raise


async def _record(tx: Tx, mail: ToSend, outcome: Outcome | None) -> None:
    match outcome:
        case Taken():
            await record_sent(tx, mail)
        case Refused(failure, is_bounce):
            await record_refused(tx, mail, failure, is_bounce=is_bounce)
            if is_bounce:
                await count_bounce(tx, mail.shop_id, mail.mail_id)
        case PutOff(failure):
            await record_put_off(tx, mail, failure)
        case Doubt():
            await record_doubt(tx, mail)
        case None:
            pass


async def _give_back(work: Work, mail: ToSend) -> None:
    async with asyncio.timeout(RELEASE_LIMIT_S):
        await asyncio.shield(settled(work.database, lambda tx: give_back(tx, mail)))
