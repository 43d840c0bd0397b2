"""The description: whole, and every example in it really runs."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from sqlalchemy import select

from api.app import Doors
from api.rest.examples import Example, filled, references
from api.rest.openapi import describe, examples, rest_handlers
from tests import cast
from tests.api.conftest import NewClient, ShopKey
from tests.packing.bench import Bench
from tests.photos.pictures import picture
from tests.returns.pictures import seen_as_it_came
from tests.sandbox.keys import issue_test_key
from wms.access.keys import SANDBOX_SCOPE
from wms.calendar.days import keep_days
from wms.catalog.measure import LOOKED_AT, Measured, measure
from wms.catalog.models import Product
from wms.certificate import issue
from wms.certificate.judges import Judged
from wms.db import HALL, Database
from wms.events.feed import number_events
from wms.inbound.announce import NewAsn, NewAsnLine, announce
from wms.inbound.finish import finish
from wms.inbound.photos import add_photo
from wms.inbound.queries import asn_card
from wms.packing.evidence.photos import keep_photo
from wms.photos.develop import develop
from wms.returns.unidentified.take_in import arrive_unidentified
from wms.settings import Settings
from wms.shipping.carriers.port import TrackingEvent
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from wms.shipping.loading.hand_over import close_manifest
from wms.shipping.loading.load import load_anywhere
from wms.shipping.tracking.track import track
from wms.shops.models import Shop
from workers.imports import go_on
from workers.labels import buy
from workers.return_labels import buy_back

#: what an example cannot foretell
VOLATILE = re.compile(r"(^|_)(id|at|number|sequence|secret|next|url|version|on)$")


def all_operations(app: Doors) -> list[tuple[str, str, Any]]:
    found = list(rest_handlers(app))
    assert found
    return found


async def test_every_operation_says_what_a_developer_needs(app: Doors) -> None:
    described = describe(app)
    assert described["openapi"].startswith("3.1")
    ids: list[str] = []
    for path, method, handler in all_operations(app):
        operation = described["paths"][path][method]
        name = f"{method} {path}"
        ids.append(operation["operationId"])
        assert handler.operation_id, f"{name}: the operation id is made up by the framework"
        assert operation.get("summary"), name
        assert operation.get("tags"), name
        assert operation["x-scope"], name
        assert operation["security"] == [{"key": []}, {"token": operation["x-scope"].split()}], name
        assert {"401", "403", "422", "429", "500"} <= set(operation["responses"]), name
        assert handler.opt.get("example") is not None, f"{name}: no example"
    assert len(ids) == len(set(ids))


async def test_a_put_that_makes_what_was_not_there_says_so(app: Doors) -> None:
    answers = describe(app)["paths"]["/v1/products/{sku}"]["put"]["responses"]
    assert answers["201"]["content"] == answers["200"]["content"]


async def test_every_example_is_in_the_description(app: Doors) -> None:
    described = describe(app)
    for path, method, handler in all_operations(app):
        operation = described["paths"][path][method]
        example: Example = handler.opt["example"]
        if example.request is not None:
            contents = operation["requestBody"]["content"].values()
            assert all("example" in content for content in contents), path
        if example.response is not None:
            good = [r for s, r in operation["responses"].items() if s.startswith("2")]
            shown = [c.get("example") for r in good for c in r.get("content", {}).values()]
            assert any(shown), f"{method} {path}"
    unfilled = re.search(r'"\$\w+/', msgspec.json.encode(described).decode())
    assert unfilled is None, unfilled


def same_shape(expected: Any, actual: Any, where: str) -> None:
    """The answer has the example's members, and its values where they can be foretold."""
    if isinstance(expected, dict):
        assert isinstance(actual, dict), where
        assert set(expected) == set(actual), where
        for name, value in expected.items():
            if VOLATILE.search(name) and not isinstance(value, dict | list):
                assert (value is None) or (actual[name] is not None) or name == "next", where
            else:
                same_shape(value, actual[name], f"{where}/{name}")
    elif isinstance(expected, list):
        assert isinstance(actual, list), where
        if expected and isinstance(expected[0], dict):
            assert actual, f"{where}: the example has items, the answer none"
        for index, (one, other) in enumerate(zip(expected, actual, strict=False)):
            same_shape(one, other, f"{where}/{index}")
    else:
        assert type(expected) is type(actual) or None in (expected, actual), (
            f"{where}: {expected!r} is not like {actual!r}"
        )


