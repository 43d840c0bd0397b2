"""Who signs a shop's answers, when somebody is there, and what is often answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.calendar.days import closed_days
from wms.calendar.house import House, the_house
from wms.contact.errors import HoursWrong, ReplyWrong
from wms.db import Read, Tx
from wms.layout.errors import NoWarehouse
from wms.packing.slips.language import fill, read_text

#: an open page of messages says this often that somebody is there, and counts so long, s
HEARTBEAT_S: Final = 20
AT_THE_DESK_S: Final = 60
NAME_MAX_CHARS: Final = 80
SIGNATURE_MAX_CHARS: Final = 1_000
TITLE_MAX_CHARS: Final = 80
REPLY_MAX_CHARS: Final = 1_000
REPLIES_MAX: Final = 200
LANGUAGES: Final = ("en", "pl", "uk", "de")
#: days ahead that are looked through for a working one
_AHEAD_DAYS: Final = 30
_SATURDAY: Final = 5
#: what a saved reply can name
NAMES: Final = frozenset(
    {"order.number", "order.external_id", "recipient.first_name", "recipient.name", "shop.name"}
)


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers a shop's consumers."""

    name: str = ""
    signature: str = ""
    opens_at: time = time(8)
    closes_at: time = time(16)
    answer_days: int = 1
    is_chat_on: bool = True

    def signed(self, shop: str) -> str:
        """Whose words a letter is: the signature, else the name and the shop's."""
        return self.signature or (f"{self.name}\n{shop}" if self.name else shop)


_CONTACT: Final = text(
    "SELECT name, signature, opens_at, closes_at, answer_days, is_chat_on "
    "FROM named_contacts WHERE shop_id = :shop"
)
_SET: Final = text(
    """
    INSERT INTO named_contacts (shop_id, name, signature, opens_at, closes_at, answer_days,
                                is_chat_on)
    VALUES (:shop, :name, :signature, :opens_at, :closes_at, :answer_days, :is_chat_on)
    ON CONFLICT (shop_id) DO UPDATE SET name = excluded.name, signature = excluded.signature,
        opens_at = excluded.opens_at, closes_at = excluded.closes_at,
        answer_days = excluded.answer_days, is_chat_on = excluded.is_chat_on,
        updated_at = clock_timestamp()
    """
)


async def contact_of(read: Read | Tx, shop_id: UUID) -> Contact:
    """The shop's named contact; without one, nobody's name and the usual hours."""
    row = (await read.execute(_CONTACT, {"shop": shop_id})).mappings().first()
    return Contact() if row is None else Contact(**row)


async def set_contact(tx: Tx, shop_id: UUID, contact: Contact) -> None:
    """Say who signs, and when somebody is there.

    Raises:
        HoursWrong: they end before they begin.
    """
    if contact.opens_at >= contact.closes_at:
        raise HoursWrong(pointer="/opens_at")
    given = msgspec.structs.asdict(contact) | {
        "shop": shop_id,
        "name": contact.name.strip()[:NAME_MAX_CHARS],
        "signature": contact.signature.strip()[:SIGNATURE_MAX_CHARS],
    }
    await tx.execute(_SET, given)


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """A saved reply."""

    id: UUID
    language: str
    title: str
    words: str


_REPLIES: Final = text(
    "SELECT id, language, title, words FROM saved_replies WHERE shop_id = :shop "
    f"ORDER BY language, title LIMIT {REPLIES_MAX}"
)
_ADD: Final = text(
    "INSERT INTO saved_replies (shop_id, language, title, words) "
    "VALUES (:shop, :language, :title, :words) "
    "ON CONFLICT (shop_id, language, title) DO UPDATE SET words = excluded.words, "
    "updated_at = clock_timestamp()"
)
_DROP: Final = text("DELETE FROM saved_replies WHERE shop_id = :shop AND id = :id")


async def replies(read: Read | Tx, shop_id: UUID) -> Sequence[Reply]:
    """The shop's saved replies, by language and title."""
    rows = await read.execute(_REPLIES, {"shop": shop_id})
    return [Reply(**row) for row in rows.mappings()]


async def save_reply(tx: Tx, shop_id: UUID, *, language: str, title: str, words: str) -> None:
    """Save a reply, or its new words under the same title.

    Raises:
        ReplyWrong: no title, no words, or an unknown language.
        TextUnreadable …: a placeholder that there is not (wms.packing.slips.language).
    """
    title, words = title.strip(), words.strip()
    if not title or not words or language not in LANGUAGES:
        raise ReplyWrong(pointer="/words")
    read_text(words, NAMES)
    given = {"shop": shop_id, "language": language, "title": title[:TITLE_MAX_CHARS]}
    await tx.execute(_ADD, {**given, "words": words})


async def drop_reply(tx: Tx, shop_id: UUID, reply_id: UUID) -> None:
    """Forget a saved reply."""
    await tx.execute(_DROP, {"shop": shop_id, "id": reply_id})


def filled_reply(words: str, facts: Mapping[str, str]) -> str:
    """A saved reply with its placeholders filled."""
    return fill(read_text(words, NAMES), facts)


_HERE: Final = text(
    "INSERT INTO at_the_desk (user_id) VALUES (:user) "
    "ON CONFLICT (user_id) DO UPDATE SET seen_at = clock_timestamp()"
)
_ANYBODY: Final = text(
    "SELECT EXISTS (SELECT FROM at_the_desk WHERE seen_at > "
    f"clock_timestamp() - interval '{AT_THE_DESK_S} seconds')"
)


async def is_here(tx: Tx, user_id: UUID) -> None:
    """Somebody of the office has the page of messages open."""
    await tx.execute(_HERE, {"user": user_id})


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody answers at once, and else by when."""

    is_live: bool
    name: str
    #: the end of the hours of the working day by which an answer comes
    answer_by: datetime | None


async def presence(hall: Read | Tx, shop_id: UUID, *, now: datetime | None = None) -> Presence:
    """Whether a consumer of this shop can chat now. Reads rows of the hall."""
    now = now or datetime.now(UTC)
    contact = await contact_of(hall, shop_id)
    try:
        house = await the_house(hall)
    except NoWarehouse:
        return Presence(is_live=False, name=contact.name, answer_by=None)
    here = now.astimezone(house.zone)
    closed = await closed_days(hall, house, here.date(), _AHEAD_DAYS)
    opens_today = here.date() not in closed and here.weekday() < _SATURDAY
    is_open = opens_today and contact.opens_at <= here.time() < contact.closes_at
    live = contact.is_chat_on and is_open and bool(await hall.scalar(_ANYBODY))
    return Presence(
        is_live=live, name=contact.name, answer_by=_answer_by(house, contact, here, set(closed))
    )


def _answer_by(house: House, contact: Contact, here: datetime, closed: set[object]) -> datetime:
    """The end of the ``answer_days``th working day after today; after the hours, after tomorrow.

    A question that comes on a day off counts as of the next working day.
    """
    day = here.date()
    left = contact.answer_days + (1 if here.time() >= contact.closes_at else 0)

    def is_working() -> bool:
        return day.weekday() < _SATURDAY and day not in closed

    while not is_working():
        day += timedelta(days=1)
    while left:
        day += timedelta(days=1)
        if is_working():
            left -= 1
        if (day - here.date()).days > _AHEAD_DAYS:
            break
    return datetime.combine(day, contact.closes_at, house.zone)
