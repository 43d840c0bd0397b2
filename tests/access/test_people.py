"""Keys, operators, devices and office users, without the doors."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tests import cast
from tests.access.logging_in import log_in, log_in_office
from wms.access import devices, queries
from wms.access.desks import FAILURES_UNTIL_WAIT, AtDesk, hire_office_user
from wms.access.errors import (
    BadgeUnknown,
    DeviceUnknown,
    EmailTaken,
    LogInWrong,
    PasswordTooShort,
    PinMalformed,
    ScopeUnknown,
    SupervisorNeeded,
)
from wms.access.keys import LIVE_PREFIX, LIVE_SCOPES, issue_key, revoke_key, rotate_key
from wms.access.operators import (
    LoggedIn,
    dismiss_operator,
    hire_operator,
    operator_of_badge,
    replace_badge,
    set_pin,
    unlock_operator,
)
from wms.access.secrets import digest, keep, matches, new_secret
from wms.barcodes import Badge, parse
from wms.db import Tx
from wms.errors import NotFound

PIN = "4711"


async def test_a_key_is_kept_as_its_digest_only(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    issued = await issue_key(tx, shop.id, name="web", scopes=("orders:read", "orders:write"))
    assert issued.key.startswith(LIVE_PREFIX)
    assert len(issued.key) == len(LIVE_PREFIX) + 43  # 256 bits in base 64
    row = (await tx.execute(text("SELECT * FROM api_keys WHERE id = :id"), {"id": issued.id})).one()
    assert issued.key not in str(row)
    assert row.prefix == issued.key[: len(row.prefix)]
    assert len(row.prefix) < len(issued.key) / 3
    found = await queries.key_by_hash(tx, digest(issued.key))
    assert found is not None
    assert found.scopes == {"orders:read", "orders:write"}
    assert await queries.key_by_hash(tx, digest(issued.key + "x")) is None


async def test_a_scope_that_does_not_exist_is_refused(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    with pytest.raises(ScopeUnknown):
        await issue_key(tx, shop.id, name="web", scopes=("orders:delete",))


async def test_rotation_overlaps_and_never_lengthens_a_life(tx: Tx) -> None:
    shop = await cast.open_shop(tx)
    soon = datetime.now(UTC) + timedelta(hours=1)
    old = await issue_key(tx, shop.id, name="web", expires_at=soon)
    new = await rotate_key(tx, shop.id, old.id)
    kept = {key.id: key for key in await queries.keys_of_shop(tx, shop.id)}
    assert kept[old.id].expires_at == soon
    assert kept[new.id].expires_at is None
    assert kept[new.id].scopes == sorted(LIVE_SCOPES)


async def test_a_key_of_another_shop_is_not_there(tx: Tx) -> None:
    shop, other = await cast.open_shop(tx), await cast.open_shop(tx, "ACME")
    issued = await issue_key(tx, shop.id, name="web")
    for change in (revoke_key, rotate_key):
        with pytest.raises(NotFound):
            await change(tx, other.id, issued.id)


async def test_a_badge_reads_back_as_a_badge_and_is_kept_as_its_digest(tx: Tx) -> None:
    hired = await hire_operator(tx, name="Ola", pin=PIN)
    assert isinstance(parse(hired.badge), Badge)
    assert (await operator_of_badge(tx, hired.badge))[0] == hired.id
    row = (await tx.execute(text("SELECT * FROM operators WHERE id = :i"), {"i": hired.id})).one()
    assert hired.badge not in str(row)
    assert PIN not in str(row).replace(str(row.id), "")


@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", "１２３４", "12 4", "-123"])
async def test_a_pin_has_four_to_six_digits(tx: Tx, pin: str) -> None:
    with pytest.raises(PinMalformed):
        await hire_operator(tx, name="Ola", pin=pin)


async def test_a_lost_badge_is_worth_nothing(tx: Tx) -> None:
    hired = await hire_operator(tx, name="Ola", pin=PIN)
    new = await replace_badge(tx, hired.id)
    with pytest.raises(BadgeUnknown):
        await operator_of_badge(tx, hired.badge)
    assert (await operator_of_badge(tx, new))[0] == hired.id


async def _device(tx: Tx) -> devices.Enrolled:
    announced = await devices.announce_device(tx, name="Handheld")
    return await devices.enrol_device(tx, announced.code)


async def test_a_device_has_one_operator_and_says_who(tx: Tx) -> None:
    device = await _device(tx)
    ola = await hire_operator(tx, name="Ola", pin=PIN)
    marek = await hire_operator(tx, name="Marek", pin=PIN)
    first = await log_in(tx, ola.id, PIN, device_id=device.id)
    assert isinstance(first, LoggedIn)
    assert first.instead_of is None
    second = await log_in(tx, marek.id, PIN, device_id=device.id)
    assert isinstance(second, LoggedIn)
    assert second.instead_of == ola.id
    assert await queries.session_by_hash(tx, digest(first.token)) is None
    known = await queries.device_by_hash(tx, digest(device.token))
    assert known is not None
    assert known.operator_name == "Marek"


async def test_who_has_left_or_lost_the_device_works_no_more(tx: Tx) -> None:
    device = await _device(tx)
    ola = await hire_operator(tx, name="Ola", pin=PIN)
    began = await log_in(tx, ola.id, PIN, device_id=device.id)
    assert isinstance(began, LoggedIn)
    await devices.strike_off_device(tx, device.id)
    assert await queries.session_by_hash(tx, digest(began.token)) is None
    assert await queries.device_by_hash(tx, digest(device.token)) is None
    with pytest.raises(DeviceUnknown):
        await log_in(tx, ola.id, PIN, device_id=device.id)
    other = await _device(tx)
    await dismiss_operator(tx, ola.id)
    with pytest.raises(BadgeUnknown):
        await log_in(tx, ola.id, PIN, device_id=other.id)


async def test_only_a_supervisor_unlocks(tx: Tx) -> None:
    locked = await hire_operator(tx, name="Ola", pin=PIN)
    await tx.execute(text("UPDATE operators SET failed_pins = 10 WHERE id = :i"), {"i": locked.id})
    with pytest.raises(SupervisorNeeded):
        await unlock_operator(tx, locked.id, by=await cast.hire(tx, "Marek"))
    assert (
        await unlock_operator(tx, locked.id, by=await cast.hire(tx, "Ewa", is_supervisor=True))
        == "Ola"
    )
    device = await _device(tx)
    assert isinstance(await log_in(tx, locked.id, PIN, device_id=device.id), LoggedIn)


async def test_a_new_pin_replaces_the_old_one(tx: Tx) -> None:
    ola = await hire_operator(tx, name="Ola", pin=PIN)
    await set_pin(tx, ola.id, "987654")
    device = await _device(tx)
    assert not isinstance(await log_in(tx, ola.id, PIN, device_id=device.id), LoggedIn)
    assert isinstance(await log_in(tx, ola.id, "987654", device_id=device.id), LoggedIn)


async def test_two_people_cannot_share_an_e_mail(tx: Tx) -> None:
    await hire_office_user(tx, email="Anna@Example.com", name="A", password="long enough 1")
    with pytest.raises(EmailTaken):
        await hire_office_user(tx, email="anna@example.com ", name="B", password="long enough 1")
    with pytest.raises(PasswordTooShort):
        await hire_office_user(tx, email="b@example.com", name="B", password="short")


@pytest.mark.usefixtures("slow_hashes")
async def test_an_unknown_e_mail_takes_as_long_as_a_wrong_password(tx: Tx) -> None:
    await hire_office_user(tx, email="time@example.com", name="A", password="long enough 1")

    async def seconds(email: str) -> float:
        began = time.perf_counter()
        answer = await log_in_office(tx, email=email, password="wrong", lasts=timedelta(hours=1))
        assert isinstance(answer, LogInWrong)
        return time.perf_counter() - began

    await seconds("nobody@example.com")  # the dummy hash is made once
    known = min([await seconds("time@example.com") for _ in range(3)])
    unknown = min([await seconds("nobody@example.com") for _ in range(3)])
    assert unknown > known / 3


@pytest.mark.usefixtures("slow_hashes")
async def test_a_locked_person_is_answered_like_nobody_and_comes_in_after_the_wait(tx: Tx) -> None:
    user = await hire_office_user(tx, email="lock@example.com", name="A", password="long enough 1")

    async def answered(email: str, password: str) -> tuple[object, float]:
        began = time.perf_counter()
        answer = await log_in_office(tx, email=email, password=password, lasts=timedelta(hours=1))
        return answer, time.perf_counter() - began

    for _ in range(FAILURES_UNTIL_WAIT):
        await answered("lock@example.com", "wrong")
    await answered("nobody@example.com", "wrong")  # the dummy hash is made once
    locked, locked_s = await answered("lock@example.com", "long enough 1")  # right, but locked
    nobody, nobody_s = await answered("nobody@example.com", "long enough 1")
    assert isinstance(locked, LogInWrong) and isinstance(nobody, LogInWrong)
    assert (locked.facts, str(locked)) == (nobody.facts, str(nobody))
    assert locked_s > nobody_s / 3
    await tx.execute(
        text("UPDATE office_users SET locked_until = clock_timestamp() WHERE id = :u"), {"u": user}
    )
    tx.expire_all()
    inside, _ = await answered("lock@example.com", "long enough 1")
    assert isinstance(inside, AtDesk)


async def test_secrets_are_long_and_never_the_same() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 43


@pytest.mark.usefixtures("slow_hashes")
async def test_a_password_is_known_again_and_another_is_not() -> None:
    kept = await keep("zażółć gęślą jaźń")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")  # OWASP's, whatever tests use
    assert await matches(kept, "zażółć gęślą jaźń")
    assert not await matches(kept, "zazolc gesla jazn")
    assert not await matches("no hash", "anything")
    assert not await matches(kept, "\ud800")