class Runner:
    """Runs examples, each after those that it refers to, each once."""

    def __init__(self, app: Doors, shop: httpx.AsyncClient, developer: httpx.AsyncClient) -> None:
        self.known = examples(app)
        #: what only a sandbox has, and all that it needs before, is asked with a test key
        self.sandbox = {
            str(handler.operation_id)
            for _, _, handler in rest_handlers(app)
            if handler.opt["scope"] == SANDBOX_SCOPE
        }
        self.developer = developer
        self.good = {
            str(handler.operation_id): handler.status_code for _, _, handler in rest_handlers(app)
        }
        self.answers: dict[str, Any] = {}
        self.tested: dict[str, Any] = {}
        self.shop = shop

    async def run(self, name: str, *, is_test: bool = False) -> None:
        is_test = is_test or name in self.sandbox
        answers = self.tested if is_test else self.answers
        if name in answers:
            return
        method, path, example = self.known[name]
        for needed in references(example):
            await self.run(needed, is_test=is_test)
        place = {key: str(filled(value, answers)) for key, value in example.path.items()}
        missing = set(re.findall(r"{(\w+)}", path)) - set(place)
        assert not missing, f"{name}: the example has no value for {missing}"
        request: dict[str, Any] = {"params": filled(example.query, answers)}
        if example.request is not None:
            request["json"] = filled(example.request, answers)
        headers = dict(example.headers)
        if example.content is not None:
            request["content"] = example.content
            headers["Content-Type"] = example.sent_as
        asks = self.developer if is_test else self.shop
        answer = await asks.request(method, path.format(**place), headers=headers, **request)
        assert answer.status_code == self.good[name], f"{name}: {answer.status_code} {answer.text}"
        is_json = "json" in answer.headers.get("content-type", "")
        answers[name] = answer.json() if is_json else None
        if example.response is not None:
            same_shape(example.response, answers[name], name)


async def an_order_leaves(db: Database, hall: cast.Hall, shop_id: UUID) -> None:
    """Two TEA-100 go out by the real verbs, a strange parcel comes back, the feed is numbered."""
    async with db.begin(HALL) as tx:
        its_shop = await tx.get_one(Shop, shop_id)
        tea = (await tx.scalars(select(Product).where(Product.sku == "TEA-100"))).one()
        await cast.stock(tx, hall, tea, "A-01-1", 2)
        code = await cast.barcode_of(tx, tea)
        ola, jan = await cast.hire(tx), await cast.hire(tx, "Jan")
    bench = Bench(
        db=db, hall=hall, shop=its_shop, tea=tea, mug=tea, codes={"TEA-100": code}, ola=ola, jan=jan
    )
    order = await bench.picked("WEB-1006", **{"TEA-100": 2})
    parcel = (await bench.open(order.tote)).parcel or 0
    await bench.scan(parcel, "TEA-100")
    async with db.begin(HALL) as tx:
        await keep_photo(tx, parcel, develop(picture(20, 10)), scan_id=uuid4(), by=ola)
    assert (await bench.scan(parcel, "TEA-100")).did == "closed"
    async with db.read(HALL) as read:
        waiting = await due_shipments(read, 10)
    for key in waiting:
        await buy(db, carriers(Settings()), *key)
    tracking = await bench.value("SELECT tracking_number FROM shipments")
    async with db.begin(HALL) as tx:
        loaded = await load_anywhere(tx, tracking, by=ola)
        await close_manifest(tx, loaded.manifest, signed_by="Piotr Kurier", by=ola)
        unknown = await arrive_unidentified(tx, shop_id, code="620111222333444555666777")
        await seen_as_it_came(tx, unknown, ola)
        seen = TrackingEvent(
            status="in_transit", at=datetime.now(UTC), code="house.in_transit", words=""
        )
        await track(tx, *waiting[0], [seen], source="webhook")
    async with db.begin(HALL) as tx:
        await number_events(tx)
    assert parcel == loaded.parcel


async def a_delivery_is_short(db: Database, shop_id: UUID) -> None:
    """Twelve TEA-100 were announced, and the lorry was empty."""
    async with db.begin(HALL) as tx:
        lines = (NewAsnLine(sku="TEA-100", quantity=12),)
        asn = await announce(tx, shop_id, NewAsn(external_id="PO-2026-119", lines=lines))
        await finish(tx, asn.id)
        [short] = (await asn_card(tx, shop_id, asn.id)).discrepancies
        await add_photo(tx, asn.id, short.id, develop(picture(20, 10)))


async def a_file_is_checked(db: Database, runner: Runner, shop_id: UUID) -> None:
    """A file of its own for each decision, checked by the worker."""
    runner.answers.pop("uploadProducts", None)
    await runner.run("uploadProducts")
    await go_on(db, shop_id, UUID(runner.answers["uploadProducts"]["id"]))


async def the_scale_says_otherwise(db: Database, runner: Runner, shop_id: UUID) -> None:
    """A proposal of its own for each decision."""
    runner.answers.pop("listMeasureProposals", None)
    async with db.begin(HALL) as tx:
        tea = (await tx.scalars(select(Product).where(Product.sku == "TEA-100"))).one()
        grams = 2 * (tea.weight_g or 0) + 400 * len(runner.answers)
        for _ in range(LOOKED_AT):
            await measure(tx, shop_id, tea.id, Measured(weight_g=grams), source="scale")


