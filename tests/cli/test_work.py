"""The commands that work in the database, each in a process of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.access.logging_in import log_in_office
from tests.cast import add_product, open_hall, open_shop, stock
from tests.cli.running import said, wms
from tests.lived import as_lived
from wms.access.api_versions import NEWEST
from wms.access.models import Operator
from wms.access.operators import operator_of_badge
from wms.access.people import Desk
from wms.access.queries import key_by_hash
from wms.access.secrets import digest, matches
from wms.db import HALL, Database, new_id
from wms.events.outbox import Subject, record
from wms.layout.models import Place
from wms.verify import INVARIANTS


@pytest.fixture
def env(app_url: str, owner_url: str, tmp_path: Path) -> dict[str, str]:
    """An installation on the test's own database."""
    return {
        "WMS_DATABASE_URL": app_url,
        "WMS_OWNER_DATABASE_URL": owner_url,
        "WMS_DATA_DIR": str(tmp_path),
    }


async def test_a_shop_moves_in_and_gets_a_key_that_can_be_taken_back(
    env: dict[str, str], db: Database
) -> None:
    done = wms("shop", "add", "GLOBEX", "Globex Łódź", "a@globex.example", env=env)
    assert done.returncode == 0, done.stderr
    assert "GLOBEX" in (await said("shop", "list", env=env)).stdout
    twice = await said("shop", "add", "GLOBEX", "Globex", "b@globex.example", env=env)
    assert (twice.returncode, twice.stderr) == (1, "There is already a shop GLOBEX.\n")

    key = (await said("key", "issue", "GLOBEX", "--scope", "stock:read", env=env)).stdout.strip()
    async with db.read(HALL) as read:
        kept = await key_by_hash(read, digest(key))
    assert kept is not None
    assert kept.scopes == {"stock:read"}
    assert kept.revoked_at is None

    shown = (await said("key", "list", "GLOBEX", env=env)).stdout
    assert key not in shown
    assert "good" in shown
    assert f"{NEWEST}  " in shown
    rotated = await said("key", "rotate", "GLOBEX", key[:13], env=env)
    assert "goes on for 24 h" in rotated.stderr
    async with db.read(HALL) as read:
        old = await key_by_hash(read, digest(key))
        new = await key_by_hash(read, digest(rotated.stdout.strip()))
    assert old is not None and old.expires_at is not None and old.revoked_at is None
    assert new is not None and new.expires_at is None and new.scopes == {"stock:read"}
    assert (await said("key", "revoke", "GLOBEX", key[:13], env=env)).returncode == 0
    async with db.read(HALL) as read:
        kept = await key_by_hash(read, digest(key))
    assert kept is not None
    assert kept.revoked_at is not None
    assert (await said("key", "issue", "NOBODY", env=env)).stderr == "There is no shop NOBODY.\n"


async def test_somebody_is_hired_with_a_badge_on_paper_and_a_pin(
    env: dict[str, str], db: Database, tmp_path: Path
) -> None:
    badge = tmp_path / "badge.pdf"
    words = ("operator", "hire", "Żaneta", "--language", "pl", "--file", str(badge))
    done = await said(*words, env=env)
    assert done.returncode == 0, done.stderr
    pin = re.search(r"PIN: (\d{4})\n", done.stdout)
    assert pin
    assert badge.read_bytes().startswith(b"%PDF-")
    assert badge.stat().st_mode & 0o777 == 0o600
    async with db.read(HALL) as read:
        row = (await read.scalars(select(Operator))).one()
        assert (row.name, row.language) == ("Żaneta", "pl")
        assert await matches(row.pin_hash, pin.group(1))
    before = row.badge_hash
    assert (
        await said("operator", "badge", "Żaneta", "--file", str(badge), env=env)
    ).returncode == 0
    async with db.read(HALL) as read:
        assert (await read.scalars(select(Operator.badge_hash))).one() != before
    assert "Żaneta" in (await said("operator", "list", env=env)).stdout
    wrong = await said("operator", "hire", "X", "--pin", "12", env=env)
    assert (wrong.returncode, wrong.stderr) == (1, "A PIN has 4 to 6 digits.\n")


