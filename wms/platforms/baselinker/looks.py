"""What changed at Base since we looked last: by its journal, and by looking through its orders.

The journal tells what happened to which order, but it keeps three days, is empty until Base's
support switches it on, and may lose an entry. So three looks make one cursor:

- the **journal**, each time: entry by entry, each order read as it is now;
- the **dates**: every order confirmed since a day, whatever its state; after a time without us that
  is longer than the journal's memory, and each time while the journal has never said a word;
- the **waiting**: every order in a status that means "send this", however old it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Protocol

import msgspec

from wms.platforms.baselinker.words import Row, confirmed_at, orders_in, rows

#: "a list of order events from the last 3 days"; what is nearly forgotten counts as forgotten
JOURNAL_KEPT: Final = timedelta(days=3)
_NEARLY: Final = timedelta(hours=1)
#: after a time without us orders are looked through that were confirmed so long before it
BACK: Final = timedelta(days=30)
#: and so long while the journal is silent
BACK_SILENT: Final = timedelta(days=7)
#: how often what waits there is looked through; while the journal is silent, everything
SWEEP: Final = timedelta(minutes=15)
#: orders of one answer of getOrders
PAGE: Final = 100
#: so many orders with near numbers are read as one page; fewer one by one
_NEIGHBOURS: Final = 3
#: orders that one page of the journal may be about: each may cost a request
_LOOKS_MAX: Final = 40
#: before any order was confirmed, unix seconds
_BEGINNING: Final = 1
#: our clock and Base's differ by less than this
_CLOCKS: Final = timedelta(minutes=5)
#: log_type of getJournalList that change what we are to send: created, confirmed, paid, removed,
#: merged, divided, address, products (added, changed, taken off), data, copied, status
EVENTS: Final = (1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 16, 17, 18)
#: fields of an entry that are numbers
_NUMBERS: Final = ("id", "order_id", "log_type", "object_id", "date")
#: of them those whose ``object_id`` is another order: the one that was merged into this one, the
#: part that was divided from it, its copy
_MERGED, _DIVIDED, _COPIED = 5, 6, 17


class Asks(Protocol):
    """`wms.platforms.baselinker.connector.Connector`, as far as looking goes."""

    async def read(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        """Ask for something."""
        ...


class Scan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where looking through has come to."""

    #: read on from this second of confirmation
    second: int = 0
    #: and, when one second has more orders than an answer, from this order on
    number: int = 0
    #: (status, …) that are still to be looked through; empty: whatever its status
    waiting: tuple[int, ...] = ()


class Cursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far Base's orders are read; unix seconds."""

    #: the journal's last entry that was followed
    log: int = 0
    #: when the journal was last read to its end
    heard_at: int = 0
    #: when all that waits there was last looked through
    swept_at: int = 0
    #: what the journal says of the time before this is known from looking through the orders
    known_to: int = 0
    #: a look through the orders that is not at its end
    scan: Scan | None = None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Some of what changed."""

    orders: Sequence[Row]
    cursor: Cursor
    is_more: bool
    #: orders that are not there any more
    gone: Sequence[int] = ()
    #: order → the one that it was divided from, or that became part of it
    after: Mapping[int, int] = {}


def read_cursor(told: str | None) -> Cursor | None:
    """None: it never looked. What an older program wrote, or nobody can read, counts as that."""
    if told is None:
        return None
    try:
        return msgspec.json.decode(told, type=Cursor)
    except msgspec.DecodeError:
        return None


def write_cursor(cursor: Cursor) -> str:
    """As it is kept."""
    return msgspec.json.encode(cursor).decode()


async def look(
    asks: Asks,
    cursor: Cursor | None,
    *,
    since: datetime,
    now: datetime,
    statuses: Collection[int],
) -> Page:
    """The next page of what changed; ``statuses``: those that mean "send this"."""
    at = int(now.timestamp())
    cursor = cursor or Cursor()
    if cursor.scan is None and _is_forgotten(cursor, at):
        begin = max(since, _back(cursor, now)) if cursor.heard_at else since
        cursor = msgspec.structs.replace(
            cursor,
            heard_at=at,
            # after a time without us the journal may still tell of orders that are older than what
            # is looked through
            known_to=cursor.known_to if cursor.heard_at else at - int(_CLOCKS.total_seconds()),
            scan=Scan(second=max(_BEGINNING, int(begin.timestamp()))),
        )
    if cursor.scan is not None:
        return await _scanned(asks, cursor, cursor.scan, at, statuses)
    heard = await _heard(asks, cursor, at)
    if heard.is_more or at - cursor.swept_at < SWEEP.total_seconds():
        return heard
    # the journal is at its end: the next page looks through what it may have kept to itself
    return msgspec.structs.replace(
        heard, is_more=True, cursor=msgspec.structs.replace(heard.cursor, scan=_sweep(
            heard.cursor, now, since, statuses)),
    )  # fmt: skip


def _is_forgotten(cursor: Cursor, at: int) -> bool:
    return at - cursor.heard_at > (JOURNAL_KEPT - _NEARLY).total_seconds()


def _back(cursor: Cursor, now: datetime) -> datetime:
    return datetime.fromtimestamp(cursor.heard_at, now.tzinfo) - BACK


def _sweep(
    cursor: Cursor, now: datetime, since: datetime, statuses: Collection[int]
) -> Scan | None:
    if cursor.log:
        return _first(tuple(sorted(statuses)))
    return Scan(second=max(_BEGINNING, int(max(since, now - BACK_SILENT).timestamp())))


# --- the journal ---


async def _heard(asks: Asks, cursor: Cursor, at: int) -> Page:
    told = await asks.read("getJournalList", last_log_id=cursor.log, logs_types=EVENTS)
    # the documentation does not say whether `last_log_id` itself is told again
    logs = [one for one in rows(told.get("logs"), *_NUMBERS) if one["id"] > cursor.log]
    logs.sort(key=lambda one: one["id"])
    if not logs:
        quiet = msgspec.structs.replace(cursor, heard_at=at)
        return Page(orders=(), cursor=quiet, is_more=False)
    logs, last = _affordable([one for one in logs if one["date"] >= cursor.known_to], logs)
    after = {new: old for one in logs for new, old in _kin(one)}
    wanted = {number for one in logs for number in (one["order_id"], *_others(one)) if number}
    orders, gone = await read_orders(asks, wanted)
    return Page(
        orders=sorted(orders, key=lambda one: one["order_id"] in after),
        gone=gone,
        after=after,
        cursor=msgspec.structs.replace(cursor, log=last),
        is_more=True,
    )


def _affordable(logs: list[Row], all_logs: list[Row]) -> tuple[list[Row], int]:
    """As many entries as are about so many orders as one look may read, and the last of them."""
    about: set[int] = set()
    for index, one in enumerate(logs):
        about |= {one["order_id"], *_others(one)}
        if len(about) > _LOOKS_MAX and index:
            return logs[:index], logs[index - 1]["id"]
    return logs, all_logs[-1]["id"]


def _others(log: Row) -> list[int]:
    other: int = log["object_id"]
    return [other] if other and log["log_type"] in (_MERGED, _DIVIDED, _COPIED) else []


def _kin(log: Row) -> Iterable[tuple[int, int]]:
    """(order, the one that must have changed before it): what is in both would be sent twice."""
    for other in _others(log):
        if log["log_type"] == _DIVIDED:
            yield other, log["order_id"]
        elif log["log_type"] == _MERGED:
            yield log["order_id"], other


async def read_orders(asks: Asks, numbers: Collection[int]) -> tuple[list[Row], list[int]]:
    """Orders as they are now, and the numbers of those that are not there any more.

    Neighbours come in one answer: 400 orders of a minute and a half take a handful of requests. An
    order counts as gone only when it was asked for by its own number.
    """
    left = sorted(numbers)
    found: list[Row] = []
    alone: list[int] = []
    while left:
        first = left[0]
        if sum(number < first + PAGE for number in left) < _NEIGHBOURS:
            alone.append(left.pop(0))
            continue
        told = await asks.read("getOrders", id_from=first, get_unconfirmed_orders=True)
        there = {one["order_id"]: one for one in orders_in(told)}
        reached = max((first, *there))
        found += [there[number] for number in left if number in there]
        alone += [number for number in left if number <= reached and number not in there]
        left = [number for number in left if number > reached]
    gone: list[int] = []
    for number in alone:
        told = await asks.read("getOrders", order_id=number, get_unconfirmed_orders=True)
        there = {one["order_id"]: one for one in orders_in(told)}
        if number in there:
            found.append(there[number])
        else:
            gone.append(number)
    return sorted(found, key=lambda one: one["order_id"]), gone


# --- looking through ---


async def _scanned(
    asks: Asks, cursor: Cursor, scan: Scan, at: int, statuses: Collection[int]
) -> Page:
    orders, rest = await _passed(asks, scan)
    if rest is None and scan.waiting:
        rest = _first(scan.waiting[1:])
    elif rest is None:
        # the dates are through; an order may wait that was confirmed long before them
        rest = _first(tuple(sorted(statuses)))
    if rest is None:
        cursor = msgspec.structs.replace(cursor, swept_at=at)
    return Page(orders=orders, cursor=msgspec.structs.replace(cursor, scan=rest), is_more=True)


def _first(waiting: tuple[int, ...]) -> Scan | None:
    return Scan(second=_BEGINNING, waiting=waiting) if waiting else None


async def _passed(asks: Asks, scan: Scan) -> tuple[list[Row], Scan | None]:
    """A page by the time of confirmation, and where the next one begins; None: it was the last.

    The documentation's own way (on from the last order's second plus one) loses the orders of that
    second which did not fit. We go on from the second itself; when it alone fills an answer, by the
    numbers of its orders until there is none left of it.
    """
    told = await asks.read(
        "getOrders",
        date_confirmed_from=scan.second,
        id_from=scan.number or None,
        status_id=scan.waiting[0] if scan.waiting else None,
    )
    found = orders_in(told)
    onward = partial(Scan, waiting=scan.waiting)
    if scan.number:
        orders = [one for one in found if confirmed_at(one) == scan.second]
        if len(orders) == len(found) == PAGE:
            return orders, onward(second=scan.second, number=_last(orders) + 1)
        return orders, onward(second=scan.second + 1)
    if len(found) < PAGE:
        return found, None
    last_second = max(confirmed_at(one) for one in found)
    if last_second > scan.second:
        return found, onward(second=last_second)
    return found, onward(second=scan.second, number=_last(found) + 1)


def _last(orders: Sequence[Row]) -> int:
    last: int = max(one["order_id"] for one in orders)
    return last
