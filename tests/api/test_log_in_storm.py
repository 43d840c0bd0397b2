"""However many strangers try passwords, the warehouse goes on and its people come in."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from redis.asyncio import Redis

from api.app import LOG_INS_AT_ONCE, Doors, furnish
from tests.access.logging_in import log_in_office
from tests.api.conftest import NewClient, NewFloorClient
from tests.workers.conftest import until
from wms.access import desks, secrets
from wms.access.desks import FAILURES_UNTIL_WAIT, AtDesk, hire_office_user
from wms.access.secrets import DESK, DESK_WAITING_MAX, FLOOR, Line, prove
from wms.db import HALL, Database
from wms.local import Local
from wms.settings import Settings

STRANGERS = 40
#: what one comparing takes in these tests, s: long enough to be seen whatever the machine does
SLOW_S = 0.2
#: a test that fails does not hold its threads for longer, s
STANDSTILL_S = 30.0
SENTENCES = {
    "en": "Too many people are logging in just now.",
    "pl": "Zbyt wiele osób loguje się w tej chwili.",
    "uk": "Зараз входить забагато людей.",
}


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing is slow, as on a machine that is busy."""
    really = secrets._matches

    def compare(kept: str, given: str) -> bool:
        time.sleep(SLOW_S)
        return really(kept, given)

    monkeypatch.setattr(secrets, "_matches", compare)


@pytest.fixture
def standstill(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Nothing is compared until this is set."""
    go_on = threading.Event()
    really = secrets._matches

    def compare(kept: str, given: str) -> bool:
        go_on.wait(STANDSTILL_S)
        return really(kept, given)

    monkeypatch.setattr(secrets, "_matches", compare)
    return go_on


async def _guess(client: httpx.AsyncClient, n: int = 0, language: str = "en") -> httpx.Response:
    return await client.post(
        "/office/login",
        data={"email": f"nobody{n}@example.com", "password": "guess"},
        headers={"Accept-Language": language},
    )


async def _until_full() -> None:
    """Until nobody more may join the desk's line."""
    await until(lambda: DESK.waiting >= DESK_WAITING_MAX, "the line to fill")


@pytest.mark.usefixtures("slow")
async def test_forty_strangers_at_the_desks_door_stall_nobody(
    app: Doors, client: httpx.AsyncClient, new_floor_client: NewFloorClient, shop: httpx.AsyncClient
) -> None:
    storm = [asyncio.create_task(_guess(client, n)) for n in range(STRANGERS)]
    waiting = STRANGERS - DESK_WAITING_MAX
    await until(
        lambda: sum(task.done() for task in storm) >= waiting, "the others to stand in line"
    )
    pool = app.house.database.engine.pool
    assert pool.checkedout() <= 1, "somebody holds a connection while a password is compared"  # type: ignore[attr-defined]
    began = time.monotonic()
    assert (await shop.get("/v1/orders")).status_code == 200
    await new_floor_client()  # badge and PIN, through the pages
    assert time.monotonic() - began < DESK_WAITING_MAX * SLOW_S, "the floor waited for the desk"
    assert not all(task.done() for task in storm), "the storm was over before"
    answers = [(await task).status_code for task in storm]
    assert set(answers) == {401, 503}
    assert answers.count(503) >= STRANGERS // 2


async def test_who_cannot_wait_is_told_politely(
    client: httpx.AsyncClient, standstill: threading.Event
) -> None:
    storm = [asyncio.create_task(_guess(client, n)) for n in range(DESK_WAITING_MAX)]
    await _until_full()
    for language, sentence in SENTENCES.items():
        answer = await _guess(client, language=language)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert sentence in answer.text
        assert 'value="nobody0@example.com"' in answer.text, "the form is there to try again"
    standstill.set()
    await asyncio.gather(*storm)
    assert (await _guess(client)).status_code == 401, "the line is not empty again"


async def test_an_address_may_try_so_often_and_the_floor_is_counted_by_itself(
    doors: Doors, db: Database, settings: Settings, local: Local, new_client: NewClient,
    new_floor_client: NewFloorClient,
) -> None:  # fmt: skip
    redis = Redis.from_url(local.redis.url)
    await redis.flushdb()
    doors.open(replace(furnish(settings, db, redis), rate_limit=None))
    try:
        stranger = await new_client()
        codes = [(await _guess(stranger, n)).status_code for n in range(LOG_INS_AT_ONCE + 3)]
        assert codes[:LOG_INS_AT_ONCE] == [401] * LOG_INS_AT_ONCE
        no = await _guess(stranger)
        assert no.status_code == 429
        assert int(no.headers["retry-after"]) >= 1
        await new_floor_client()
    finally:
        await redis.aclose()


async def test_guesses_side_by_side_are_judged_one_after_the_other(db: Database) -> None:
    async with db.begin(HALL) as tx:
        await hire_office_user(tx, email="a@example.com", name="A", password="long enough 1")
    right = await _proofs(db, ["wrong"] * FAILURES_UNTIL_WAIT + ["long enough 1"])
    assert right == [False] * FAILURES_UNTIL_WAIT + [False], "the sixth guess was let in"


async def _proofs(db: Database, passwords: list[str]) -> list[bool]:
    """All compared before the first is judged; who came in."""
    async with db.read(HALL) as read:
        kept = await desks.kept_password(read, "A@example.com ")
    proofs = [await prove(kept, password, DESK) for password in passwords]
    came_in = []
    for proof in proofs:
        async with db.begin(HALL) as tx:
            answer = await desks.log_in_office(
                tx, email="a@example.com", proof=proof, lasts=timedelta(hours=1)
            )
        came_in.append(isinstance(answer, AtDesk))
    return came_in


async def test_a_password_that_was_changed_meanwhile_is_not_right(db: Database) -> None:
    async with db.begin(HALL) as tx:
        user = await hire_office_user(tx, email="a@example.com", name="A", password="long enough 1")
        proof = await prove(await desks.kept_password(tx, "a@example.com"), "long enough 1", DESK)
        assert proof.is_right
        await desks.set_password(tx, user, "another one 2")
        answer = await desks.log_in_office(
            tx, email="a@example.com", proof=proof, lasts=timedelta(hours=1)
        )
        assert not isinstance(answer, AtDesk)
        assert isinstance(
            await log_in_office(tx, email="a@example.com", password="another one 2"), AtDesk
        )


async def test_a_line_lets_one_in_at_a_time_and_forgets_who_gave_up() -> None:
    line, inside, most = Line(waiting_max=3), 0, 0

    async def wait() -> None:
        nonlocal inside, most
        async with line.turn():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    for _ in range(3):
        tasks = [asyncio.create_task(wait()) for _ in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert most == 1
    assert FLOOR is not DESK
