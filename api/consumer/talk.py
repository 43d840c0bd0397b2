"""What stands of the talk on an order's page: what was said, and who is there to answer."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from api.consumer.door import Opened
from api.consumer.page import AnyRequest
from api.house import House, house_of
from api.transaction import look
from wms.consumer.ask import WORDS_MAX_CHARS
from wms.consumer.talk import Talk, talk
from wms.contact.signed import Presence, presence
from wms.db import new_id
from wms.errors import N_

#: a question that was written on the page
CHAT_TITLE: Final = N_("I have a question")


class TalkShown(msgspec.Struct, frozen=True, kw_only=True):
    """The talk as a page shows it."""

    said: Talk
    here: Presence
    #: what a form that is sent twice is known by
    form_id: UUID
    #: what was typed and could not be sent, and why
    words: str = ""
    fault: str = ""
    #: it was sent, and is answered by this day
    asked_by: date | None = None
    is_asked: bool = False
    words_max: int = WORDS_MAX_CHARS

    @property
    def last_id(self) -> UUID | None:
        """What was said last."""
        return self.said.messages[-1].id if self.said.messages else None


async def who_is_here(house: House, shop_id: UUID) -> Presence:
    """Whether somebody at the desk answers at once."""
    async with house.database.hall() as read:
        return await presence(read, shop_id)


async def talk_shown(request: AnyRequest, opened: Opened, **facts: Any) -> TalkShown:
    """What was said about this order, and who is here."""
    house, order = house_of(request.scope), opened.order
    said = await look(house, order.shop_id, lambda read: talk(read, order.shop_id, order.id))
    asked = request.query_params.get("asked", "")
    given = {"is_asked": bool(asked), "asked_by": day_said(asked), **facts}
    return TalkShown(
        said=said, here=await who_is_here(house, order.shop_id), form_id=new_id(), **given
    )


def day_said(said: str) -> date | None:
    """A day in an address; None: it is none."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
