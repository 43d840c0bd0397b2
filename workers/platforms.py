"""Looks after the shops' platforms: follows what they told, finds what they did not tell, and tells
them what was sent and what can be sold.

Claim and commit, call, record. One worker has a connection at a time; what it leaves half done is
due again when its lease ends. What goes on between two calls is in rows: a restart loses nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import UUID

import structlog

from wms.db import Database, Tx
from wms.errors import Refusal
from wms.failures import Failure
from wms.platforms.acts import note
from wms.platforms.connected import Platforms
from wms.platforms.connections import Connection, connection
from wms.platforms.contract import Can
from wms.platforms.failures import OUR_FAULT, UNREADABLE
from wms.platforms.held import RETRY_AFTER, Outcome
from wms.platforms.messages import (
    Message,
    message_done,
    message_failed,
    message_waits,
    take_messages,
)
from wms.platforms.orders import all_orders, take_order
from wms.platforms.parcels import parcel_of
from wms.platforms.port import Answer, Concerned, Level, Platform, PlatformAway, PlatformNo, Seen
from wms.platforms.stock import Sellable, mark_all, stock_told, take_stock
from wms.platforms.tellings import (
    Telling,
    not_needed,
    not_told,
    read_feed,
    take_tellings,
    told,
)
from wms.platforms.turns import (
    due_connections,
    end_turn,
    hooks_seen,
    it_answers,
    it_does_not,
    look_goes_on,
    page_read,
    reconciled,
    take_turn,
    to_retry,
)
from wms.platforms.words import note_words, why_of
from wms.privacy.erase import ask, ask_orders
from wms.privacy.errors import NobodyFound
from wms.settings import Settings
from workers.broker import Work, actor
from workers.transaction import look, settled

log = structlog.get_logger("workers.platforms")

#: pages of changed orders read in one turn; the rest in the next one
PAGES_MAX: Final = 10
#: batches of stock told in one turn
STOCK_BATCHES_MAX: Final = 10
#: batches of messages followed in one turn
MESSAGE_BATCHES_MAX: Final = 10
#: an order that came to this by looking was told of by no call
_NEWS: Final = (Outcome.PLACED, Outcome.AMENDED, Outcome.CANCELLED)
#: a turn is given up after this, s (less than wms.platforms.turns.LEASE)
TURN_LIMIT_S: Final = 100.0


@actor(due=due_connections)
async def attend_platform(work: Work, shop_id: UUID, connection_id: UUID) -> None:
    """Look after a connection, as long as there is something to do."""
    if not work.has_room():
        return
    if await settled(work.database, lambda tx: take_turn(tx, shop_id, connection_id)):
        work.spawn(_turn(work, shop_id, connection_id))


async def _turn(work: Work, shop_id: UUID, connection_id: UUID) -> None:
    is_more = False
    try:
        async with asyncio.timeout(TURN_LIMIT_S):
            is_more = await attend(work.database, work.settings, work.platforms, connection_id)
    except TimeoutError:
        is_more = True
        log.warning("a platform is slow; its turn goes on later", connection=str(connection_id))
    finally:
        await asyncio.shield(
            settled(
                work.database,
                lambda tx: end_turn(tx, shop_id, connection_id, is_more=is_more),
            )
        )


async def attend(
    database: Database, settings: Settings, platforms: Platforms, connection_id: UUID
) -> bool:
    """One turn of a connection that is this worker's; whether more waits already."""
    try:
        found = await platforms.of(connection_id)
    except PlatformNo as no:
        await _away(database, connection_id, no)
        return False
    except Refusal:
        return False
    turn = _Turn(database, settings, found.connection, found.platform)
    return await turn.run()


async def _away(database: Database, connection_id: UUID, no: PlatformNo) -> None:
    async def unit(tx: Tx) -> None:
        await it_does_not(tx, await connection(tx, connection_id), no)

    await settled(database, unit)


