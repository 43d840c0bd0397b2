"""A key lends tokens for an hour, and may be good from some addresses only."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from tests.api.conftest import NewShop, ShopKey
from tests.api.problems import problem
from wms.access.errors import AddressMalformed, TooManyAddresses
from wms.access.keys import NETWORKS_MAX, NewKey, issue_key, networks, revoke_key, rotate_key
from wms.access.tokens import TOKEN_PREFIX, purge_tokens
from wms.db import HALL, Database

ASKED = "/v1/orders"
GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
async def key(shop_key: ShopKey, db: Database) -> NewKey:
    async with db.begin(HALL) as tx:
        scopes = ("orders:read", "orders:write")
        return await issue_key(tx, shop_key.shop_id, name="theirs", scopes=scopes)


def _proof(name: object, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


async def _lent(client: httpx.AsyncClient, key: NewKey, **more: str) -> dict[str, Any]:
    answer = await client.post("/oauth/token", data=GRANT | more, headers=_proof(key.id, key.key))
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    told: dict[str, Any] = answer.json()
    return told


def _with(told: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"{told['token_type']} {told['access_token']}"}


async def test_a_token_opens_what_its_key_opens(client: httpx.AsyncClient, key: NewKey) -> None:
    told = await _lent(client, key)
    assert told["access_token"].startswith(TOKEN_PREFIX)
    assert (told["expires_in"], told["scope"]) == (3600, "orders:read orders:write")
    assert (await client.get(ASKED, headers=_with(told))).status_code == 200
    problem(await client.get("/v1/products", headers=_with(told)), 403, "auth.scope_missing")


async def test_a_token_for_less_is_good_for_less(client: httpx.AsyncClient, key: NewKey) -> None:
    told = await _lent(client, key, scope="orders:read")
    assert told["scope"] == "orders:read"
    assert (await client.get(ASKED, headers=_with(told))).status_code == 200
    problem(await client.post(ASKED, json={}, headers=_with(told)), 403, "auth.scope_missing")


async def test_the_proof_may_stand_in_the_form(client: httpx.AsyncClient, key: NewKey) -> None:
    form = GRANT | {"client_id": str(key.id), "client_secret": key.key}
    assert (await client.post("/oauth/token", data=form)).status_code == 200


@pytest.mark.parametrize("proof", ["é".encode(), b"====", b"/w=="])
async def test_a_proof_that_is_no_base64_is_a_no_in_the_protocol_s_words(
    client: httpx.AsyncClient, proof: bytes
) -> None:
    headers = {b"Authorization": b"Basic " + proof}
    answer = await client.post("/oauth/token", data=GRANT, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("form", "proof", "status", "error"),
    [
        (GRANT, ("{id}", "wms_live_wrong"), 401, "invalid_client"),
        (GRANT, ("{other}", "{key}"), 401, "invalid_client"),
        (GRANT, ("my shop", "{key}"), 401, "invalid_client"),
        (GRANT, ("", ""), 401, "invalid_client"),
        (GRANT | {"scope": "orders:read stock:read"}, ("{id}", "{key}"), 400, "invalid_scope"),
        ({"grant_type": "password"}, ("{id}", "{key}"), 400, "unsupported_grant_type"),
        ({}, ("{id}", "{key}"), 400, "unsupported_grant_type"),
        ({"grant_type": ["client_credentials"] * 2}, ("{id}", "{key}"), 400, "invalid_request"),
    ],
)
async def test_a_no_is_said_in_the_protocol_s_words(
    client: httpx.AsyncClient, key: NewKey, form: Any, proof: tuple[str, str], status: int,
    error: str,
) -> None:  # fmt: skip
    told = {"id": key.id, "key": key.key, "other": UUID(int=1)}
    name, secret = (part.format(**told) for part in proof)
    answer = await client.post("/oauth/token", data=form, headers=_proof(name, secret))
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert ("www-authenticate" in answer.headers) == (status == 401)
    assert key.key not in answer.text


async def test_a_token_lends_no_token(client: httpx.AsyncClient, key: NewKey) -> None:
    told = await _lent(client, key)
    answer = await client.post(
        "/oauth/token", data=GRANT, headers=_proof(key.id, told["access_token"])
    )
    assert answer.json()["error"] == "invalid_client"


async def test_a_token_ends_with_its_hour_and_with_its_key(
    client: httpx.AsyncClient, key: NewKey, shop_key: ShopKey, db: Database
) -> None:
    old, fresh = await _lent(client, key), await _lent(client, key)
    async with db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE access_tokens SET expires_at = now() WHERE token_hash = sha256(:token)"),
            {"token": old["access_token"].encode()},
        )
    problem(await client.get(ASKED, headers=_with(old)), 401, "auth.token_expired")
    async with db.begin(HALL) as tx:
        await revoke_key(tx, shop_key.shop_id, key.id)
    problem(await client.get(ASKED, headers=_with(fresh)), 401, "auth.key_revoked")


async def test_tokens_of_yesterday_are_forgotten(
    client: httpx.AsyncClient, key: NewKey, db: Database
) -> None:
    await _lent(client, key)
    await _lent(client, key)
    async with db.begin(HALL) as tx:
        await tx.execute(
            text(
                "UPDATE access_tokens SET expires_at = now() - interval '25 hours' "
                "WHERE id = (SELECT min(id::text)::uuid FROM access_tokens)"
            )
        )
        assert await purge_tokens(tx) == 1
        assert await purge_tokens(tx) == 0


@pytest.mark.parametrize(
    ("addresses", "status"),
    [
        ([], 200),
        (["127.0.0.0/8"], 200),
        (["203.0.113.7", "127.0.0.1"], 200),
        (["203.0.113.0/24", "2001:db8::/32"], 403),
    ],
)
async def test_a_key_is_good_from_its_addresses(
    client: httpx.AsyncClient, shop_key: ShopKey, db: Database, addresses: list[str], status: int
) -> None:
    async with db.begin(HALL) as tx:
        first = await issue_key(tx, shop_key.shop_id, name="theirs", addresses=addresses)
        new = await rotate_key(tx, shop_key.shop_id, first.id)
    for key in (first, new):
        answer = await client.get(ASKED, headers={"Authorization": f"Bearer {key.key}"})
        assert answer.status_code == status
        if status == 403:
            assert "127.0.0.1" in problem(answer, 403, "auth.address_forbidden")["detail"]
    lent = await client.post("/oauth/token", data=GRANT, headers=_proof(new.id, new.key))
    assert lent.status_code == (200 if status == 200 else 401)


async def test_an_ipv4_asker_of_a_socket_for_both_kinds_is_known(
    client: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        key = await issue_key(tx, shop_key.shop_id, name="x", addresses=["203.0.113.0/24"])
    client._transport.client = ("::ffff:203.0.113.9", 1)  # type: ignore[attr-defined]  # who asks
    answer = await client.get(ASKED, headers={"Authorization": f"Bearer {key.key}"})
    assert answer.status_code == 200


def test_networks_are_kept_once_and_as_networks() -> None:
    assert networks([" 203.0.113.7", "203.0.113.7/32", "10.1.2.3/8"]) == [
        "203.0.113.7/32", "10.0.0.0/8",
    ]  # fmt: skip
    for wrong in ("", "shop.example.com", "203.0.113.300", "203.0.113.0/33"):
        with pytest.raises(AddressMalformed):
            networks([wrong])
    with pytest.raises(TooManyAddresses):
        networks([f"10.0.0.{n}" for n in range(NETWORKS_MAX + 1)])


async def test_a_person_issues_a_key_for_one_address_at_the_desk(
    office_client: httpx.AsyncClient, new_shop: NewShop
) -> None:
    await new_shop("ACME-X")
    form = {"name": "web shop", "scopes": "orders:read", "days": "0", "addresses": "10.0.0.300"}
    wrong = await office_client.post("/office/shops/ACME-X/keys", data=form)
    assert wrong.status_code == 422
    assert "10.0.0.300" in wrong.text
    form["addresses"] = "203.0.113.7, 10.0.0.0/8"
    shown = await office_client.post("/office/shops/ACME-X/keys", data=form)
    assert "wms_live_" in shown.text
    page = await office_client.get("/office/shops/ACME-X")
    assert "203.0.113.7/32" in page.text
    assert "10.0.0.0/8" in page.text
