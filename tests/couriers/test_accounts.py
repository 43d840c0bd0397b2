"""Accounts with couriers: what proves us is locked up, and what a shop can send with follows."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import text

from tests.api.conftest import ShopKey, app, doors, new_client, new_shop, shop, shop_key
from tests.orders.asking import goes_to
from tests.packing.bench import Bench, open_bench
from wms.access.desks import hire_office_user
from wms.access.people import Desk
from wms.db import HALL, Database, new_id
from wms.demo.couriers import Couriers as Simulated
from wms.demo.couriers import Trouble
from wms.demo.couriers import dpd as dpd_sim
from wms.demo.couriers import inpost_returns as returns_sim
from wms.demo.couriers import shipx as shipx_sim
from wms.errors import NotFound
from wms.failures import Failure
from wms.settings import Settings
from wms.shipping import failures
from wms.shipping.accounts.accounts import (
    account_of_shop,
    accounts,
    change_account,
    close_account,
    note_answer,
    set_account,
    usable_by,
)
from wms.shipping.carriers.port import CarrierRefused
from wms.shipping.couriers import Couriers
from wms.shipping.errors import AccountIncomplete, AccountThere, CarrierUnknown, ServiceUnknown
from wms.shipping.labels import due_shipments
from wms.strongbox import LockedOut, lock, unlock, word
from workers.labels import buy
from workers.tracking import ask_by_account

__all__ = ["app", "doors", "new_client", "new_shop", "shop", "shop_key"]

SECRET = "a secret of the tests " + "0" * 20
INPOST = {
    "token": shipx_sim.TOKEN, "organization_id": shipx_sim.ORGANIZATION,
    "returns_client_id": returns_sim.CLIENT_ID, "returns_client_secret": returns_sim.CLIENT_SECRET,
}  # fmt: skip
DPD = {"login": dpd_sim.LOGIN, "password": dpd_sim.PASSWORD, "fid": dpd_sim.FID}


async def a_desk(db: Database) -> Desk:
    async with db.begin(HALL) as tx:
        user = await hire_office_user(
            tx, email="kasia@example.com", name="Kasia", role="manager", password="x" * 16
        )
    return Desk(
        user_id=user, session_id=new_id(), name="Kasia", role="manager", shop_id=None, language="en"
    )


async def open_accounts(bench: Bench, **shop: Any) -> None:
    """The warehouse has an account with both couriers."""
    desk = await a_desk(bench.db)
    async with bench.db.begin(HALL) as tx:
        for carrier, credentials in (("inpost", INPOST), ("dpd", DPD)):
            await set_account(
                tx, SECRET, carrier=carrier, shop_id=None, label="", credentials=credentials,
                by=desk,
            )  # fmt: skip


def at(couriers: Simulated, secret_key: str = SECRET) -> Settings:
    """Settings of a warehouse that asks the simulators."""
    return replace(Settings(secret_key=secret_key), **couriers.settings())  # type: ignore[arg-type]


def test_what_is_locked_opens_with_the_same_key_in_the_same_place_only() -> None:
    locked = lock(SECRET, b"token", belongs_to="1")
    assert b"token" not in locked
    assert locked != lock(SECRET, b"token", belongs_to="1"), "nobody sees that two are the same"
    assert unlock(SECRET, locked, belongs_to="1") == b"token"
    for key, content, place in (
        (SECRET + "x", locked, "1"), (SECRET, locked, "2"), (SECRET, locked[:-1] + b"x", "1"),
        (SECRET, b"", "1"),
    ):  # fmt: skip
        with pytest.raises(LockedOut):
            unlock(key, content, belongs_to=place)
    assert word(SECRET, "1") == word(SECRET, "1") != word(SECRET, "2")


async def test_an_account_is_set_used_changed_and_closed_and_never_shown(db: Database) -> None:
    bench = await open_bench(db)
    desk = await a_desk(db)
    common: dict[str, Any] = {"label": " Main ", "by": desk}
    async with db.begin(HALL) as tx:
        ours = await set_account(
            tx, SECRET, carrier="inpost", shop_id=None, credentials=INPOST, **common
        )
        for no, asked in (
            (AccountThere, {"carrier": "inpost", "credentials": INPOST}),
            (AccountIncomplete, {"carrier": "dpd", "credentials": {"login": "x"}}),
            (CarrierUnknown, {"carrier": "house", "credentials": {}}),
            (CarrierUnknown, {"carrier": "pigeon", "credentials": {}}),
            (ServiceUnknown, {"carrier": "dpd", "credentials": DPD, "services": ["drone"]}),
        ):
            with pytest.raises(no):
                await set_account(tx, SECRET, shop_id=None, **asked, **common)  # type: ignore[arg-type]
        theirs = await set_account(
            tx, SECRET, carrier="inpost", shop_id=bench.shop.id, credentials=INPOST,
            services=["courier"], **common,
        )  # fmt: skip
        await note_answer(tx, ours, Failure(code=failures.ACCOUNT_REFUSED, facts={"carrier": "x"}))
    async with db.read(HALL) as read:
        first, second = await accounts(read)
        opened = await account_of_shop(read, SECRET, "inpost", bench.shop.id)
        house = await account_of_shop(read, SECRET, "inpost", None)
        unreadable = await account_of_shop(read, SECRET + "!", "inpost", None)
        usable = await usable_by(read, bench.shop.id)
    assert (first.id, second.id, first.label) == (ours, theirs, "Main")
    assert first.failure is not None
    assert shipx_sim.TOKEN not in msgspec.json.encode([first, second]).decode()
    assert opened is not None and (opened.id, opened.credentials) == (theirs, INPOST)
    assert house is not None and house.id == ours
    assert unreadable is not None and unreadable.credentials is None
    assert usable == {"house": {"standard", "express"}, "inpost": {"courier"}}
    kept = await bench.rows("SELECT locked FROM courier_accounts")
    assert all(shipx_sim.TOKEN.encode() not in row.locked for row in kept)
    async with db.read(bench.shop.id) as read:
        assert await read.scalar(text("SELECT count(*) FROM courier_accounts")) == 0
        assert (await usable_by(read, bench.shop.id))["inpost"] == {"courier"}
        assert await read.scalar(text("SELECT count(*) FROM courier_accounts")) == 0
    async with db.begin(HALL) as tx:
        await change_account(tx, SECRET, ours, label="Other", credentials={"token": ""}, by=desk)
        assert (await account_of_shop(tx, SECRET, "inpost", None)).credentials == INPOST  # type: ignore[union-attr]
        await change_account(
            tx, SECRET, ours, label="", credentials=INPOST | {"token": "new"}, by=desk
        )
        assert (await account_of_shop(tx, SECRET, "inpost", None)).credentials["token"] == "new"  # type: ignore[union-attr,index]
        assert (await accounts(tx))[0].failure is None, "new fields were not asked about yet"
        await close_account(tx, ours)
        anybodys = await account_of_shop(tx, SECRET, "inpost", None)
        assert anybodys is not None and anybodys.id == theirs, "for pickup points anybody's will do"
        await tx.execute(text("UPDATE courier_accounts SET closed_at = NULL"))
        await close_account(tx, theirs)
        with pytest.raises(NotFound):
            await close_account(tx, theirs)
        assert (await usable_by(tx, bench.shop.id))["inpost"] == {
            "locker", "courier", "courier_1200",
        }  # fmt: skip


async def _wanted(bench: Bench, carrier: str, service: str, **recipient: str) -> Any:
    order, _ = await bench.packed(TEA=1)
    async with bench.db.begin(HALL) as tx:
        await goes_to(tx, bench.shop.id, order.id, **recipient)
        await tx.execute(
            text("UPDATE shipments SET carrier = :carrier, service = :service"),
            {"carrier": carrier, "service": service},
        )
    async with bench.db.read(HALL) as read:
        [key] = await due_shipments(read, 5)
    return key


ANNA = {
    "name": "Anna Nowak", "street": "Prosta 5", "postcode": "00-838", "city": "Warszawa",
    "country": "PL", "phone": "501234567", "email": "anna@example.com",
}  # fmt: skip


@pytest.mark.parametrize(("carrier", "service"), [("inpost", "locker"), ("dpd", "classic")])
async def test_a_parcel_goes_with_the_account_that_it_was_asked_for_with(
    db: Database, couriers: Simulated, carrier: str, service: str
) -> None:
    bench = await open_bench(db)
    key = await _wanted(bench, carrier, service, **ANNA, pickup_point_id="WAW22A")
    sellers = Couriers(db, at(couriers))
    assert await buy(db, sellers, *key) is None
    failure = (await bench.rows("SELECT failure FROM shipments"))[0].failure
    assert failure["code"] == failures.NO_ACCOUNT
    await open_accounts(bench)
    await bench_again(bench)
    simulated = couriers.inpost if carrier == "inpost" else couriers.dpd
    simulated.troubles.add(Trouble.LOST_ANSWER)
    assert await buy(db, sellers, *key) is None
    await bench_again(bench)
    assert await buy(db, sellers, *key) is not None
    [sold] = simulated.paid
    row = (await bench.rows("SELECT * FROM shipments"))[0]
    assert (row.status, row.account_id is not None) == ("bought", True)
    assert row.tracking_number == (sold.get("tracking_number") or sold.get("waybill"))
    assert row.courier_id
    assert await bench.value("SELECT count(DISTINCT format) FROM labels") == 2
    # closed and with a new secret, it is followed and refused in words
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE courier_accounts SET closed_at = clock_timestamp()"))
    assert (await sellers.of(carrier, row.account_id)).profile.code == carrier
    with pytest.raises(CarrierRefused) as no:
        await Couriers(db, replace(at(couriers), secret_key="new")).of(carrier, row.account_id)
    assert no.value.failure.code == failures.ACCOUNT_UNREADABLE
    assert await ask_by_account(db, carrier, sellers) == 0
    await sellers.close()


async def bench_again(bench: Bench) -> None:
    """Somebody tries again at once."""
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE shipments SET status = 'requested', next_attempt_at = clock_timestamp() "
                 "WHERE status IN ('failed', 'requested')")
        )  # fmt: skip


async def test_a_shop_sends_with_the_couriers_of_its_accounts_only(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    body = {
        "external_id": "W-1", "recipient": ANNA | {"pickup_point_id": "WAW22A"},
        "lines": [{"sku": "TEA", "quantity": 1}], "carrier": "inpost", "service": "locker",
    }  # fmt: skip
    await shop.post("/v1/products", json={"sku": "TEA", "name": "Tea", "weight_g": 500})
    no = await shop.post("/v1/orders", json=body)
    assert (no.status_code, no.json()["code"]) == (422, "carrier.unknown")
    batch = (await shop.post("/v1/orders/batch", json={"orders": [body]})).json()
    assert batch["results"][0]["errors"][0]["code"] == "carrier.unknown"
    desk = await a_desk(db)
    async with db.begin(HALL) as tx:
        account = await set_account(
            tx, SECRET, carrier="inpost", shop_id=shop_key.shop_id, label="", by=desk,
            credentials=INPOST, services=["locker"],
        )  # fmt: skip
    await heard(shop, 201, body)
    quoted = await shop.post(
        "/v1/orders/quote",
        json={"lines": body["lines"], "country": "PL", "carrier": "inpost", "service": "courier"},
    )
    assert "service_unknown" in [one["code"] for one in quoted.json()["blocks"]]
    async with db.begin(HALL) as tx:
        await close_account(tx, account)
    await heard(shop, 422, body | {"external_id": "W-2"})


async def heard(shop: httpx.AsyncClient, status: int, body: dict[str, Any]) -> None:
    """The doors hear at once of accounts that were opened or closed (NOTIFY)."""
    for _ in range(100):
        answer = await shop.post("/v1/orders", json=body)
        if answer.status_code == status:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(answer.text)