async def test_the_badge_on_the_paper_is_the_one_that_logs_in(
    env: dict[str, str], db: Database, tmp_path: Path
) -> None:
    import pypdfium2
    import zxingcpp

    badge = tmp_path / "badge.pdf"
    assert (await said("operator", "hire", "Ola", "--file", str(badge), env=env)).returncode == 0
    picture = pypdfium2.PdfDocument(badge)[0].render(scale=203 / 72).to_pil()
    read_back = {found.text for found in zxingcpp.read_barcodes(picture)}
    assert len(read_back) == 1
    async with db.read(HALL) as read:
        _, name = await operator_of_badge(read, read_back.pop())
    assert name == "Ola"


async def test_a_forgotten_password_is_replaced(env: dict[str, str], db: Database) -> None:
    added = await said("user", "add", "ola@wms.example", "Ola", "--role", "manager", env=env)
    assert added.returncode == 0, added.stderr
    reset = await said("user", "reset", "Ola@wms.example", env=env)
    old, new = (re.search(r"password (\S+)", d.stdout) for d in (added, reset))
    assert old
    assert new
    await _expect_log_in(db, new.group(1), works=True)
    await _expect_log_in(db, old.group(1), works=False)
    nobody = await said("user", "reset", "nobody@wms.example", env=env)
    assert nobody.returncode == 1
    assert "Nobody in the office has the e-mail" in nobody.stderr


async def _expect_log_in(db: Database, password: str, *, works: bool) -> None:
    from datetime import timedelta

    async with db.begin(HALL) as tx:
        answer = await log_in_office(
            tx, email="ola@wms.example", password=password, lasts=timedelta(hours=1)
        )
    assert isinstance(getattr(answer, "desk", None), Desk) is works


async def test_a_hall_is_laid_out(env: dict[str, str], db: Database) -> None:
    racks = ("layout", "racks", "A,B", "--bays", "3", "--levels", "2")
    assert "12 places from A-01-1 to B-01-2" in (await said(*racks, env=env)).stdout
    assert "T-0001 to T-0003" in (await said("layout", "totes", "3", env=env)).stdout
    assert (await said("layout", "add", "bench", "BENCH-2", env=env)).returncode == 0
    again = await said("layout", "add", "bench", "BENCH-2", env=env)
    assert again.returncode == 1
    assert "BENCH-2" in again.stderr
    async with db.read(HALL) as read:
        kinds = dict((await read.execute(text(
            "SELECT kind, count(*) FROM places WHERE label_code IS NOT NULL GROUP BY kind"
        ))).all())  # fmt: skip
        walk = (await read.scalars(
            select(Place.code).where(Place.pick_order > 0).order_by(Place.pick_order)
        )).all()  # fmt: skip
    assert kinds == {
        "pick_face": 6, "storage": 6, "tote": 3,
        "bench": 2, "dock": 1, "staging": 1, "quarantine": 1, "returns": 1,
    }  # fmt: skip
    assert walk[0] == "A-01-1"
    assert walk[-1] == "B-01-2"


async def test_verify_names_the_invariant_that_is_broken(env: dict[str, str], db: Database) -> None:
    import asyncpg

    async with db.begin(HALL) as tx:
        hall, shop = await open_hall(tx), await open_shop(tx)
        tea = await add_product(tx, shop, "TEA-100")
        await stock(tx, hall, tea, "A-01-1", 5)
    well = await said("verify", env=env)
    assert well.returncode == 0, well.stderr
    assert f"All {len(INVARIANTS)} invariants hold." in well.stdout
    owner = await asyncpg.connect(env["WMS_OWNER_DATABASE_URL"])
    try:
        async with owner.transaction():
            await owner.execute("SELECT set_config('wms.tenant', 'hall', true)")
            changed = await owner.execute("UPDATE balances SET on_hand = 6 WHERE on_hand = 5")
    finally:
        await owner.close()
    assert changed == "UPDATE 1"
    broken = await said("verify", env=env)
    assert broken.returncode == 1
    assert "BROKEN  I2" in broken.stdout
    assert "Nothing was repaired." in broken.stdout


