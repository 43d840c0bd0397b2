"""Eighteen attempts over about seven days, patient when asked to be, never for ever."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wms.events.schedule import (
    ATTEMPTS_MAX,
    DELAYS_S,
    JITTER,
    RETRY_AFTER_MAX,
    next_attempt,
    patience,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
S, M, H = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours"))
PROMISED = [
    *(0 * S, 5 * S, 30 * S, 2 * M, 10 * M, 30 * M, 1 * H, 2 * H, 4 * H),
    *(6 * H, 8 * H, 12 * H, 12 * H, 24 * H, 24 * H, 24 * H, 24 * H, 24 * H),
]


def test_the_promised_schedule() -> None:
    made = [next_attempt(n, NOW, spread=0) for n in range(ATTEMPTS_MAX)]
    assert [moment - NOW for moment in made if moment] == PROMISED
    assert len(PROMISED) == ATTEMPTS_MAX == 18
    assert next_attempt(18, NOW) is None
    assert next_attempt(500, NOW) is None
    assert timedelta(days=6.5) < sum(PROMISED, timedelta()) < timedelta(days=7.5)


@given(st.integers(0, 17))
def test_jitter_stays_within_ten_percent(attempts: int) -> None:
    planned = DELAYS_S[attempts]
    for _ in range(20):
        moment = next_attempt(attempts, NOW)
        assert moment is not None
        assert abs((moment - NOW).total_seconds() - planned) <= planned * JITTER + 1e-6


@pytest.mark.parametrize("spread", [-1, 0, 1])
def test_whoever_is_down_for_six_and_a_half_days_is_asked_once_more_whatever_the_jitter(
    spread: float,
) -> None:
    moment: datetime | None = NOW
    for made in range(ATTEMPTS_MAX):
        assert moment is not None
        moment = next_attempt(made, moment, spread=spread)
    assert moment is not None
    assert moment - NOW > timedelta(days=6.5)


def test_jitter_is_really_there() -> None:
    moments = [next_attempt(6, NOW) for _ in range(200)]
    seconds = [(moment - NOW).total_seconds() for moment in moments if moment]
    assert min(seconds) < 3600 * 0.95 < 3600 * 1.05 < max(seconds)


def test_retry_after_lengthens_and_never_shortens() -> None:
    assert next_attempt(1, NOW, "90", spread=0) == NOW + 90 * S
    assert next_attempt(7, NOW, "90", spread=0) == NOW + 2 * H
    at = format_datetime(NOW + 20 * M, usegmt=True)
    assert next_attempt(1, NOW, at, spread=0) == NOW + 20 * M
    for _ in range(50):
        moment = next_attempt(1, NOW, "90")
        assert moment is not None
        assert NOW + 90 * S <= moment <= NOW + 99 * S, "never before what was asked for"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, 0 * S),
        ("", 0 * S),
        ("0", 0 * S),
        (" 120 ", 120 * S),
        ("86400", RETRY_AFTER_MAX),
        ("86401", RETRY_AFTER_MAX),
        ("9999999999", RETRY_AFTER_MAX),
        ("9" * 5000, 0 * S),
        ("-5", 0 * S),
        ("1.5", 0 * S),
        ("soon", 0 * S),
        ("٣", 0 * S),
        ("Sun, 22 Nov 2026 12:10:00 GMT", 10 * M),
        ("Sunday, 22-Nov-26 12:10:00 GMT", 10 * M),
        ("Sun, 22 Nov 2026 12:10:00 -0000", 10 * M),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0 * S),
        ("Fri, 31 Dec 9999 23:59:59 GMT", RETRY_AFTER_MAX),
        ("Sun, 99 Nov 2026 12:10:00 GMT", 0 * S),
    ],
)
def test_patience(header: str | None, expected: timedelta) -> None:
    assert patience(header, NOW) == expected


@given(st.text(max_size=60), st.integers(0, 17))
def test_no_header_whatever_breaks_the_schedule(header: str, attempts: int) -> None:
    moment = next_attempt(attempts, NOW, header)
    assert moment is not None
    assert NOW <= moment <= NOW + RETRY_AFTER_MAX * (1 + JITTER)


def test_other_time_zones_are_the_same_moment() -> None:
    warsaw = NOW.astimezone(timezone(1 * H))
    assert next_attempt(3, warsaw, spread=0) == next_attempt(3, NOW, spread=0)


def test_mistakes_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        next_attempt(-1, NOW)
    with pytest.raises(ValueError, match="time zone"):
        next_attempt(1, NOW.replace(tzinfo=None))
