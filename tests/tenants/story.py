"""A shop of which there is something behind every operation of REST."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import text

from tests.packing.bench import open_bench
from tests.photos.pictures import picture
from tests.requests.noted import placed
from tests.returns.pictures import seen_as_it_came
from wms import tables
from wms.access.keys import issue_key
from wms.catalog.measure import Measured, measure
from wms.db import HALL, Database, Tx
from wms.events.feed import number_events
from wms.inbound.finish import finish
from wms.inbound.photos import add_photo
from wms.inbound.queries import asn_card
from wms.packing.evidence.photos import keep_photo
from wms.photos.develop import develop
from wms.requests.note import note
from wms.returns.inspection.rubric_versions import add_rubric_picture
from wms.returns.unidentified.take_in import arrive_unidentified
from wms.seals.seals import closed
from wms.settings import Settings
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from wms.stock.past import close_a_day
from workers.imports import go_on
from workers.labels import buy

NewClient = Callable[..., Awaitable[httpx.AsyncClient]]


#: grow by being asked at all
LOGS = {"api_requests"}


@dataclass
class Story:
    """The shop, its key, and the ids that stand in paths."""

    db: Database
    shop_id: UUID
    key: str
    program: httpx.AsyncClient
    #: by the parameter's name in a path
    paths: dict[str, str]
    #: what nobody else may ever read
    secrets: set[str]

    def told_by(self, answer: httpx.Response) -> list[str]:
        """The secrets that an answer tells and its request did not."""
        sent = answer.request.content.decode(errors="replace") + str(answer.request.url)
        return [one for one in self.secrets if one in answer.text and one not in sent]

    async def digest(self) -> dict[str, str]:
        """One fingerprint of all the shop's rows per table, without when its keys were used."""
        found = {}
        async with self.db.read(HALL) as read:
            for name in set(tables.shop_owned_tables()) - LOGS:
                row = "to_jsonb(t) - 'last_used_at'"
                found[name] = await read.scalar(
                    text(
                        f"SELECT count(*) || md5(coalesce(string_agg(({row})::text, '' "
                        f"ORDER BY ({row})::text), '')) FROM {name} t WHERE shop_id = :shop"
                    ),
                    {"shop": self.shop_id},
                )
        return found


#: sent before the parcel was closed
_INVOICE = text(
    "INSERT INTO order_documents (shop_id, order_id, kind, content) "
    "VALUES (:shop, :order, 'invoice', '%PDF-1.4 psst %%EOF')"
)
#: paid at the door
_MONEY = text(
    "INSERT INTO cod_entries (shop_id, carrier, kind, amount_minor, currency, shipment_id) "
    "SELECT shop_id, 'house', 'expected', 77, 'PLN', id FROM shipments WHERE shop_id = :shop "
    "LIMIT 1"
)
_BALANCE = text(
    "INSERT INTO cod_balances (shop_id, carrier, currency, outstanding_minor) "
    "VALUES (:shop, 'house', 'PLN', 77)"
)
#: goods that only passed by: the ledger has a day that can be closed, and no balance more
_LONG_AGO = text(
    "INSERT INTO movements (id, shop_id, product_id, lot_id, quantity, from_place_id, "
    "from_condition, to_place_id, to_condition, reason, occurred_at) "
    "SELECT uuidv7('-30 days'), :shop, :product, :product, 1, s.id, 'good', c.id, 'good', 'move', "
    "now() - interval '30 days' FROM places s, places c "
    "WHERE s.kind = 'supplier' AND c.kind = 'customer'"
)


#: a return that was announced, with a label of the house
_COMES = text(
    "WITH r AS (INSERT INTO returns (shop_id, order_id, external_id) "
    "VALUES (:shop, :order, 'RMA-SECRET') RETURNING id) "
    "INSERT INTO return_labels (shop_id, return_id, carrier, service, status, asked_by, "
    "to_address, currency, tracking_number, code, label_sealed, bought_at) "
    "SELECT :shop, id, 'house', 'drop_off', 'bought', 'shop', '{}', 'PLN', 'HC-SECRET', "
    "'HC-SECRET', :label, now() FROM r RETURNING id"
)


async def _on_its_way_back(tx: Tx, shop_id: UUID, order_id: UUID) -> UUID:
    label = await closed(tx, shop_id, order_id, b"%PDF-1.4 psst")
    found: UUID = await tx.scalar(_COMES, {"shop": shop_id, "order": order_id, "label": label})
    return found


