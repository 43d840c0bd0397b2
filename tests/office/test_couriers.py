"""The office connects couriers, asks whether they know us, and sees nobody's password again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in
from wms.demo.couriers import Couriers
from wms.demo.couriers.dpd import FID, LOGIN, PASSWORD
from wms.demo.couriers.shipx import ORGANIZATION, TOKEN
from wms.settings import Settings

PAGE = "/office/couriers"


@pytest.fixture(scope="module")
def couriers() -> Iterator[Couriers]:
    with Couriers() as made:
        yield made


@pytest.fixture
def settings(settings: Settings, couriers: Couriers) -> Settings:
    """The warehouse asks the simulators."""
    return replace(settings, **couriers.settings())  # type: ignore[arg-type]


async def test_a_courier_is_connected_asked_changed_and_closed(
    scene: Scene, new_client: NewClient, couriers: Couriers
) -> None:
    desk = await log_in(scene, new_client, "manager")
    assert "Needs no account" in (await desk.get(PAGE)).text
    form = {"add": "inpost", "shop": "", "label": "Contract 7", "services": "locker"}
    missing = await desk.post(PAGE, data=form | {"token": "secret-token"})
    assert missing.status_code == 422 and "organization_id" in missing.text
    assert "Contract 7" in missing.text and "secret-token" not in missing.text
    wrong = await desk.post(
        PAGE, data=form | {"token": "secret-token", "organization_id": ORGANIZATION}
    )
    assert wrong.status_code == 303
    page = (await desk.get(PAGE)).text
    assert "does not accept our account" in page and "Token is missing or invalid" in page
    assert "secret-token" not in page
    account = await scene.value("SELECT id FROM courier_accounts")
    assert f"/couriers/inpost/{account}/" in page, "where InPost tells what happens"
    again = {"label": "Contract 8", "services": "locker", "token": TOKEN}
    half = await desk.post(f"{PAGE}/{account}", data=again)
    assert half.status_code == 422, "the fields of an account are set together"
    whole = await desk.post(f"{PAGE}/{account}", data=again | {"organization_id": ORGANIZATION})
    assert whole.headers["location"].endswith("said=courier_known")
    page = (await desk.get(PAGE)).text
    assert "It knew us on" in page and "Contract 8" in page and TOKEN not in page
    couriers.inpost.troubles.add("broken", 3)  # type: ignore[arg-type]
    assert (await desk.post(f"{PAGE}/{account}/ask")).status_code == 303
    assert "does not answer" in (await desk.get(PAGE)).text
    dpd = {"add": "dpd", "login": LOGIN, "password": PASSWORD, "fid": FID}
    assert (await desk.post(PAGE, data=dpd)).headers["location"].endswith("courier_known")
    assert "There is an account with DPD already" in (await desk.post(PAGE, data=dpd)).text
    assert (await desk.post(f"{PAGE}/{account}/close")).status_code == 303
    assert "Contract 8" not in (await desk.get(PAGE)).text
    clerk = await log_in(scene, new_client, "office")
    page = (await clerk.get(PAGE)).text
    assert "DPD" in page and "Does it know us?" not in page
    assert (await clerk.post(PAGE, data=dpd)).status_code == 403