async def test_migrate_is_well_with_nothing_to_do_and_needs_the_owner(env: dict[str, str]) -> None:
    assert (await said("migrate", env=env)).stdout == "The tables were up to date.\n"
    del env["WMS_OWNER_DATABASE_URL"]
    done = await said("migrate", env=env)
    assert done.returncode == 1
    assert "WMS_OWNER_DATABASE_URL" in done.stderr


async def test_health_says_what_does_not_answer(env: dict[str, str], local: object) -> None:
    from wms.local import Local

    assert isinstance(local, Local)
    well = await said("health", env={**env, "WMS_REDIS_URL": local.redis.url})
    assert (well.returncode, well.stdout[:5]) == (0, "Well;")
    away = await said("health", env={**env, "WMS_REDIS_URL": "unix:///nowhere/redis.sock"})
    assert away.returncode == 1
    assert away.stdout.startswith("Redis does not answer:")


async def test_a_shop_is_told_a_range_of_events_again(env: dict[str, str], db: Database) -> None:
    async with db.begin(HALL) as tx:
        shop = await open_shop(tx, "GLOBEX")
        await tx.execute(text(
            "INSERT INTO webhook_endpoints (shop_id, url, secret) VALUES (:shop, :url, 'whsec_x')"
        ), {"shop": shop.id, "url": "https://globex.example/hooks"})  # fmt: skip
        for number in range(1, 6):
            about = Subject("order", new_id(), f"G-{number}")
            await record(tx, shop.id, about, as_lived("order.received"))
        await tx.execute(text(
            "UPDATE events e SET sequence = n.n FROM (SELECT id, row_number() OVER (ORDER BY id) "
            "AS n FROM events) n WHERE n.id = e.id"
        ))  # fmt: skip
    words = ("replay", shop.code, "--from", "2", "--to", "4")
    done = await said(*words, env=env)
    assert (done.returncode, done.stdout) == (
        0,
        "3 events are sent to https://globex.example/hooks again.\n",
    ), done.stderr
    async with db.read(HALL) as read:
        waiting = await read.scalars(text("SELECT sequence FROM webhook_deliveries ORDER BY 1"))
        assert list(waiting) == [2, 3, 4]
    turned = await said("replay", shop.code, "--from", "4", "--to", "2", env=env)
    assert turned.returncode == 1
    nowhere = await said(*words, "--endpoint", str(new_id()), env=env)
    assert nowhere.returncode == 1
    assert "no such webhook endpoint" in nowhere.stderr


async def test_stock_is_corrected_by_a_movement_with_a_reason(
    env: dict[str, str], db: Database
) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await open_hall(tx), await open_shop(tx)
        tea = await add_product(tx, shop, "TEA-100")
        await stock(tx, hall, tea, "A-01-1", 5)
    words = ("stock", "adjust", shop.code, "TEA-100", "A-01-1")
    lost = await said(*words, "-2", "--reason", "lost", env=env)
    assert lost.returncode == 0, lost.stderr
    assert lost.stdout.startswith("3 of TEA-100 lie at A-01-1 now (")
    assert (await said(*words, "4", "--reason", "found", env=env)).returncode == 0
    for change, reason in (("2", "lost"), ("-2", "found"), ("0", "found")):
        twisted = await said(*words, change, "--reason", reason, env=env)
        assert twisted.returncode == 1
        assert "disagree" in twisted.stderr
    too_much = await said(*words, "-8", "--reason", "scrap", env=env)
    assert too_much.returncode == 1
    assert "Only 7 of TEA-100 are free at A-01-1" in too_much.stderr
    alone = await said(*words, "1000", "--reason", "found", env=env)
    assert alone.returncode == 1
    assert "are corrected by two people" in alone.stderr
    async with db.read(HALL) as read:
        assert (await read.scalars(text("SELECT on_hand FROM balances b JOIN places p "
            "ON p.id = b.place_id WHERE p.code = 'A-01-1'"))).all() == [7]  # fmt: skip
