"""In whose name a shop's mails go, and over which server: said at the desk."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import N_, Invalid, Refusal, SeveralInvalid
from wms.mail.letter import normal_address
from wms.mail.servers import MailServer, lock_name
from wms.settings import Settings
from wms.strongbox import lock

NAME_MAX_CHARS: Final = 100


class SenderSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk sees of a shop's sender; never a password."""

    name: str = ""
    address: str = ""
    reply_to: str = ""
    #: host and user of its own server; empty: the house's
    server_shown: str = ""


_READ: Final = text(
    "SELECT name, coalesce(address, '') AS address, coalesce(reply_to, '') AS reply_to, "
    "coalesce(server_shown, '') AS server_shown FROM mail_senders WHERE shop_id = :shop"
)
_SAVE: Final = text(
    """
    INSERT INTO mail_senders AS m (shop_id, name, address, reply_to)
    VALUES (:shop, :name, :address, :reply_to)
    ON CONFLICT (shop_id) DO UPDATE
    SET name = excluded.name, address = excluded.address, reply_to = excluded.reply_to,
        updated_at = clock_timestamp()
    """
)
_SERVER: Final = text(
    "UPDATE mail_senders SET server_locked = :locked, server_shown = :shown, "
    "updated_at = clock_timestamp() WHERE shop_id = :shop"
)


async def sender_said(read: Read | Tx, shop_id: UUID) -> SenderSaid:
    """A shop's sender as it was said."""
    row = (await read.execute(_READ, {"shop": shop_id})).first()
    return SenderSaid() if row is None else SenderSaid(**row._mapping)


async def save_sender(
    tx: Tx,
    settings: Settings,
    shop_id: UUID,
    said: SenderSaid,
    *,
    server: MailServer | None = None,
    is_house_server: bool = False,
) -> None:
    """Mails go in this name from now on; ``server``: over the shop's own, locked by the key.

    ``is_house_server`` takes its own away; without either the server stays.

    Raises:
        SeveralInvalid: what is no address.
    """
    wrong: list[Refusal] = [
        Invalid(field=name, reason=N_("an e-mail address"), pointer=f"/{name}")
        for name, words in (("address", said.address), ("reply_to", said.reply_to))
        if words.strip() and normal_address(words) is None
    ]
    if wrong:
        raise SeveralInvalid(wrong)
    facts = {
        "name": " ".join(said.name.split())[:NAME_MAX_CHARS],
        "address": normal_address(said.address),
        "reply_to": normal_address(said.reply_to),
    }
    await tx.execute(_SAVE, {"shop": shop_id, **facts})
    if server is not None:
        content = msgspec.json.encode(server)
        locked = lock(settings.secret_key, content, belongs_to=lock_name(shop_id))
        shown = f"{server.user} · {server.host}:{server.port}" if server.user else server.host
        await tx.execute(_SERVER, {"shop": shop_id, "locked": locked, "shown": shown})
    elif is_house_server:
        await tx.execute(_SERVER, {"shop": shop_id, "locked": None, "shown": None})