async def live(db: Database, new_client: NewClient) -> Story:
    """Goods announced and sold, packed, labelled, told about, and on their way back."""
    bench = await open_bench(db)
    async with db.begin(HALL) as tx:
        issued = await issue_key(tx, bench.shop.id, name="theirs")
    key = issued.key
    program = await new_client(headers={"Authorization": f"Bearer {key}"})

    async def made(path: str, body: dict[str, Any]) -> Any:
        answer = await program.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    url = "https://their-secret-shop.example.com/hook"
    endpoint = await made("/v1/webhook-endpoints", {"url": url})
    lines = [{"sku": "TEA", "quantity": 4}]
    told = {"lines": lines, "cartons": [{"lines": lines}]}
    asn = await made("/v1/asns", {"external_id": "PO-SECRET", "note": "psst"} | told)
    async with db.begin(HALL) as tx:
        await finish(tx, UUID(asn["id"]))  # all of it is missing
        [short] = (await asn_card(tx, bench.shop.id, UUID(asn["id"]))).discrepancies
        taken = await add_photo(tx, short.asn_id, short.id, develop(picture(20, 10)))
    order = await bench.picked("WEB-SECRET", TEA=2, MUG=1)
    parcel = (await bench.open(order.tote)).parcel
    async with db.begin(HALL) as tx:
        await keep_photo(tx, parcel or 0, develop(picture(20, 10)), scan_id=uuid4(), by=bench.ola)
    for sku in ("TEA", "TEA", "MUG"):
        packed = await bench.scan(parcel, sku)
    assert packed.did == "closed"
    async with db.read(HALL) as read:
        due = await due_shipments(read, 10)
    for shipment in due:
        await buy(db, carriers(Settings()), *shipment)
    async with db.begin(HALL) as tx:
        arrived = await arrive_unidentified(tx, bench.shop.id, code="RETURN-SECRET")
        looked_at = await seen_as_it_came(tx, arrived, bench.ola)
        example = (await add_rubric_picture(tx, bench.shop.id, develop(picture(20, 10)))).id
    async with db.begin(HALL) as tx:
        await number_events(tx)
    shipment = (await program.get("/v1/shipments")).json()["items"][0]
    await made("/v1/products", {"sku": "BARE", "name": "Without a barcode"})
    upload = await program.post(
        "/v1/imports?file_name=secret.csv", content=b"sku,name\nBARE,psst",
        headers={"Content-Type": "text/csv"},
    )  # fmt: skip
    await go_on(db, bench.shop.id, UUID(upload.json()["id"]))
    async with db.begin(HALL) as tx:
        for _ in range(3):
            await measure(tx, bench.shop.id, bench.tea.id, Measured(weight_g=777), source="scale")
    kit = {"kind": "built", "parts": [{"sku": "MUG", "quantity": 1}]}
    assert (await program.put("/v1/products/TEA/kit", json=kit)).status_code == 200
    kits = await made("/v1/kit-orders", {"sku": "TEA", "work": "build", "quantity": 3})
    async with db.begin(HALL) as tx:
        await tx.execute(_INVOICE, {"shop": bench.shop.id, "order": order.id})
        await tx.execute(_MONEY, {"shop": bench.shop.id})
        await tx.execute(_BALANCE, {"shop": bench.shop.id})
        await tx.execute(_LONG_AGO, {"shop": bench.shop.id, "product": bench.tea.id})
        assert await close_a_day(tx) == 1
        label_id = await _on_its_way_back(tx, bench.shop.id, order.id)
    proposal = (await program.get("/v1/measure-proposals")).json()["items"][0]
    assert (await program.put("/v1/stock-levels/TEA", json={"low_at": 1})).status_code == 200
    photo = await program.post("/v1/products/TEA/photos", content=picture(20, 10))
    about = {"kind": "complaint", "title": "CASE-SECRET", "order_id": str(order.id)}
    case = await made("/v1/cases", about)
    sent = await program.post(f"/v1/cases/{case['id']}/files", content=b"%PDF-1.4\n%%EOF\n")
    assert sent.status_code == 201, sent.text
    await made(f"/v1/orders/{order.id}/messages", {"words": "WORDS-SECRET"})
    await made("/v1/privacy/erasures", {"order_external_id": "WEB-SECRET"})
    delivery = (await program.get("/v1/webhook-deliveries")).json()["items"][0]
    await note(await db.hot(), [placed(bench.shop.id, issued.id, request_id="REQUEST-SECRET")])
    paths = {
        "request_id": "REQUEST-SECRET",
        "sku": "TEA",
        "kind": "shipped",
        "language": "pl",
        "kit_order_id": kits["id"],
        "proposal_id": proposal["id"],
        "import_id": upload.json()["id"],
        "photo_id": photo.json()["id"],
        "asn_id": asn["id"],
        "discrepancy_id": str(short.id),
        "picture_id": str(taken),
        "order_id": str(order.id),
        "parcel_photo_id": str(await bench.value("SELECT photo_id FROM parcel_photos")),
        "shipment_id": shipment["id"],
        "parcel_id": shipment["parcel_id"],
        "return_id": str(arrived.return_id),
        "return_photo_id": str(looked_at),
        "label_id": str(label_id),
        "case_id": case["id"],
        "case_file_id": str(await bench.value("SELECT id FROM contact_files")),
        "example_id": str(example),
        "endpoint_id": endpoint["endpoint"]["id"],
        # a live shop has none: its key opens no sandbox
        "fault_id": endpoint["endpoint"]["id"],
        "number": "1001",
        "delivery_id": delivery["id"],
        "event_type": "order.packed",
    }
    assert arrived is not None and parcel == 1
    secrets = set(paths.values()) - {"TEA", "shipped", "pl", "order.packed", "1001"} | {
        "WEB-SECRET", "PO-SECRET", "RETURN-SECRET", "RMA-SECRET", "HC-SECRET", "CASE-SECRET",
        "WORDS-SECRET", "psst", url,
        endpoint["secret"],
        "Green tea 100 g", "Blue mug", "Świętokrzyska", "anna@example.com",
        shipment["tracking_number"], str(bench.shop.id),
    }  # fmt: skip
    return Story(db, bench.shop.id, key, program, paths, secrets)
