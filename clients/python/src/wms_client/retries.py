"""When the same request is sent again, and how long it waits before (pure)."""

from __future__ import annotations

import random
from typing import Final

import msgspec

#: a proxy or the warehouse itself is not there for a moment
_AWAY: Final = (502, 503, 504)
_TOO_MANY: Final = 429
_FAILED: Final = 500
#: a twin of the request is still at work
_AT_WORK: Final = "idempotency.twin_running"


class Retries(msgspec.Struct, frozen=True, kw_only=True):
    """How patient the client is."""

    #: requests in all, the first one too
    attempts: int = 5
    #: before the second request, seconds; each pause may be twice as long as the one before
    first_pause_s: float = 0.5
    longest_pause_s: float = 8.0
    #: longer than this is not waited, also when the warehouse asks for it
    longest_retry_after_s: float = 60.0

    def pause_s(self, attempt: int, retry_after_s: float | None = None) -> float | None:
        """How long to wait after the ``attempt``-th request, the first being 1; None: give up."""
        if attempt >= self.attempts:
            return None
        if retry_after_s is not None:
            return retry_after_s if retry_after_s <= self.longest_retry_after_s else None
        longest = min(self.longest_pause_s, self.first_pause_s * 2.0 ** (attempt - 1))
        # anywhere up to the longest, so that many clients do not come back together
        return longest / 2 + random.uniform(0, longest / 2)  # noqa: S311 - no secret


def can_be_repeated(method: str, *, has_key: bool) -> bool:
    """Whether the same request again cannot do anything twice.

    A PATCH cannot: it names the version that it changes, which its first copy may have moved.
    """
    return method in ("GET", "PUT", "DELETE") or has_key


def is_worth_repeating(status: int, code: str, *, repeatable: bool) -> bool:
    """Whether the answer may be another one soon."""
    if status == _TOO_MANY or code == _AT_WORK:
        return True
    return repeatable and (status in _AWAY or status == _FAILED)


def retry_after(header: str | None) -> float | None:
    """``Retry-After`` in seconds; the warehouse never sends a date."""
    if header is None or not header.strip().isdigit():
        return None
    return float(header)
