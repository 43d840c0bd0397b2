"""The sandbox at the desk, for the shop's own people and for the office."""

from __future__ import annotations

import re
from typing import Any

import httpx

from tests.api.conftest import NewClient, NewShop, ShopKey
from tests.office.scene import PASSWORD
from tests.sandbox.conftest import Developer
from wms.access.desks import hire_office_user
from wms.db import HALL, Database, new_id
from wms.halls import SANDBOX
from wms.mail.outgoing import queue_mail

PAGE = "/office/shops/GLOBEX/sandbox"
REMOVE = re.compile(rf'action="({PAGE}/faults/[\w-]+/remove)"')


async def at_the_desk(db: Database, new_client: NewClient, shop: ShopKey) -> httpx.AsyncClient:
    """A shop's own person, logged in."""
    email = f"{shop.shop_id}@example.com"
    async with db.begin(HALL) as tx:
        await hire_office_user(
            tx, email=email, name="Ewa", password=PASSWORD, role="shop", shop_id=shop.shop_id
        )
    made = await new_client()
    assert (
        await made.post("/office/login", data={"email": email, "password": PASSWORD})
    ).status_code == 303
    return made


async def test_a_shops_people_set_faults_move_the_clock_and_see_what_the_robot_did(
    developer: Developer, office_client: httpx.AsyncClient, shop_key: ShopKey, new_shop: NewShop,
    new_client: NewClient, db: Database, app: Any,
) -> None:  # fmt: skip
    theirs = await at_the_desk(db, new_client, shop_key)
    order = await developer.place("WEB-1", SAMPLE_TEA=1)
    for desk in (theirs, office_client):
        fault = {"kind": "label_refused", "times": "2", "answer": "carrier.busy"}
        assert (await desk.post(f"{PAGE}/faults", data=fault)).status_code == 303
    refused = await developer.advance(order, "packed")
    assert refused["stopped"]["facts"]["reason"] == "carrier.busy"
    page = (await theirs.get(PAGE)).text
    assert "1 of 2 times so far: <span" in page
    assert "shipment.exception" in page
    assert "WEB-1" in page
    for action in REMOVE.findall(page):
        assert (await theirs.post(action)).status_code == 303
    assert not REMOVE.findall((await theirs.get(PAGE)).text)
    assert (await developer.advance(order, "packed"))["stopped"] is None

    moved = await theirs.post(f"{PAGE}/clock", data={"step": "30", "unit": "hours"})
    assert moved.status_code == 303
    assert "1 day 6 h" in (await theirs.get(PAGE)).text
    for path, said in (
        (f"{PAGE}/clock", {"step": "60", "unit": "weeks"}), (f"{PAGE}/clock", {"step": "-1"}),
        (f"{PAGE}/faults", {"kind": "rain", "times": "1"}),
        (f"{PAGE}/faults", {"kind": "short_pick", "times": "0"}),
        (f"{PAGE}/faults", {"kind": "label_refused", "times": "1", "answer": "mail.muted"}),
    ):  # fmt: skip
        assert (await theirs.post(path, data=said)).status_code == 422, said
    assert "1 day 6 h" in (await theirs.get(PAGE)).text

    async with db.begin(SANDBOX) as tx:
        await queue_mail(
            tx, developer.twin_id, subject_id=new_id(), purpose="reply", unique_key="1",
            to="nobody", language="en", title="About your tea", plain="It is green.",
        )  # fmt: skip
    page = (await theirs.get(PAGE)).text
    assert "It is green." in page
    assert "not sent: This is no e-mail address." in page

    # another shop has neither this sandbox nor one of its own
    other = await at_the_desk(db, new_client, await new_shop("OTHER"))
    assert (await other.get(PAGE)).status_code == 404
    assert (
        await other.post(f"{PAGE}/clock", data={"step": "1", "unit": "days"})
    ).status_code == 404
    assert "No sandbox yet" in (await other.get("/office/shops/OTHER/sandbox")).text
    form = (await other.get("/office/shops/OTHER?key=test")).text
    assert 'name="is_test" value="yes" checked' in form
    own = "/office/shops/OTHER/sandbox/clock"
    assert (await other.post(own, data={"step": "1", "unit": "days"})).status_code == 404

    # each sees the requests of test keys beside those of live ones
    await app.house.request_log.write()
    for desk, sees in ((theirs, True), (office_client, True), (other, False)):
        live = (await desk.get("/office/requests")).text
        test = (await desk.get("/office/requests?of=test")).text
        assert "advanceOrder" not in live
        assert ("advanceOrder" in test) is sees
        for row in re.findall(r'href="(/office/requests/[\w-]+\?of=test)"', test)[:1]:
            assert (await desk.get(row)).status_code == 200
            assert (await desk.get(row.partition("?")[0])).status_code == 404
