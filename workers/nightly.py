"""Recurring chores, by a table: a row per chore says when it is due, and one worker takes it.

No leader is elected: whoever locks the row first does the chore, the others skip it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import structlog
from croniter import croniter
from sqlalchemy import text

from wms.access.tokens import purge_tokens
from wms.calendar.days import has_days, keep_days
from wms.calendar.house import zone_of_the_house
from wms.cases.by_itself import open_by_themselves
from wms.catalog.expiry_rules import mend_sell_before
from wms.catalog.imports.decide import forget_imports
from wms.clocks.due import tell_deadlines
from wms.contact.arrived import purge_arrived
from wms.db import HALL, Database, Tx
from wms.events.retention import purge_attempts, purge_deliveries, purge_events
from wms.events.secrets import lock_open_secrets
from wms.halls import SANDBOX
from wms.inbound.decide import Overdue, fall_back, overdue
from wms.inbound.doubts import doubt_places
from wms.mail.retention import purge_mails
from wms.notices.silent_endpoints import tell_silent_endpoints
from wms.orders.expiring import promise_anew, promised_too_long
from wms.orders.promises import STEPS as PROMISE_STEPS
from wms.packing.cartons.plan import purge_plans
from wms.picking.wait_over import end_wait, waited_too_long
from wms.platforms.acts import purge_acts
from wms.platforms.messages import forget_contents
from wms.platforms.messages import purge_messages as purge_platform_messages
from wms.platforms.tellings import purge_tellings
from wms.privacy.erase import BATCH_MAX
from wms.privacy.parcels import forget_unplaced
from wms.privacy.retention import ask_for_what_is_over
from wms.privacy.threads import ask_for_threads_that_are_over
from wms.progress.hours import close_hours, first_open_hour, purge_work_hours
from wms.replenish.plan import plan as plan_replenishment
from wms.requests.queries import purge_requests
from wms.retention import purge_idempotency_keys, purge_scans
from wms.returns.deadlines import keep_deadlines
from wms.returns.inspection.wait_over import end_wait as end_return
from wms.returns.inspection.wait_over import waited_too_long as returns_waited
from wms.returns.labels.coming import purge_return_news
from wms.returns.undelivered import expect, give_up, not_coming, undelivered
from wms.returns.unidentified.settle import remind_shops, settle_unidentified
from wms.shipping.alarms.raised import purge_alarms, watch
from wms.shipping.cod.ledger import release_lost
from wms.shipping.tracking.messages import purge_messages, purge_news
from wms.stock.classes import classify
from wms.stock.count_end import settle_left
from wms.stock.count_plan import ask_due
from wms.stock.expiry import set_expired_aside, tell_expiring
from wms.stock.past import close_a_day
from wms.stock.stale import purge_stale_balances
from wms.verify import verify
from workers.loops import steadily
from workers.one_by_one import one_by_one
from workers.transaction import in_hall_of, look, settled

log = structlog.get_logger("workers.nightly")

#: how often the table is looked at, s
LOOK_S = 30.0
#: a chore that was begun and not ended (its worker died) is due again after this
LEASE = timedelta(hours=1)
#: pause between two batches of a purge, so that the night shift does not feel it, s
BREATH_S = 0.05

#: does the whole chore and says in a few words what came of it
Chore = Callable[[Database], Awaitable[str]]


def _purge(*batches: Callable[[Tx], Awaitable[int]]) -> Chore:
    """A chore that repeats each batch until nothing is left."""

    async def run(database: Database) -> str:
        gone = 0
        for batch in batches:
            while count := await settled(database, batch):
                gone += count
                await asyncio.sleep(BREATH_S)
        return f"{gone} rows went"

    return run


async def _verify(database: Database) -> str:
    """Report every broken invariant; repair nothing."""
    async with look(database) as read:
        broken = await verify(read)
    for violation in broken:
        log.error("an invariant is broken", invariant=violation.name, sentence=violation.sentence,
                  rows=violation.rows)  # fmt: skip
    return ", ".join(v.name for v in broken) + " broken" if broken else "all invariants hold"


async def _fall_back(database: Database) -> str:
    """What no shop decided in time happens as it was agreed, each by itself: one that fails is
    logged and holds up no other."""
    decided = failed = 0
    last: Overdue | None = None
    while True:
        async with look(database) as read:
            batch = await overdue(read, last)
        if not batch:
            break
        for last in batch:
            try:
                decided += await settled(database, partial(fall_back, one=last))
            except Exception:  # when the database is gone, the next look ends the chore
                failed += 1
                log.exception("a difference could not be decided", discrepancy=str(last.id))
    return f"{decided} differences decided, {failed} failed"


async def _close_days(database: Database) -> str:
    """Close and seal the days of the ledger that are over."""
    closed = 0
    while count := await settled(database, close_a_day):
        closed += count
    return f"{closed} days closed"


async def _release_cod(database: Database) -> str:
    """Nobody collects for parcels that came back or were lost."""
    released = 0
    while count := await settled(database, release_lost):
        released += count
    return f"{released} parcels bring no money"


async def _replenish(database: Database) -> str:
    """What pick faces lack becomes tasks for the floor."""
    planned = await settled(database, plan_replenishment)
    return f"{planned.made} tasks made, {planned.cancelled} cancelled"


async def _keep_days(database: Database) -> str:
    """The days on which orders leave are known some weeks ahead."""
    return f"{await settled(database, keep_days)} days written"


async def _keep_promises(database: Database) -> str:
    """When an order leaves follows what happened to it and to the calendar; its shop is told."""
    async with look(database) as read:
        is_known = await has_days(read)
    if not is_known:  # a house that was just opened; its days are the sandbox's, too
        with in_hall_of(HALL):
            await settled(database, keep_days)
    changed = {}
    for name, step in PROMISE_STEPS.items():
        changed[name] = 0
        while count := await settled(database, step):
            changed[name] += count
    return ", ".join(f"{count} {name}" for name, count in changed.items())


async def _end_waits(database: Database) -> str:
    """Orders that waited for all of their goods up to a day that is over go with what there is."""
    ended = 0
    async with look(database) as read:
        today = datetime.now(await zone_of_the_house(read)).date()
        orders = await waited_too_long(read, today)
    for shop_id, order_id in orders:
        one = partial(end_wait, shop_id=shop_id, order_id=order_id, today=today)
        ended += await settled(database, one)
    return f"{ended} orders wait no longer"


async def _watch_expiry(database: Database) -> str:
    """Tell shops what expires, promise other goods in its place, set aside what is over."""
    await settled(database, mend_sell_before)
    told = aside = anew = 0
    while count := await settled(database, tell_expiring):
        told += count
    async with look(database) as read:
        orders = await promised_too_long(read)
    for shop_id, order_id in orders:
        one = partial(promise_anew, shop_id=shop_id, order_id=order_id)
        anew += await settled(database, one)
    while count := await settled(database, set_expired_aside):
        aside += count
    return f"{told} lots told, {anew} orders promised anew, {aside} balances set aside"


async def _ask_due_counts(database: Database) -> str:
    """Class the products by their picks, and ask for the counts whose time has come."""
    changed = await settled(database, classify)
    asked = await settled(database, ask_due)
    return f"{changed} products classed, {asked} counts asked for"


async def _settle_left_counts(database: Database) -> str:
    """What was counted to its end by who went on to other work is settled."""
    return f"{await settled(database, settle_left)} counts settled"


async def _doubt_places(database: Database) -> str:
    """Places that were full and are empty by the books are counted."""
    return f"{await settled(database, doubt_places)} places doubted"


async def _close_hours(database: Database) -> str:
    """Add up what people did in the hours that are over."""
    async with look(database) as read:
        at: datetime | None = await first_open_hour(read, now=datetime.now(UTC))
    closed = 0
    while at is not None and (at := await settled(database, partial(close_hours, low=at))):
        closed += 1
    return f"{closed} stretches of hours added up"


async def _raise_alarms(database: Database) -> str:
    """What does not go by itself is shown to people; what goes again is not."""
    watched = await settled(database, watch)
    return f"{watched.raised} alarms raised, {watched.ended} ended"


async def _open_cases(database: Database) -> str:
    """What couriers lost or damaged is claimed, what a correction took away is told its shop."""
    opened = 0
    while count := await settled(database, open_by_themselves):
        opened += count
    return f"{opened} cases opened"


async def _tell_deadlines(database: Database) -> str:
    """Shops hear of clocks that end soon, each threshold once."""
    await settled(database, keep_deadlines)
    told = await settled(database, partial(tell_deadlines, now=datetime.now(UTC)))
    return f"{told} deadlines told"


async def _expect_returns(database: Database) -> str:
    """What couriers bring back is announced."""
    made, failed = await one_by_one(database, undelivered, expect)
    ended, broken = await one_by_one(database, not_coming, give_up)
    return f"{made} returns announced, {ended} ended, {failed + broken} failed"


async def _ask_again(database: Database) -> str:
    """Shops are reminded of parcels without a name; what they do not say in time happens."""
    reminded = await settled(database, remind_shops)
    return f"{reminded} reminded, {await settled(database, settle_unidentified)} settled"


async def _end_returns(database: Database) -> str:
    """Parcels of returns that did not come are waited for no more."""
    ended, failed = await one_by_one(database, returns_waited, end_return)
    return f"{ended} returns ended, {failed} failed"


async def _forget_people(database: Database) -> str:
    """People whose orders ended long ago are to be forgotten; `workers.forget` does it."""
    asked = 0
    for what in (ask_for_what_is_over, ask_for_threads_that_are_over):
        while count := await settled(database, partial(what, limit=BATCH_MAX)):
            asked += count
    senders = 0
    while count := await settled(database, partial(forget_unplaced, limit=BATCH_MAX)):
        senders += count
    return f"{asked} people are to be forgotten, {senders} senders of unknown parcels were"


async def _tell_silent_endpoints(database: Database) -> str:
    """Shops whose webhook address does not answer."""
    told = await settled(
        database, partial(tell_silent_endpoints, settings=database.settings, now=datetime.now(UTC))
    )
    return f"shops were told of {told} webhook addresses that do not answer"


async def _lock_secrets(database: Database) -> str:
    """What a release before this one wrote openly."""
    shut = 0
    key = database.settings.secret_key
    while count := await settled(database, partial(lock_open_secrets, secret_key=key)):
        shut += count
    return f"the secrets of {shut} webhook addresses were locked"


#: name → (cron line in UTC, chore)
CHORES: dict[str, tuple[str, Chore]] = {
    # yesterday is surely over then, see wms.stock.past.CLOCK_STEP
    "close days of the ledger": ("7 6 * * *", _close_days),
    "ask for due counts": ("37 0 * * *", _ask_due_counts),
    "settle counts": ("*/5 * * * *", _settle_left_counts),
    "doubt full places": ("*/5 * * * *", _doubt_places),
    "add up hours of work": ("2 * * * *", _close_hours),
    "decide overdue differences": ("*/5 * * * *", _fall_back),
    # every hour: the hall's day begins somewhere between two of them, whatever its time zone
    "watch expiry dates": ("12 * * * *", _watch_expiry),
    # some time after midnight wherever the hall stands, and again when that failed
    "write the days that come": ("3 */6 * * *", _keep_days),
    "open cases": ("*/2 * * * *", _open_cases),
    "tell deadlines": ("*/5 * * * *", _tell_deadlines),
    "expect what couriers bring back": ("* * * * *", _expect_returns),
    "ask whose parcels are": ("27 * * * *", _ask_again),
    "end returns that wait": ("32 * * * *", _end_returns),
    "end waits": ("*/5 * * * *", _end_waits),
    "keep promises": ("* * * * *", _keep_promises),
    "forget idempotency keys": ("17 1 * * *", _purge(purge_idempotency_keys)),
    "forget access tokens": ("19 1 * * *", _purge(purge_tokens)),
    "tell of silent webhooks": ("*/5 * * * *", _tell_silent_endpoints),
    "lock secrets": ("7 0 * * *", _lock_secrets),
    "forget requests": ("29 * * * *", _purge(purge_requests)),
    "forget events": ("27 1 * * *", _purge(purge_attempts, purge_deliveries, purge_events)),
    "forget product imports": ("57 1 * * *", _purge(forget_imports)),
    "forget hours of work": ("52 1 * * *", _purge(purge_work_hours)),
    "forget news of parcels": (
        "42 1 * * *",
        _purge(purge_news, purge_return_news, purge_messages, purge_alarms),
    ),
    "forget mails": ("47 2 * * *", _purge(purge_mails)),
    "forget people": ("22 * * * *", _forget_people),
    "forget scans": ("37 1 * * *", _purge(purge_scans)),
    "forget arrived mails": ("39 1 * * *", _purge(purge_arrived)),
    "forget what platforms told": (
        "49 1 * * *",
        _purge(forget_contents, purge_platform_messages, purge_tellings, purge_acts),
    ),
    "forget plans of cartons": ("57 1 * * *", _purge(purge_plans)),
    "forget empty balances": ("47 1 * * *", _purge(purge_stale_balances)),
    "raise alarms": ("* * * * *", _raise_alarms),
    "release money of lost parcels": ("*/10 * * * *", _release_cod),
    "replenish pick faces": ("* * * * *", _replenish),
    "verify": ("7 2 * * *", _verify),
}


#: what test shops need, too; the others are of the building, its people and its shelves
OF_TEST_SHOPS: Final = frozenset(
    {
        "decide overdue differences", "open cases", "tell deadlines", "watch expiry dates",
        "expect what couriers bring back", "ask whose parcels are", "end returns that wait",
        "end waits", "keep promises", "release money of lost parcels", "verify",
        "tell of silent webhooks", "lock secrets",
        *(name for name in CHORES if name.startswith("forget ")),
    }
)  # fmt: skip


def next_run(name: str, after: datetime) -> datetime:
    """When a chore is due next after ``after`` (UTC)."""
    when: datetime = croniter(CHORES[name][0], after).get_next(datetime)
    return when


async def nightly(database: Database) -> None:
    """Do what is due, until cancelled."""

    async def step() -> None:
        await run_due(database, now=datetime.now(UTC))

    await steadily("nightly", step, every_s=LOOK_S, wake=asyncio.Event())


async def run_due(database: Database, *, now: datetime) -> list[str]:
    """Do every chore that is due at ``now`` and that nobody else is doing; their names."""
    await settled(database, partial(_enter, now=now))
    done = []
    while (name := await settled(database, partial(_take, now=now))) is not None:
        outcome = await CHORES[name][1](database)
        if name in OF_TEST_SHOPS:
            await _in_the_sandbox(database, name)
        log.info("chore done", chore=name, outcome=outcome)
        await settled(database, partial(_finish, name=name, outcome=outcome, now=now))
        done.append(name)
    return done


async def _in_the_sandbox(database: Database, name: str) -> None:
    """The same for test shops; what goes wrong there holds up nobody."""
    try:
        with in_hall_of(SANDBOX):
            await CHORES[name][1](database)
    except Exception:
        log.exception("a chore of the sandbox failed", chore=name)


async def _enter(tx: Tx, *, now: datetime) -> None:
    """Chores that a release brings get their row; the first run is at their next time."""
    for name in CHORES:
        await tx.execute(
            text(
                "INSERT INTO schedules (name, next_run_at) VALUES (:name, :at) "
                "ON CONFLICT DO NOTHING"
            ),
            {"name": name, "at": next_run(name, now)},
        )


async def _take(tx: Tx, *, now: datetime) -> str | None:
    """Take one due chore for this worker, or None."""
    name: str | None = await tx.scalar(
        text(
            "UPDATE schedules SET next_run_at = :lease WHERE name = ("
            "SELECT name FROM schedules WHERE next_run_at <= :now AND name = ANY(:known) "
            "ORDER BY next_run_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING name"
        ),
        {"now": now, "lease": now + LEASE, "known": list(CHORES)},
    )
    return name


async def _finish(tx: Tx, *, name: str, outcome: str, now: datetime) -> None:
    await tx.execute(
        text(
            "UPDATE schedules SET next_run_at = :next, last_run_at = :now, outcome = :outcome "
            "WHERE name = :name"
        ),
        {"name": name, "next": next_run(name, now), "now": now, "outcome": outcome},
    )
