"""Every operation of REST, tried by everybody who may not.

The operations come from the running application: a new one without a case here fails.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import text

from api.app import Doors
from api.rest.openapi import describe, rest_handlers
from tests.api.conftest import NewClient, NewFloorClient, NewShop
from tests.api.people import PASSWORD
from tests.photos.pictures import picture
from tests.tenants.story import Story, live
from wms.access.desks import hire_office_user
from wms.access.keys import SANDBOX_SCOPE, SCOPES, issue_key, revoke_key
from wms.access.tokens import lend
from wms.db import HALL, Database
from wms.shops.open import open_shop, suspend_shop

#: what is sent by operations with a body
_ORDER = {
    "external_id": "WEB-SECRET",
    "recipient": {"name": "X", "street": "Y 1", "postcode": "1", "city": "Z", "country": "PL"},
    "lines": [{"sku": "TEA", "quantity": 1}],
    "carrier": "house",
}
_PRODUCT = {"sku": "TEA", "name": "Mine", "weight_g": 7}
BODIES: dict[str, Any] = {
    "registerProduct": _PRODUCT,
    "registerProducts": {"products": [_PRODUCT]},
    "putProduct": _PRODUCT,
    "changeProduct": {"name": "Mine now"},
    "askForKits": {"sku": "TEA", "work": "build", "quantity": 3},
    "putKit": {"kind": "built", "parts": [{"sku": "MUG", "quantity": 1}]},
    "announceDelivery": {"external_id": "PO-SECRET", "lines": [{"sku": "TEA", "quantity": 1}]},
    "decideDiscrepancy": {"decision": "accept"},
    "putInboundRules": {"is_blind": True},
    "putStockRules": {"block_days": 3},
    "putSlipTemplate": {"paper": "A6", "accent": "#0b5f56"},
    "putNotices": {"kinds": ["shipped"]},
    "putNoticeText": {"subject": "Mine", "body": "Mine."},
    "putStockLevel": {"low_at": 3},
    "placeOrder": _ORDER,
    "quoteOrder": {"lines": [{"sku": "TEA", "quantity": 1}], "country": "PL"},
    "placeOrders": {"orders": [_ORDER]},
    "amendOrder": {"note": "mine"},
    "holdOrder": {"code": "payment"},
    "releaseOrder": {"code": "payment"},
    "sendAgain": {"reason": "missing"},
    "putReturnRubric": {"is_lot_asked": False},
    "tellReturnRefunded": {},
    "tellComplaintAnswered": {},
    "openCase": {"kind": "enquiry", "title": "Whose is it?"},
    "erasePerson": {"order_external_id": "WEB-SECRET"},
    "readWhoIsKnown": {"order_external_id": "WEB-SECRET"},
    "putPrivacyRules": {"retention_days": 7},
    "sayInCase": {"words": "Mine now"},
    "resolveCase": {"remedy": "extra_item", "lines": [{"sku": "CUP-1", "quantity": 1}]},
    "writeToOffice": {"words": "Mine now"},
    "writeAboutOrder": {"words": "Mine now"},
    "announceReturn": {
        "external_id": "RMA-1", "order_external_id": "WEB-SECRET",
        "lines": [{"sku": "TEA", "quantity": 1}],
    },
    "identifyReturn": {"order_external_id": "WEB-SECRET"},
    "exchangeReturn": {"lines": [{"sku": "TEA-100", "quantity": 1}]},
    "addReturnParcels": {"parcels": [{"tracking_number": None}]},
    "askReturnLabel": {"way": "house/drop_off"},
    "putConsumerRules": {"withdrawal_days": 30},
    "createWebhookEndpoint": {"url": "https://mine.example.com/hook"},
    "changeWebhookEndpoint": {"url": "https://mine.example.com/hook"},
    "testWebhookEndpoint": {"type": "order.packed"},
    "advanceOrder": {"to": "packed"},
    "advanceDelivery": {"to": "received"},
    "advanceReturn": {"to": "completed"},
    "giveGoods": {"pieces": 1},
    "askForFault": {"kind": "short_pick"},
    "forwardClock": {"forward": "P1D"},
    "replayWebhooks": {"from_sequence": 1, "to_sequence": 99},
}  # fmt: skip
#: what is sent by operations that take a file
FILES: dict[str, bytes] = {
    "addProductPhoto": picture(20, 10),
    "addRubricPicture": picture(20, 10),
    "putSlipLogo": picture(20, 10),
    "announceDeliveryByFile": b"sku,quantity\nTEA,1",
    "uploadProducts": b"sku,name\nBARE,mine",
    "putInvoice": b"%PDF-1.4\nmine\n%%EOF\n",
    "addCaseFile": b"%PDF-1.4\nmine\n%%EOF\n",
}
#: operations that name nothing of the other shop by id, and what a shop is answered that uses the
#: other one's SKUs and numbers: its own rows, or that it has no such thing
OWN_WORLD: dict[str, tuple[int, ...]] = {
    "putReturnRubric": (200,),
    "readReturnRubric": (200,),
    "readConsumerRules": (200,),
    "putConsumerRules": (200,),
    "addRubricPicture": (201,),
    "registerProduct": (201,),
    "registerProducts": (200,),
    "putProduct": (201,),
    "uploadProducts": (202,),
    "askForKits": (404,),
    "announceDelivery": (409, 422),
    "announceDeliveryByFile": (400, 409, 422),
    "readInboundRules": (200,),
    "readCasePromises": (200,),
    "putInboundRules": (200,),
    "readStockRules": (200,),
    "readCalendar": (200,),
    "listPickupPoints": (200,),  # they are everybody's
    "listEventTypes": (200,),
    "readEventType": (200,),
    "readNotices": (200,),
    "putNotices": (200,),
    "readNoticeText": (200,),
    "putNoticeText": (200,),
    "readSlipTemplate": (200,),
    "putSlipTemplate": (200,),
    "putSlipLogo": (200,),
    "removeSlipLogo": (204,),
    "downloadSampleSlip": (200,),
    "putStockRules": (200,),
    "openCase": (201,),
    "writeToOffice": (201,),
    "erasePerson": (422,),
    "readWhoIsKnown": (422,),
    "readPrivacyRules": (200,),
    "putPrivacyRules": (200,),
    "placeOrder": (409, 422),
    "quoteOrder": (200,),
    "placeOrders": (200,),
    "announceReturn": (404, 409, 422),
    "identifyReturn": (404, 422),
    "createWebhookEndpoint": (201,),
}


class Operation(msgspec.Struct, frozen=True):
    """One operation, ready to be called."""

    id: str
    method: str
    path: str
    scope: str

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    async def call(self, client: httpx.AsyncClient, story: Story) -> httpx.Response:
        headers = {"If-Match": "*"} if self.method == "patch" else {}
        body: dict[str, Any] = {"json": BODIES[self.id]} if self.id in BODIES else {}
        if self.id in FILES:
            body = {"content": FILES[self.id]}
        return await client.request(
            self.method.upper(), self.path.format(**story.paths), headers=headers, **body
        )


def operations(app: Doors) -> list[Operation]:
    found = [
        Operation(str(handler.operation_id), method, path, handler.opt["scope"])
        for path, method, handler in rest_handlers(app)
    ]
    assert len(found) >= 38
    return found


@pytest.fixture
async def story(db: Database, app: Doors, new_client: NewClient) -> AsyncIterator[Story]:
    """The other shop; nothing of it may be different after the test."""
    other = await live(db, new_client)
    before = await other.digest()
    assert all(value[0] != "0" for name, value in before.items() if name in WELL_KNOWN)
    yield other
    assert await other.digest() == before


#: tables that the story surely fills
WELL_KNOWN = {
    "products", "barcodes", "balances", "movements", "asns", "asn_lines", "orders", "order_lines",
    "allocations", "parcels", "shipments", "returns", "events", "webhook_endpoints",
    "webhook_deliveries",
}  # fmt: skip


async def test_every_operation_of_the_description_has_its_case(app: Doors) -> None:
    paths = describe(app)["paths"]
    assert {(one.method, one.path) for one in operations(app)} == {
        (method, path) for path, item in paths.items() for method in item
    }
    for one in operations(app):
        has_id = bool(one.parameters) and one.id != "putProduct"
        is_list = one.method == "get" and not one.parameters
        is_told = has_id or is_list or one.id in OWN_WORLD or one.scope == SANDBOX_SCOPE
        assert is_told, f"{one.id}: say what a stranger gets"


async def test_the_shop_itself_sees_all_of_it(app: Doors, story: Story) -> None:
    """Without this the rest would prove nothing: a wrong id is a 404 for everybody."""
    for one in operations(app):
        if one.method != "get" or one.scope == SANDBOX_SCOPE:
            continue
        answer = await one.call(story.program, story)
        assert answer.status_code == 200, f"{one.id}: {answer.text}"
        if not one.parameters and one.id not in OWN_WORLD:
            assert answer.json()["items"], f"{one.id}: the story has none of these"


async def test_another_shops_key_finds_nothing(
    app: Doors, story: Story, new_client: NewClient, new_shop: NewShop
) -> None:
    wrong = []
    for n, one in enumerate(operations(app)):
        stranger = await new_client(headers=(await new_shop(f"S{n}")).headers)
        answer = await one.call(stranger, story)
        if one.scope == SANDBOX_SCOPE:  # whoever asks with a live key; tests/sandbox has the rest
            is_well = answer.status_code == 403
        elif one.id in OWN_WORLD:
            is_well = answer.status_code in OWN_WORLD[one.id]
        elif one.parameters:
            is_well = answer.status_code == 404 and not answer.json()["retryable"]
        else:
            is_well = answer.status_code == 200 and answer.json()["items"] == []
        told = story.told_by(answer)
        if not is_well or told:
            wrong.append(f"{one.id}: {answer.status_code} {answer.text[:300]} tells {told}")
    assert not wrong, "\n".join(wrong)


async def test_filters_and_cursors_of_another_shop_open_nothing(
    app: Doors, story: Story, new_client: NewClient, new_shop: NewShop
) -> None:
    stranger = await new_client(headers=(await new_shop("STRANGE")).headers)
    queries = {
        "listProducts": {"updated_since": "2020-01-01T00:00:00Z"},
        "listBarcodeFaults": {"kind": "missing"},
        "listImports": {},
        "listMeasureProposals": {"status": "open"},
        "listKitOrders": {},
        "listStock": {"sku": "TEA"},
        "listStockMovements": {"sku": "TEA"},
        "listStockSeals": {},
        "listStockLots": {"sku": "TEA"},
        "listStockLevels": {},
        "listDeliveries": {"external_id": "PO-SECRET"},
        "listDiscrepancies": {"status": "open"},
        "listOrders": {"external_id": "WEB-SECRET"},
        "listCashOnDelivery": {},
        "listCashOnDeliveryBalances": {},
        "listShipments": {"order_id": story.paths["order_id"]},
        "listReturns": {"status": "unidentified"},
        "listCases": {"status": "waiting_for_us"},
        "listMessages": {},
        "listErasures": {},
        "listEvents": {"after": "0"},
        "listWebhookEndpoints": {},
        "listRequests": {"operation": "placeOrder"},
        "listWebhookDeliveries": {"endpoint_id": story.paths["endpoint_id"]},
    }
    lists = [
        one
        for one in operations(app)
        if one.method == "get"
        and not one.parameters
        and one.id not in OWN_WORLD
        and one.scope != SANDBOX_SCOPE
    ]
    assert {one.id for one in lists} == set(queries), "say how the new list is asked"
    for one in lists:
        mine = await story.program.get(one.path, params=queries[one.id] | {"limit": "1"})
        assert mine.status_code == 200 and mine.json()["items"], f"{one.id}: {mine.text}"
        for query in (queries[one.id], {"after": mine.json().get("next")}):
            if None in query.values():
                continue
            answer = await stranger.get(one.path, params=query)
            assert answer.status_code in (200, 404, 422), one.id
            assert answer.status_code != 200 or answer.json()["items"] == [], one.id


async def test_no_key_opens_where_it_must_not(
    app: Doors, story: Story, new_client: NewClient, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        expired = await issue_key(
            tx, story.shop_id, name="old", expires_at=datetime.now(UTC) - timedelta(hours=1)
        )
        revoked = await issue_key(tx, story.shop_id, name="lost")
        await revoke_key(tx, story.shop_id, revoked.id)
        gone = await open_shop(tx, code="GONE", name="Gone", email="it@gone.example.com")
        suspended = await issue_key(tx, gone, name="theirs")
        lent = await lend(tx, gone, suspended.id, has=SCOPES, wanted=())
        await suspend_shop(tx, gone)
        from_elsewhere = await issue_key(
            tx, story.shop_id, name="server", addresses=("203.0.113.7",)
        )
    known = {
        None: (401, "auth.key_missing"),
        "wms_live_" + "0" * 43: (401, "auth.key_unknown"),
        expired.key: (401, "auth.key_expired"),
        revoked.key: (401, "auth.key_revoked"),
        suspended.key: (403, "shop.suspended"),
        lent.token: (403, "shop.suspended"),
        from_elsewhere.key: (403, "auth.address_forbidden"),
        f"{story.key}x": (401, "auth.key_unknown"),
    }
    for key, expected in known.items():
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        client = await new_client(headers=headers)
        for one in operations(app):
            answer = await one.call(client, story)
            assert (answer.status_code, answer.json()["code"]) == expected, (one.id, answer.text)
            assert not story.told_by(answer)
    await _forget_new_keys(db, story)


async def test_every_scope_opens_its_own_operations_only(
    app: Doors, story: Story, new_client: NewClient, db: Database
) -> None:
    keys = {}
    async with db.begin(HALL) as tx:
        for scope in SCOPES:
            others = tuple(s for s in SCOPES if s != scope)
            keys[scope] = (await issue_key(tx, story.shop_id, name="all but", scopes=others)).key
    for one in operations(app):
        client = await new_client(headers={"Authorization": f"Bearer {keys[one.scope]}"})
        answer = await one.call(client, story)
        is_live = one.scope == SANDBOX_SCOPE
        expected = (403, "sandbox.live_key" if is_live else "auth.scope_missing")
        assert (answer.status_code, answer.json()["code"]) == expected, one.id
    await _forget_new_keys(db, story)


async def test_whoever_may_not_place_orders_sends_no_goods_in_another_way(
    app: Doors, story: Story, new_client: NewClient, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        scopes = tuple(s for s in SCOPES if s != "orders:write")
        key = (await issue_key(tx, story.shop_id, name="no orders", scopes=scopes)).key
    client = await new_client(headers={"Authorization": f"Bearer {key}"})
    sends = {"placeOrder", "placeOrders", "sendAgain", "exchangeReturn", "resolveCase"}
    for one in operations(app):
        if one.id in sends:
            answer = await one.call(client, story)
            assert answer.status_code == 403, one.id
            assert answer.json()["code"] == "auth.scope_missing", one.id
            sends.remove(one.id)
    assert not sends
    await _forget_new_keys(db, story)


async def _forget_new_keys(db: Database, story: Story) -> None:
    """The story is compared with what it was."""
    async with db.begin(HALL) as tx:
        await tx.execute(
            text("DELETE FROM api_keys WHERE shop_id = :s AND name <> 'theirs'"),
            {"s": story.shop_id},
        )


#: everybody with a log-in: two on the floor, the roles of a desk
OFFICE_ROLES = ("office", "manager", "admin", "shop")


async def test_people_with_cookies_are_not_a_shops_program(
    app: Doors,
    story: Story,
    db: Database,
    new_client: NewClient,
    new_floor_client: NewFloorClient,
) -> None:
    """Every role of the floor and of the desk, the shop's own people among them."""
    people = [
        await new_floor_client("Ola"),
        await new_floor_client("Sam", is_supervisor=True),
    ]
    for role in OFFICE_ROLES:
        async with db.begin(HALL) as tx:
            await hire_office_user(
                tx, email=f"{role}@example.com", name=role, password=PASSWORD, role=role,
                shop_id=story.shop_id if role == "shop" else None,
            )  # fmt: skip
        client = await new_client()
        log_in = {"email": f"{role}@example.com", "password": PASSWORD}
        assert (await client.post("/office/login", data=log_in)).status_code == 303
        people.append(client)
    for client in people:
        for one in operations(app):
            answer = await one.call(client, story)
            assert (answer.status_code, answer.json()["code"]) == (401, "auth.key_missing"), one.id


async def test_pages_are_for_people_who_logged_in_at_that_door(
    app: Doors,
    story: Story,
    new_client: NewClient,
    floor_client: httpx.AsyncClient,
    office_client: httpx.AsyncClient,
) -> None:
    """Every page of floor and office, by nobody, by a key, and by the other door's people."""
    nobody = await new_client()
    strangers = {
        "/scanner": (nobody, story.program, office_client),
        "/office": (nobody, story.program, floor_client),
    }
    tried = 0
    for route in app.routes:
        door = next((d for d in strangers if f"{route.path}/".startswith(f"{d}/")), None)
        for handler, _ in getattr(route, "route_handler_map", {}).values() if door else ():
            if handler.opt.get("open") or handler.fn.__name__ == "options_handler":
                continue
            path = re.sub(r"{\w+:uuid}", story.paths["order_id"], route.path)
            path = re.sub(r"{\w+:\w+}", "1", path)
            for client in strangers[str(door)]:
                for method in handler.http_methods:
                    answer = await client.request(method, path)
                    assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
                    assert not story.told_by(answer)
                    tried += 1
    assert tried > 100
