"""Which events there are, by REST and as schemas that anybody reads."""

from __future__ import annotations

import httpx

from tests.lived import faults_of
from wms.events.kinds import KINDS


async def test_a_shop_reads_which_events_there_are_and_anybody_reads_their_schemas(
    client: httpx.AsyncClient, shop: httpx.AsyncClient
) -> None:
    told = (await shop.get("/v1/event-types")).json()["items"]
    assert [one["type"] for one in told] == sorted(KINDS)
    for one in told:
        answer = await client.get(one["schema_url"])
        assert answer.headers["content-type"].startswith("application/schema+json")
        assert answer.json()["$id"] == one["schema_url"]
    whole = (await shop.get("/v1/event-types/order.packed")).json()
    assert whole["versions"] == [
        {"version": 1, "schema_url": "/schemas/events/order.packed/1.json"}
    ]
    assert faults_of("order.packed", 1, whole["example"]) == []
    assert (await shop.get("/v1/event-types/order.eaten")).json()["code"] == "event_type.unknown"
    for nowhere in ("order.packed/2.json", "order.packed/1", "order.eaten/1.json", "../1.json"):
        assert (await client.get(f"/schemas/events/{nowhere}")).status_code == 404
