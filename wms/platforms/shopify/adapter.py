"""Shopify behind the contract of all platforms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from wms.failures import Failure
from wms.platforms.port import (
    Answer,
    Changed,
    Concerned,
    Heard,
    Hooks,
    Knock,
    Level,
    Made,
    Parcel,
    Platform,
    Seen,
)
from wms.platforms.shopify import answers, documents, hooks, knocks, parcels, stock
from wms.platforms.shopify.ask import Ask, all_lines, gid
from wms.platforms.shopify.profile import PROFILE
from wms.platforms.shopify.seen import seen_of
from wms.platforms.wire import Dial

#: changes of the last moments may become visible late: so much is read again
OVERLAP: Final = timedelta(minutes=2)
#: orders of which it is remembered when they had changed
READ_MAX: Final = 2_000
#: what waits for our answer is read first, each time, however old it is
ASKING: Final = ("FULFILLMENT_REQUESTED", "CANCELLATION_REQUESTED")


class _Cursor(msgspec.Struct, omit_defaults=True):
    """How far a look at everything has come."""

    #: changes since then are not read yet
    since: str
    #: 0 and 1: what waits for an answer (`ASKING`); 2: what changed
    step: int = 0
    #: Shopify's own mark of the next page
    after: str | None = None
    #: the last change that this look has seen
    last: str | None = None


class Shopify(Platform):
    """One shop, with our app in it."""

    profile = PROFILE

    def __init__(self, made: Made, dial: Dial) -> None:
        self._ask = Ask(
            dial,
            made.url,
            client_id=made.credentials["client_id"],
            client_secret=made.credentials["client_secret"],
            token=made.credentials.get("access_token", ""),
        )
        self._secret = made.credentials["client_secret"]
        self._domain = (urlsplit(made.url).hostname or "").lower()
        self._settings = made.settings
        self._address = made.address
        self._location: str | None = None
        #: what was read last: id → when it had changed
        self._read: dict[str, str] = {}

    async def knows_us(self) -> str:
        """The shop's name; refused when the app may not do all that we need."""
        place = await hooks.look(self._ask, address=self._address, name=self._name)
        hooks.check_place(place, self._domain)
        return f"{place.shop} ({place.domain})"

    def hear(self, knock: Knock) -> Heard | None:
        """The bell, a webhook, or privacy; all of them signed with the app's secret."""
        return knocks.heard(knock, secret=self._secret, domain=self._domain)

    def concerned(self, topic: str, body: bytes) -> Concerned | None:
        """The three privacy webhooks that Shopify wants of every app."""
        return knocks.concerned(topic, body)

    async def order(self, order_id: str) -> Seen | None:
        """One fulfillment order as it is now; None: it is not ours (any more)."""
        answer = await self._ask.read(documents.ORDER, id=gid("FulfillmentOrder", order_id))
        one = answer["fulfillmentOrder"]
        return None if one is None else await self._seen(one)

    async def changed(self, cursor: str | None, *, since: datetime) -> Changed:
        """A page of what waits for our answer, whenever it was asked; after that, of what changed.

        The first finds whatever rang in vain, the second what its owner did without asking.
        """
        at = msgspec.json.decode(cursor, type=_Cursor) if cursor else _Cursor(since.isoformat())
        if at.step < len(ASKING):
            answer = await self._ask.read(documents.ASKING, asks=ASKING[at.step], after=at.after)
            page = answer["assignedFulfillmentOrders"]
        else:
            known = datetime.fromisoformat(at.since) - OVERLAP
            answer = await self._ask.read(
                documents.CHANGED, since=f"updated_at:>='{known.isoformat()}'", after=at.after
            )
            page = answer["fulfillmentOrders"]
            at.last = max([at.last or at.since, *(one["updatedAt"] for one in page["nodes"])])
            page["nodes"] = await self._news(page["nodes"])
        orders = [await self._seen(one) for one in page["nodes"]]
        is_more = self._move(at, page["pageInfo"])
        return Changed(orders=orders, cursor=msgspec.json.encode(at).decode(), is_more=is_more)

    async def _news(self, changes: Sequence[Mapping[str, Any]]) -> list[Any]:
        """What was not read since it changed: changes of the last moments are listed again."""
        news = []
        for one in changes:
            if self._read.get(one["id"]) == one["updatedAt"]:
                continue
            answer = await self._ask.read(documents.ORDER, id=one["id"])
            if answer["fulfillmentOrder"] is not None:
                news.append(answer["fulfillmentOrder"])
        return news

    @staticmethod
    def _move(at: _Cursor, page: Mapping[str, Any]) -> bool:
        """Where the next look begins; whether there is more behind this one."""
        if page["hasNextPage"]:
            at.after = page["endCursor"]
            return True
        at.after = None
        at.step += 1
        if at.step <= len(ASKING):
            return True
        at.step, at.since, at.last = 0, at.last or at.since, None
        return False

    async def push_stock(self, levels: Sequence[Level]) -> Mapping[str, Failure]:
        """What lies here, at our location only."""
        return await stock.tell(self._ask, await self._where(), levels)

    async def tell_shipped(self, parcel: Parcel) -> str:
        """A fulfillment for each parcel, once."""
        return await parcels.tell(self._ask, parcel, notify=self._settings["notify"] == "yes")

    async def tell_answer(
        self,
        order_id: str,
        answer: Answer,
        words: str,
        *,
        why: Failure | None = None,
        is_again: bool = False,  # noqa: ARG002 - whatever was answered before is read each time
    ) -> str:
        """Accept, reject, cancel or close; what was answered before is not answered again."""
        return await answers.tell(self._ask, order_id, answer, words, why)

    async def tell_delivered(self, parcel: Parcel, words: str) -> str | None:  # noqa: ARG002 - a state says it
        """An event of its fulfillment."""
        return await parcels.tell_delivered(self._ask, parcel)

    async def tell_note(
        self,
        order_id: str,
        words: str,
        *,
        is_again: bool = False,  # noqa: ARG002 - a report takes the place of the one before
    ) -> str | None:
        """A report of progress, as long as the order is under way."""
        return await answers.note(self._ask, order_id, words)

    async def mend_hooks(self) -> Hooks:
        """Our location and its bell, and the webhooks beside it."""
        done, place = await hooks.mend(
            self._ask, address=self._address, name=self._name, domain=self._domain
        )
        self._location = place.location
        return done

    async def close(self) -> None:
        """Hang up."""
        await self._ask.close()

    @property
    def _name(self) -> str:
        return self._settings["location"]

    async def _where(self) -> str:
        """The id of our location; made when there is none yet."""
        if not self._location:
            await self.mend_hooks()
        assert self._location
        return self._location

    async def _seen(self, one: Mapping[str, Any]) -> Seen:
        lines = await all_lines(self._ask, one)
        self._read[one["id"]] = one["updatedAt"]
        while len(self._read) > READ_MAX:
            del self._read[next(iter(self._read))]
        return seen_of(one, lines, self._settings, self._location)
