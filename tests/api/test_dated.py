"""Programs that were written for an older version of the API go on as they were."""

from __future__ import annotations

from typing import Any

import httpx
import jsonschema_rs
import pytest

from api.app import Doors
from api.rest.dated import CHANGES
from api.rest.openapi import describe, rest_handlers
from tests.api.conftest import ShopKey
from wms.access.api_versions import NEWEST, OLDEST, VERSIONS
from wms.access.keys import issue_key, rotate_key
from wms.db import HALL, Database

OLD = {"WMS-Version": OLDEST}


@pytest.fixture
async def asked(shop: httpx.AsyncClient) -> str:
    """A return's labels, of a shop whose consumers send with the house; and an order that waits."""
    tea = {"sku": "TEA", "name": "Tea"}
    assert (await shop.post("/v1/products", json=tea)).status_code == 201
    order = {
        "external_id": "WEB-1",
        "recipient": {
            "name": "Anna", "street": "Polna 1", "postcode": "00-622", "city": "Warszawa",
            "country": "PL",
        },
        "lines": [{"sku": "TEA", "quantity": 1}],
    }  # fmt: skip
    assert (await shop.post("/v1/orders", json=order)).status_code == 201
    return "/v1/stock/TEA/explain"


def fits(described: dict[str, Any], shape: str, answer: Any) -> bool:
    schema = {"$ref": f"#/components/schemas/{shape}", "components": described["components"]}
    return bool(jsonschema_rs.validator_for(schema).is_valid(answer))


async def test_an_answer_has_the_shape_of_the_version_that_was_asked_for(
    app: Doors, shop: httpx.AsyncClient, asked: str
) -> None:
    now, before = await shop.get(asked), await shop.get(asked, headers=OLD)
    assert now.headers["WMS-Version"] == NEWEST
    assert before.headers["WMS-Version"] == OLDEST
    assert now.json()["waiting"][0]["order_external_id"] == "WEB-1"
    assert before.json()["waiting"][0]["order"] == "WEB-1"
    assert "order_external_id" not in before.json()["waiting"][0]
    assert int(before.headers["Content-Length"]) == len(before.content)
    for version, answer in ((NEWEST, now), (OLDEST, before)):
        described = describe(app, version)
        assert fits(described, "StockExplanation", answer.json())
    assert not fits(described, "StockExplanation", now.json())


async def test_a_request_of_an_older_program_is_understood(
    shop: httpx.AsyncClient,
) -> None:
    nowhere = "/v1/returns/019ab2f6-4d31-7f00-b2c6-7e8d9a0b1c01/labels"
    for headers, name in (({}, "parcel_no"), (OLD, "parcel")):
        answer = await shop.post(nowhere, json={name: 1}, headers=headers)
        assert answer.json()["code"] == "return.unknown"  # what was asked for is understood
    refused = await shop.post(nowhere, json={"parcel": 1})
    assert refused.json()["errors"][0]["code"] == "field.unknown"
    broken = await shop.post(
        nowhere, content=b'{"parcel', headers=OLD | {"Content-Type": "application/json"}
    )
    assert broken.json()["code"] == "body.malformed"


async def test_a_key_goes_on_with_the_version_it_was_issued_with(
    db: Database, client: httpx.AsyncClient, shop_key: ShopKey, asked: str
) -> None:
    async with db.begin(HALL) as tx:
        old = await issue_key(tx, shop_key.shop_id, name="shop", api_version=OLDEST)
        rotated = await rotate_key(tx, shop_key.shop_id, old.id)
    for key in (old.key, rotated.key):
        answer = await client.get(asked, headers={"Authorization": f"Bearer {key}"})
        assert answer.headers["WMS-Version"] == OLDEST
        assert "order" in answer.json()["waiting"][0]


async def test_a_version_that_there_never_was_is_refused_with_the_list(
    shop: httpx.AsyncClient,
) -> None:
    for answer in (
        await shop.get("/v1/orders", headers={"WMS-Version": "2020-01-01"}),
        await shop.get("/openapi.json", params={"version": "2020-01-01"}),
    ):
        assert answer.status_code == 400
        assert answer.json()["code"] == "api_version.unknown"
        assert all(version in answer.json()["detail"] for version in VERSIONS)


async def test_the_changelog_is_told_to_whoever_asks(client: httpx.AsyncClient) -> None:
    told = (await client.get("/v1/versions")).json()["items"]
    assert [one["version"] for one in told] == sorted(VERSIONS, reverse=True)
    assert told[0]["is_newest"]
    assert told[0]["changes"]
    assert told[-1]["changes"] == []


def test_every_change_is_of_a_version_and_of_operations_that_there_are(doors: Doors) -> None:
    assert sorted({change.version for change in CHANGES}) == list(VERSIONS[1:])
    operations = {str(handler.operation_id) for _, _, handler in rest_handlers(doors)}
    for change in CHANGES:
        assert change.operations
        assert set(change.operations) <= operations


def test_the_examples_of_every_version_are_what_its_shapes_say(doors: Doors) -> None:
    for version in VERSIONS:
        described = describe(doors, version)
        assert described["info"]["version"] == version
        for change in CHANGES:
            for methods in described["paths"].values():
                for operation in methods.values():
                    if operation["operationId"] not in change.operations:
                        continue
                    contents = [operation["responses"][s] for s in ("200", "201")
                                if s in operation["responses"]]  # fmt: skip
                    contents.append(operation.get("requestBody", {"content": {}}))
                    for holder in contents:
                        for content in holder["content"].values():
                            whole = content["schema"] | {"components": described["components"]}
                            jsonschema_rs.validator_for(whole).validate(content["example"])
