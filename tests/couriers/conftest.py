"""Both couriers on this machine, and adapters that talk to them over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import msgspec
import pytest

from wms.demo.couriers import Couriers
from wms.demo.couriers import dpd as dpd_sim
from wms.demo.couriers import inpost_returns as returns_sim
from wms.demo.couriers import shipx as shipx_sim
from wms.shipping.carriers import inpost as inpost_adapter
from wms.shipping.carriers import wire
from wms.shipping.carriers.dpd import Dpd
from wms.shipping.carriers.inpost import InPost
from wms.shipping.carriers.port import ParcelFacts

REFERENCE = "0198c2f0-0000-7000-8000-000000000001"
#: who gets a parcel of the tests
RECIPIENT = {
    "name": "Małgorzata Żółkiewska",
    "street": "ul. Świętojańska 12 m. 4",
    "postcode": "81-368",
    "city": "Gdynia",
    "country": "PL",
    "phone": "+48 501 234 567",
    "email": "malgorzata@example.com",
}
SENDER = {
    "name": "Lipowa", "company": "Lipowa sp. z o.o.", "street": "Magazynowa 1",
    "postcode": "05-800", "city": "Pruszków", "country": "PL", "phone": "221234567",
    "email": "magazyn@example.com",
}  # fmt: skip


def parcel(service: str, *, to: dict[str, Any] | None = None, **more: Any) -> ParcelFacts:
    """A parcel of 1.2 kg to Małgorzata; ``to`` changes who she is."""
    facts = ParcelFacts(
        reference=REFERENCE, service=service, parcel_number=7, weight_g=1_200,
        recipient=RECIPIENT | (to or {}), sender=SENDER, order_number="1007",
    )  # fmt: skip
    return msgspec.structs.replace(facts, **more)


@pytest.fixture
def couriers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Couriers]:
    """The simulators; nobody waits long for them."""
    monkeypatch.setattr(wire, "READ_PAUSES_S", (0.0, 0.0))
    monkeypatch.setattr(inpost_adapter, "CONFIRM_PAUSES_S", (0.0, 0.0, 0.0))
    with Couriers() as made:
        yield made


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    made = wire.new_client()
    yield made
    await made.aclose()


@pytest.fixture
def inpost(couriers: Couriers, client: httpx.AsyncClient) -> InPost:
    return _inpost(couriers, client)


def _inpost(couriers: Couriers, client: httpx.AsyncClient, **other: str) -> InPost:
    told = couriers.settings()
    account = {
        "token": shipx_sim.TOKEN, "organization_id": shipx_sim.ORGANIZATION,
        "returns_client_id": returns_sim.CLIENT_ID,
        "returns_client_secret": returns_sim.CLIENT_SECRET,
    } | other  # fmt: skip
    return InPost(
        client, **account, url=told["inpost_url"], points_url=told["inpost_points_url"],
        returns_url=told["inpost_returns_url"], login_url=told["inpost_login_url"],
        pushes_from=told["inpost_pushes_from"],
    )  # fmt: skip


@pytest.fixture
def dpd(couriers: Couriers, client: httpx.AsyncClient) -> Dpd:
    return _dpd(couriers, client)


def _dpd(couriers: Couriers, client: httpx.AsyncClient, **other: str) -> Dpd:
    told = couriers.settings()
    account = {"login": dpd_sim.LOGIN, "password": dpd_sim.PASSWORD, "fid": dpd_sim.FID}
    return Dpd(
        client, **(account | other), url=told["dpd_url"], info_url=told["dpd_info_url"],
        points_url=told["dpd_points_url"],
    )  # fmt: skip