class _Turn:
    """What is done for one connection, in its order: what came, what was missed, what goes out."""

    def __init__(
        self, database: Database, settings: Settings, one: Connection, platform: Platform
    ) -> None:
        self._database, self._settings = database, settings
        self._one, self._platform = one, platform
        self._now = datetime.now(UTC)
        self._is_more = self._has_asked = False
        self._cursor = one.cursor
        #: what the look came to that a call of this batch had made; None: none had yet
        self._looked: PlatformNo | bool | None = None

    async def run(self) -> bool:
        """Whether more waits already."""
        is_away = self._one.away_until is not None and self._one.away_until > self._now
        await self._messages(may_ask=not is_away)
        await settled(self._database, partial(read_feed, one=self._one))
        if is_away:
            return False
        no = self._looked if isinstance(self._looked, PlatformNo) else await self._outside()
        if no is not None:
            log.warning("a platform says no", connection=str(self._one.id),
                        failure=no.failure.code)  # fmt: skip
            await settled(self._database, partial(it_does_not, one=self._one, no=no))
            return False
        if self._has_asked and (self._one.tries or self._one.failure):
            await settled(self._database, lambda tx: it_answers(tx, self._one))
        return self._is_more

    async def _outside(self) -> PlatformNo | None:
        """Everything that needs the platform's answer; why not all of it was done.

        One that is away is left alone. One that refuses something (a key that only reads) is asked
        for the rest all the same.
        """
        first: PlatformNo | None = None
        for step in (self._hooks, self._reconcile, self._retry, self._tell, self._stock):
            try:
                self._has_asked = await step() or self._has_asked
            except PlatformAway as no:
                return no
            except PlatformNo as no:
                first = first or no
        return first

    async def _messages(self, *, may_ask: bool) -> None:
        """Follow what came, the oldest first, each by itself: one that fails holds up no other."""
        for _ in range(MESSAGE_BATCHES_MAX):
            batch = await settled(
                self._database,
                lambda tx: take_messages(tx, self._settings.secret_key, self._one),
            )
            if not batch:
                return
            self._looked = None
            for message in batch:
                await self._message(message, may_ask=may_ask)
        self._is_more = True

    async def _message(self, message: Message, *, may_ask: bool) -> None:
        one = self._one
        try:
            outcome = await self._follow(message, may_ask=may_ask)
        except PlatformAway as no:
            if no.failure.code != UNREADABLE:
                await settled(
                    self._database,
                    partial(message_waits, one=one, message=message, failure=no.failure),
                )
                return
            failure = no.failure
        except PlatformNo as no:
            failure = no.failure
        except Exception:  # whatever a platform can send: it must not stop the others
            log.exception("a message cannot be followed", message=str(message.id))
            failure = Failure(code=OUR_FAULT)
        else:
            await settled(self._database, lambda tx: message_done(tx, one, message, outcome))
            return
        await settled(self._database, lambda tx: message_failed(tx, one, message, failure))

    async def _follow(self, message: Message, *, may_ask: bool) -> str:
        """What came of one message."""
        if message.body is not None:
            about = self._platform.concerned(message.topic, message.body)
            if about is not None:
                await settled(self._database, partial(self._concern, about=about))
                return Outcome.SAME
        if message.platform_id is None:  # of everything that changed there
            await self._look(may_ask=may_ask)
            return Outcome.SAME
        seen: Seen | None = None
        if message.body is not None:
            try:
                seen = self._platform.said(message.topic, message.body)
            except (ValueError, KeyError, TypeError, ArithmeticError) as error:
                log.warning("a message cannot be read", message=str(message.id),
                            error=type(error).__name__)  # fmt: skip
                raise PlatformAway(code=UNREADABLE, platform=self._one.profile.name) from error
        if seen is not None:
            outcome = await settled(self._database, partial(self._take, seen=seen))
            if outcome is not Outcome.ASK:
                return outcome
        if not may_ask:
            raise PlatformAway(platform=self._one.profile.name)
        return await self._ask(message.platform_id)

    async def _look(self, *, may_ask: bool) -> None:
        """One look for all that rang before it."""
        if self._looked is None:
            self._looked = True
            try:
                if not may_ask:
                    raise PlatformAway(platform=self._one.profile.name)
                await self._read_changed(is_called=True)
            except PlatformNo as no:
                self._looked = no
        if isinstance(self._looked, PlatformNo):
            raise self._looked

    async def _concern(self, tx: Tx, *, about: Concerned) -> None:
        """Forget whom the platform wants forgotten; who asks what is known is told by the shop."""
        one = self._one
        if about.is_to_forget and about.is_everybody:
            await ask_orders(tx, one.shop_id, await all_orders(tx, one), by="shop")
        elif about.is_to_forget and about.email:
            with contextlib.suppress(NobodyFound):
                await ask(tx, one.shop_id, email=about.email, by="shop", settings=self._settings)
        act = "person.forgotten" if about.is_to_forget else "person.asked"
        await note(tx, one.shop_id, one.id, act)

    async def _take(self, tx: Tx, *, seen: Seen, **how: bool) -> Outcome:
        return await take_order(tx, self._one, seen, **how)

    async def _ask(self, platform_id: str) -> Outcome:
        """Read an order there, and follow it as it is now."""
        truth = await self._platform.order(platform_id)
        if truth is None:
            return Outcome.NOT_OURS
        return await settled(self._database, partial(self._take, seen=truth, is_truth=True))

    async def _hooks(self) -> bool:
        if Can.HOOKS not in self._platform.profile.can or self._one.hooks_at > self._now:
            return False
        hooks = await self._platform.mend_hooks()
        await settled(self._database, lambda tx: hooks_seen(tx, self._one, hooks))
        return True

    async def _reconcile(self) -> bool:
        if self._one.reconcile_at > self._now:
            return False
        await self._read_changed()
        return True

    async def _read_changed(self, *, is_called: bool = False) -> None:
        """Read what changed there to the end; what no call told of is found. ``is_called``: the
        platform called and said nothing but that something changed."""
        missing = known = count = 0
        for page in range(1, PAGES_MAX + 1):
            changed = await self._platform.changed(self._cursor, since=self._one.orders_since)
            for seen in changed.orders:
                outcome = await self._met(seen, is_called=is_called)
                missing += outcome in _NEWS and not is_called
                known += outcome is Outcome.SAME
            count += len(changed.orders)
            self._cursor = changed.cursor
            await settled(self._database, partial(page_read, one=self._one, cursor=self._cursor))
            if not changed.is_more:
                await settled(
                    self._database,
                    partial(
                        reconciled, one=self._one, pages=page, missing=missing, known=known,
                        seen=count,
                    ),
                )  # fmt: skip
                return
        await settled(self._database, partial(look_goes_on, one=self._one))
        self._is_more = True

    async def _met(self, seen: Seen, *, is_called: bool) -> Outcome | None:
        """What came of an order that stood in its list; None: nothing, by a fault of ours."""
        take = partial(self._take, seen=seen, is_truth=is_called, is_found=not is_called)
        try:
            outcome = await settled(self._database, take)
            if outcome is Outcome.ASK:
                outcome = await self._ask(seen.id)
        except PlatformNo:
            raise
        except Exception:  # one that fails is met again by its message, or by the desk
            log.exception("an order cannot be followed", order=seen.id)
            return None
        return outcome

    async def _retry(self) -> bool:
        again = await settled(self._database, partial(to_retry, one=self._one, pause=RETRY_AFTER))
        for platform_id in again:
            await self._ask(platform_id)
        return bool(again)

    async def _tell(self) -> bool:
        tellings = await settled(self._database, partial(take_tellings, one=self._one))
        for telling in tellings:
            await self._tell_one(telling)
        self._is_more = self._is_more or bool(tellings)
        return bool(tellings)

    async def _tell_one(self, telling: Telling) -> None:
        try:
            answer = await self._say(telling)
        except PlatformNo as no:
            is_away = isinstance(no, PlatformAway)
            later = no.later_s if isinstance(no, PlatformAway) and no.later_s else 0.0
            await settled(
                self._database,
                partial(
                    not_told, one=self._one, telling=telling, failure=no.failure,
                    may_pass=is_away, later_s=later,
                ),
            )  # fmt: skip
            if is_away:
                raise
            return
        if answer is None:
            await settled(self._database, lambda tx: not_needed(tx, self._one, telling))
        else:
            await settled(self._database, lambda tx: told(tx, self._one, telling, answer))

    async def _say(self, telling: Telling) -> str | None:
        """What the platform answered; None: there is nothing to tell any more."""
        is_again = telling.attempts > 1
        words = note_words(telling, self._one)
        if telling.what in ("shipped", "delivered"):
            async with look(self._database) as read:
                parcel = await parcel_of(read, self._one, telling)
            if parcel is None:
                return None
            if telling.what == "shipped":
                return await self._platform.tell_shipped(parcel)
            return await self._platform.tell_delivered(parcel, words)
        if telling.what == "packed":
            return await self._platform.tell_packed(telling.platform_id)
        if telling.what == "note":
            return await self._platform.tell_note(telling.platform_id, words, is_again=is_again)
        return await self._platform.tell_answer(
            telling.platform_id,
            Answer(telling.what),
            words,
            why=why_of(telling),
            is_again=is_again,
        )

    async def _stock(self) -> bool:
        if Can.STOCK not in self._platform.profile.can:
            return False
        if self._one.stock_at <= self._now:
            await settled(self._database, partial(mark_all, one=self._one))
        for n in range(STOCK_BATCHES_MAX):
            due = await settled(self._database, partial(take_stock, one=self._one))
            if not due:
                return n > 0
            await self._push(due)
        self._is_more = True
        return True

    async def _push(self, due: Sequence[Sellable]) -> None:
        """Say what changed; what the platform was told already is not said again."""
        new = [item for item in due if item.told != item.quantity]
        refused = {}
        if new:
            levels = [Level(sku=item.sku, quantity=item.quantity) for item in new]
            refused = dict(await self._platform.push_stock(levels))
        await settled(self._database, partial(stock_told, one=self._one, told=due, refused=refused))
