"""Over which server and in whose name a shop's mails go: the house's, or the shop's own."""

from __future__ import annotations

from typing import Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.failures import Failure
from wms.mail.failures import NO_SENDER, NO_SERVER, SERVER_UNREADABLE
from wms.mail.letter import Sender
from wms.settings import Settings
from wms.strongbox import LockedOut, unlock

#: how a connection becomes safe: from its first byte, by STARTTLS (RFC 3207), or not at all
Tls = Literal["tls", "starttls", "none"]


class MailServer(msgspec.Struct, frozen=True, kw_only=True):
    """A server that takes our mails (a submission server, RFC 6409)."""

    host: str
    port: int = 587
    user: str = ""
    password: str = ""
    tls: Tls = "starttls"


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How a mail leaves."""

    server: MailServer
    sender: Sender
    #: where undeliverable mails come back; ``{id}`` in it is the mail's
    return_path: str


_SENDER: Final = text(
    "SELECT s.name AS shop_name, m.name, m.address, m.reply_to, m.server_locked FROM shops s "
    "LEFT JOIN mail_senders m ON m.shop_id = s.id WHERE s.id = :shop"
)


def house_server(settings: Settings) -> MailServer | None:
    """The house's own server; None when nobody set one."""
    if not settings.smtp_host:
        return None
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        user=settings.smtp_user,
        password=settings.smtp_password,
        tls=settings.smtp_tls,  # type: ignore[arg-type] # checked when the settings are read
    )


async def way_of(read: Read | Tx, settings: Settings, shop_id: UUID) -> Way | Failure:
    """How a shop's mails leave, or why they cannot."""
    row = (await read.execute(_SENDER, {"shop": shop_id})).one()
    server = house_server(settings)
    if row.server_locked is not None:
        try:
            fields = unlock(settings.secret_key, row.server_locked, belongs_to=lock_name(shop_id))
            server = msgspec.json.decode(fields, type=MailServer)
        except (LockedOut, msgspec.DecodeError):
            return Failure(code=SERVER_UNREADABLE)
    if server is None:
        return Failure(code=NO_SERVER)
    address = row.address or settings.mail_from
    if not address:
        return Failure(code=NO_SENDER)
    return Way(
        server=server,
        sender=Sender(name=row.name or row.shop_name, address=address, reply_to=row.reply_to),
        return_path=settings.mail_bounces_to or address,
    )


def lock_name(shop_id: UUID) -> str:
    """What a shop's locked account belongs to."""
    return f"mail:{shop_id}"
