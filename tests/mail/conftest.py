"""A real mail server of the test's own, and workers' hands that send to it."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast
from uuid import UUID

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from sqlalchemy import text

from tests import cast as people
from tests.faults.servers import free_port
from wms.db import HALL, Database, new_id
from wms.mail.outgoing import queue_mail
from wms.settings import Settings
from wms.shops.models import Shop
from workers.broker import Work
from workers.mail import send_mail

#: who a mail server of the tests lets in
USER, PASSWORD = "warehouse", "open sesame"


@dataclass
class Postman:
    """What the server says, and what it took."""

    came: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    #: one answer after the other to RCPT and to a letter; then it takes everything
    to_address: list[str] = field(default_factory=list)
    to_letter: list[str] = field(default_factory=list)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to_address:
            return self.to_address.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        answer = self.to_letter.pop(0) if self.to_letter else "250 2.0.0 taken"
        if answer.startswith("250"):
            self.envelopes.append(envelope)
            content = cast("bytes", envelope.content)
            self.came.append(cast("EmailMessage", message_from_bytes(content, policy=default)))
        if answer.endswith("and gone"):
            assert server.transport is not None
            server.transport.abort()
        return answer


@dataclass
class Office:
    """A post office: the server's address, and the postman in it."""

    postman: Postman
    port: int


def open_office(**how: Any) -> tuple[Controller, Postman]:
    """A server at a free port of this machine."""
    postman = Postman()
    controller = Controller(postman, hostname="127.0.0.1", port=free_port(), **how)
    controller.start()
    return controller, postman


@pytest.fixture
def office() -> Iterator[Office]:
    controller, postman = open_office()
    yield Office(postman, controller.port)
    controller.stop(no_assert=True)


@pytest.fixture
def safe_office(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A server that wants STARTTLS and a log-in; its certificate is of an authority we trust."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    trusted = tmp_path / "trusted.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

    def let_in(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, said: Any) -> Any:
        is_right = isinstance(said, LoginPassword) and said.password == PASSWORD.encode()
        return AuthResult(success=is_right, handled=False)

    controller, postman = open_office(
        tls_context=context, require_starttls=True, auth_required=True, authenticator=let_in
    )
    yield Office(postman, controller.port)
    controller.stop(no_assert=True)


@dataclass
class Sending:
    """A shop that writes, and the hands that send."""

    db: Database
    settings: Settings
    shop: Shop
    order_id: UUID = field(default_factory=new_id)
    spawned: list[Coroutine[Any, Any, None]] = field(default_factory=list)

    async def write(self, key: str = "a", to: str = "anna@example.com", **more: Any) -> UUID:
        facts: dict[str, Any] = {
            "subject_id": self.order_id, "purpose": "notice.shipped", "unique_key": key, "to": to,
            "language": "pl", "title": "Zażółć gęślą jaźń", "plain": "Idzie paczka.",
        }  # fmt: skip
        async with self.db.begin(HALL) as tx:
            return await queue_mail(tx, self.shop.id, **{**facts, **more})

    async def send(self, mail_id: UUID) -> None:
        """What a worker does with a message about this mail."""

        async def nothing(_name: str, _shop: UUID, _row: UUID) -> None: ...

        work = Work(
            self.db, self.settings, nothing, self.spawned.append, lambda: True,
            *(cast("Any", None),) * 2,
        )  # fmt: skip
        await send_mail(work, self.shop.id, mail_id)
        while self.spawned:
            await self.spawned.pop()

    async def row(self, mail_id: UUID) -> Any:
        async with self.db.read(HALL) as read:
            found = await read.execute(text("SELECT * FROM mails WHERE id = :id"), {"id": mail_id})
            return found.one()

    async def make_due(self) -> None:
        """As if its pause were over."""
        async with self.db.begin(HALL) as tx:
            await tx.execute(
                text("UPDATE mails SET due_at = clock_timestamp() WHERE due_at IS NOT NULL")
            )


@pytest.fixture
async def sending(db: Database, settings: Settings) -> AsyncIterator[Callable[..., Sending]]:
    """``sending(port)``: a shop whose mails go to that server."""
    async with db.begin(HALL) as tx:
        shop = await people.open_shop(tx)

    def at(port: int | None, **more: Any) -> Sending:
        facts = {"mail_from": "post@house.example", "smtp_tls": "none", **more}
        if port is not None:
            facts |= {"smtp_host": more.get("smtp_host", "127.0.0.1"), "smtp_port": port}
        return Sending(db, replace(settings, **facts), shop)

    yield at
