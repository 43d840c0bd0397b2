"""When a webhook is tried again: 18 attempts over about seven days (pure).

The plan is ours and promised in the API's documentation. `Retry-After` is RFC 9110 §10.2.3:
seconds or an HTTP date; a receiver may ask for more patience than the plan has, up to a day, never
for less.
"""

import random
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MINUTE_S = 60
_HOUR_S = 3600
# Seconds to wait before the 1st, 2nd … 18th attempt, each counted from the one before.
DELAYS_S = (
    *(0, 5, 30),
    *(minutes * _MINUTE_S for minutes in (2, 10, 30)),
    *(hours * _HOUR_S for hours in (1, 2, 4, 6, 8, 12, 12, 24, 24, 24, 24, 24)),
)
ATTEMPTS_MAX = len(DELAYS_S)
JITTER = 0.10  # share of the delay, both ways: a receiver that comes back is not met by all at once
# … but hardly earlier: 18 attempts that are all early would end after 6.2 days, and one that waits
# for a receiver that is down for six and a half would be given up
EARLY_MAX_S = 15 * _MINUTE_S
RETRY_AFTER_MAX = timedelta(hours=24)
_RETRY_AFTER_DIGITS_MAX = 10
# Seconds between two tries of an endpoint whose breaker is open; the last one again and again
PROBES_S = (30, *(minutes * _MINUTE_S for minutes in (1, 2, 5, 10, 30)), _HOUR_S)


def next_attempt(
    attempts: int, now: datetime, retry_after: str | None = None, *, spread: float | None = None
) -> datetime | None:
    """When to try next, after `attempts` attempts were made; None when that was the last one.

    `now` is when the last attempt ended (or the event happened), with a time zone. `retry_after` is
    the receiver's header as it came; nonsense in it is ignored. `spread` from -1 to 1 places the
    answer in the jitter's band; random unless told. ValueError for a negative count or a naive
    time.
    """
    if attempts < 0:
        raise ValueError("attempts made cannot be negative")
    if now.tzinfo is None:
        raise ValueError("the time of an attempt needs a time zone")
    if attempts >= ATTEMPTS_MAX:
        return None
    if spread is None:
        spread = random.uniform(-1, 1)  # noqa: S311 - spreads load, guards nothing
    planned = DELAYS_S[attempts] + max(DELAYS_S[attempts] * JITTER * spread, -EARLY_MAX_S)
    asked = patience(retry_after, now).total_seconds() * (1 + JITTER * abs(spread))
    return now + timedelta(seconds=max(planned, asked))


def next_probe(
    probes: int, now: datetime, retry_after: str | None = None, *, spread: float | None = None
) -> datetime:
    """When an endpoint that does not answer is tried again, after `probes` failed ones.

    For the rest see `next_attempt`.
    """
    if spread is None:
        spread = random.uniform(-1, 1)  # noqa: S311 - spreads load, guards nothing
    planned = PROBES_S[min(probes, len(PROBES_S) - 1)] * (1 + JITTER * spread)
    return now + timedelta(seconds=max(planned, patience(retry_after, now).total_seconds()))


def patience(retry_after: str | None, now: datetime) -> timedelta:
    """How long a `Retry-After` header asks to wait: zero for none, past or nonsense; ≤ 24 hours."""
    text = (retry_after or "").strip()
    if re.fullmatch(rf"[0-9]{{1,{_RETRY_AFTER_DIGITS_MAX}}}", text):
        asked = timedelta(seconds=min(int(text), int(RETRY_AFTER_MAX.total_seconds())))
    else:
        try:
            date = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return timedelta(0)
        # "-0000" in an HTTP date leaves the zone out; the only one allowed there is GMT.
        asked = date.replace(tzinfo=date.tzinfo or UTC) - now
    return min(max(asked, timedelta(0)), RETRY_AFTER_MAX)