async def a_label_is_bought(db: Database, runner: Runner, shop_id: UUID) -> None:
    """A worker has asked the courier."""
    await runner.run("askReturnLabel")
    label_id = UUID(runner.answers["askReturnLabel"]["id"])
    await buy_back(db, carriers(Settings()), shop_id, label_id)


async def an_order_is_sent_twice(app: Doors, runner: Runner) -> None:
    """Without an Idempotency-Key, under a request id of its own; it stands in the log."""
    _, path, example = runner.known["placeOrder"]
    order = filled(example.request, runner.answers)
    headers = {
        "X-Request-Id": runner.known["readRequest"][2].path["request_id"],
        "Idempotency-Key": "twice",
    }
    answer = await runner.shop.post(path, json=order, headers=headers)
    assert answer.status_code == 409
    await app.house.request_log.write()


async def a_test_order_leaves(runner: Runner) -> None:
    """The robot brings it there; only what was shipped comes back."""
    await runner.run("advanceOrder")
    path = f"/v1/sandbox/orders/{runner.tested['placeOrder']['id']}/advance"
    assert (await runner.developer.post(path, json={"to": "delivered"})).is_success


async def a_test_buyer_is_written_to(runner: Runner) -> None:
    """It is no live one: the mail stays in the house."""
    path = f"/v1/orders/{runner.tested['placeOrder']['id']}/messages"
    said = {"to": "consumer", "words": "Dzień dobry!"}
    assert (await runner.developer.post(path, json=said)).is_success


async def a_webhook_is_to_be_carried(runner: Runner) -> None:
    """One that a laptop's program fetches."""
    _, path, example = runner.known["createWebhookEndpoint"]
    here = {"url": "http://localhost:3000/hooks", "is_carried": True}
    made = await runner.developer.post(path, json=example.request | here)
    assert made.status_code == 201, made.text
    runner.tested["createWebhookEndpoint"] = made.json()
    runner.tested.pop("testWebhookEndpoint", None)
    await runner.run("testWebhookEndpoint", is_test=True)


async def test_every_example_runs(
    app: Doors, shop: httpx.AsyncClient, shop_key: ShopKey, db: Database, new_client: NewClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    async with db.begin(HALL) as tx:
        hall = await cast.open_hall(tx)
        key = await issue_test_key(tx, shop_key.shop_id)
    developer = await new_client(headers={"Authorization": f"Bearer {key}"})
    runner = Runner(app, shop, developer)
    failed: list[str] = []
    for name in runner.known:
        try:
            if name == "placeOrder":  # what follows looks at what the hall has done
                await an_order_leaves(db, hall, shop_key.shop_id)
            if name.endswith("MeasureProposal") or name == "listMeasureProposals":
                await the_scale_says_otherwise(db, runner, shop_key.shop_id)
            if name in ("confirmImport", "cancelImport"):  # a decision needs a checked file
                await a_file_is_checked(db, runner, shop_key.shop_id)
            if name == "readCalendar":
                async with db.begin(HALL) as tx:
                    await keep_days(tx)
            if name == "listDiscrepancies":
                await a_delivery_is_short(db, shop_key.shop_id)
            if name == "issueCertificate":  # what earns one: tests/certificate
                monkeypatch.setattr(issue, "judge", lambda _number, _seen: Judged(state="passed"))
            if name == "listRequests":
                await an_order_is_sent_twice(app, runner)
            if name in ("listReturnLabels", "readReturnLabel"):
                await a_label_is_bought(db, runner, shop_key.shop_id)
            if name == "listTestMails":
                await a_test_buyer_is_written_to(runner)
            if name == "advanceReturn":
                await a_test_order_leaves(runner)
            if name == "collectWebhooks":
                await a_webhook_is_to_be_carried(runner)
            await runner.run(name)
        except (AssertionError, LookupError) as error:
            failed.append(f"{name}: {error!r}"[:600])
    assert not failed, "\n".join(failed)


def test_references_are_found_and_filled() -> None:
    example = Example(
        path={"order_id": "$placeOrder/id"}, request={"lines": [{"sku": "$product/items/1/sku"}]}
    )
    assert references(example) == {"placeOrder", "product"}
    answers = {"placeOrder": {"id": "7"}, "product": {"items": [{}, {"sku": "TEA"}]}}
    assert filled(example.path, answers) == {"order_id": "7"}
    assert filled(example.request, answers) == {"lines": [{"sku": "TEA"}]}
    with pytest.raises(LookupError):
        filled("$nobody/id", answers)
