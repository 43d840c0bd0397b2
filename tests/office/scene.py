"""A hall with something on every page of the desk, made through the real verbs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from uuid import UUID

import httpx
import msgspec
from sqlalchemy import select, text

from tests import cast
from tests.api.people import PASSWORD
from tests.office.scene_platform import platform
from tests.office.scene_stock import decisions, watched
from tests.orders.asking import ask
from tests.packing.bench import Bench, Picked, open_bench
from tests.packing.cartons import carton as a_carton
from tests.photos.pictures import picture
from tests.requests.noted import placed
from wms.access.desks import hire_office_user
from wms.access.keys import issue_key
from wms.calendar.days import keep_days
from wms.catalog.imports.check import check
from wms.catalog.imports.upload import keep_file, read_file
from wms.catalog.kits import Kit, Part, set_kit
from wms.catalog.measure import Measured, measure
from wms.catalog.models import Product
from wms.catalog.photos import add_photo
from wms.contact.reading import Heads
from wms.contact.say import say, thread_for
from wms.db import HALL, Database, Tx, new_id
from wms.events.deliveries import claim_deliveries
from wms.events.endpoints import NewEndpoint, add_endpoint
from wms.events.feed import number_events
from wms.events.guard import Policy
from wms.events.outcomes import Outcome, record_outcome
from wms.events.schedule import ATTEMPTS_MAX
from wms.events.signing import new_secret, signed_headers
from wms.idempotency import ScanMade
from wms.inbound.announce import NewAsn, NewAsnLine
from wms.inbound.announce import announce as announce_delivery
from wms.inbound.cartons import NewCarton, NewCartonLine
from wms.inbound.finish import finish
from wms.inbound.mark import mark
from wms.inbound.photos import add_photo as add_difference_photo
from wms.inbound.receive import receive
from wms.inbound.receive import scan as scan_at_dock
from wms.inbound.unannounced import open_unannounced
from wms.layout.build import add_lpns, block
from wms.layout.change import PlaceChange
from wms.layout.zones import add_zone, keep_for
from wms.orders.holds import hold_order
from wms.orders.place import Placed, place
from wms.packing.cartons.kinds import add_carton
from wms.photos.develop import develop
from wms.rebuild.change import change_places, retire_places
from wms.replenish.plan import plan
from wms.replenish.rules import Rule, set_rule
from wms.requests.note import note
from wms.returns.announce import NewReturn, NewReturnLine, announce
from wms.returns.arrive import arrive
from wms.settings import Settings
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from wms.shipping.loading import load as loading
from wms.shipping.loading.hand_over import close_manifest
from wms.shops.models import Shop
from workers.labels import buy

#: names that need room
LONG_NAME = "Wielobranżowe Przedsiębiorstwo Herbaciano-Kawowe „Świętokrzyskie Smaki” sp. z o.o."
ROLES = ("office", "manager", "admin", "shop")


@dataclass
class Scene:
    """What is there to be looked at."""

    db: Database
    bench: Bench
    #: shipped with manifest 1
    shipped: Picked
    shipped_parcel: int
    #: packed and labelled
    packed: Picked
    packed_parcel: int
    #: promised, not picked
    waiting: Placed
    #: another shop and its order
    other: Shop
    others_order: Placed
    endpoint_id: UUID
    dead_id: UUID
    return_number: int
    #: a list of products that waits for a yes
    import_id: UUID
    #: deliveries: counted with differences, overdue
    counted: int
    overdue: int
    #: a zone that is kept for a shop, with a place that is nearly full
    zone_id: UUID
    #: the shop's connection to its platform
    connection_id: UUID
    #: a refusal in the log of requests
    request_id: UUID

    async def row(self, sql: str, **facts: object) -> object:
        """The first row of a question, in the name of the hall."""
        async with self.db.read(HALL) as read:
            return (await read.execute(text(sql), facts)).first()

    async def value(self, sql: str, **facts: object) -> object:
        """One value."""
        return await self.bench.value(sql, **facts)


async def label_all(bench: Bench) -> None:
    """What the workers do."""
    async with bench.db.read(HALL) as read:
        keys = await due_shipments(read, 100)
    for key in keys:
        assert await buy(bench.db, carriers(Settings()), *key) is not None


async def _shipped(bench: Bench) -> tuple[Picked, int]:
    order, parcel = await bench.packed("WEB-1", TEA=2, MUG=1)
    await label_all(bench)
    async with bench.db.begin(HALL) as tx:
        tracking = await tx.scalar(text("SELECT tracking_number FROM shipments"))
        loaded = await loading.load_anywhere(tx, str(tracking), by=bench.ola)
    async with bench.db.begin(HALL) as tx:
        await close_manifest(tx, loaded.manifest, signed_by="Piotr Kurier", by=bench.ola)
    return order, parcel


async def _dead_delivery(bench: Bench) -> tuple[UUID, UUID]:
    """An endpoint that answered 500, and a delivery that nobody tries any more."""
    policy = Policy(allow_http=True, allow_private=True, own_hosts=frozenset())
    async with bench.db.begin(HALL) as tx:
        new = NewEndpoint(url="http://127.0.0.1:9999/a/rather/long/path/of/a/receiver?token=1")
        made = (await add_endpoint(tx, bench.shop.id, new, policy, secret_key="x" * 40)).endpoint.id
    await place(await bench.db.hot(), bench.shop.id, ask("WEB-HOOK", TEA=1))
    async with bench.db.begin(HALL) as tx:
        await number_events(tx)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE webhook_deliveries SET attempts = :made"), {"made": ATTEMPTS_MAX - 1}
        )
        claimed = await claim_deliveries(tx, bench.shop.id, made)
        failed = Outcome(
            is_delivered=False, status_code=500, latency_ms=87, excerpt="<h1>Błąd & awaria</h1>",
            url="http://127.0.0.1:9999/a/rather/long/path/of/a/receiver?token=1",
            proof=signed_headers("evt-1", b"{}", at=datetime.now(UTC), secrets=[new_secret()]),
            response_headers={"content-type": "text/html", "server": "Caddy"},
        )  # fmt: skip
        for one in claimed:
            await record_outcome(tx, one, failed, now=datetime.now(UTC))
    return made, claimed[0].delivery_id


async def _return(bench: Bench, order: Picked) -> int:
    async with bench.db.begin(HALL) as tx:
        coming = NewReturn(
            external_id="RET-1",
            order_external_id=order.external_id,
            reason="withdrawal",
            declared_at=datetime.now(UTC),
            lines=(NewReturnLine(sku="TEA", quantity=1),),
        )
        told = await announce(tx, bench.shop.id, coming)
    async with bench.db.begin(HALL) as tx:
        gone = text("SELECT tracking_number FROM shipments WHERE manifest_id IS NOT NULL")
        await arrive(tx, str(await tx.scalar(gone)))
    return told.number


async def _catalogue(bench: Bench) -> UUID:
    """A product with pictures, a proposal and pack sizes, a kit, and a list to be confirmed."""
    shop_id = bench.shop.id
    rows = [
        "sku;name;weight_g;barcodes;is_fragile", f"TEA;{LONG_NAME};210;5901234123457*12;",
        "NEW-1;Nowość „Zażółć gęślą jaźń”;;;tak", "MUG;Blue mug;heavy;5,90123E+12;",
        "MUG-2;;5;;", "MUG;Blue mug;;;",
    ]  # fmt: skip
    async with bench.db.begin(HALL) as tx:
        for width, height in ((800, 600), (300, 900)):
            await add_photo(tx, shop_id, "TEA", develop(picture(width, height)))
        await cast.add_barcode(tx, bench.tea, "15901234123454", 12)
        lamp = await tx.scalar(select(Product).where(Product.sku == "LAMP"))
        await cast.add_barcode(tx, lamp, "15901234123454", 4)
        for _ in range(3):
            await measure(tx, shop_id, bench.tea.id, Measured(weight_g=333), source="scale")
        parts = (Part(sku="MUG", quantity=2),)
        await set_kit(tx, shop_id, "TEA", Kit(kind="built", parts=parts))
        made = await keep_file(tx, shop_id, "lista.csv", read_file("\n".join(rows).encode()))
        await check(tx, shop_id, made)
    return made


async def _deliveries(bench: Bench) -> tuple[int, int]:
    """One with cartons that was counted, damage photographed; a late one; an unannounced one."""
    shop_id, day = bench.shop.id, datetime.now(UTC).date()
    async with bench.db.begin(HALL) as tx:
        lines = (NewAsnLine(sku="TEA", quantity=6), NewAsnLine(sku="MUG", quantity=4))
        carton = NewCarton(lines=(NewCartonLine(sku="TEA", quantity=4),))
        counted = await announce_delivery(
            tx, shop_id, NewAsn(external_id="PO-1", lines=lines, cartons=(carton,), expected_on=day)
        )
        late = await announce_delivery(
            tx, shop_id,
            NewAsn(external_id="PO-2/" + "2026-" * 8, lines=lines, expected_on=date(2026, 1, 2),
                   carrier_reference="CMR 4711"),
        )  # fmt: skip
    code = await bench.value("SELECT code FROM barcodes WHERE product_id = :p LIMIT 1",
                             p=bench.tea.id)  # fmt: skip
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE asns SET dock_place_id = :dock"), {"dock": bench.hall["DOCK"].id}
        )
        await receive(tx, counted.id, str(code), by=bench.ola, scan_id=new_id(), times=5)
        marked = await mark(tx, counted.id, "damaged", why="wet", by=bench.ola, scan_id=new_id())
        await add_difference_photo(
            tx, counted.id, marked.discrepancy_id, develop(picture(640, 480))
        )
        await finish(tx, counted.id, by=bench.ola)
        bare = await open_unannounced(tx, shop_id, by=bench.ola)
    made = ScanMade(
        id=new_id(), operator_id=bench.ola.operator_id, device_id=bench.ola.device_id,
        flow="receive", code=str(code), subject_id=bare,
    )  # fmt: skip
    await scan_at_dock(await bench.db.hot(), bare, made)
    return counted.number, late.number


async def rebuild(bench: Bench) -> UUID:
    """A zone for one shop; a place with every limit, one that is blocked, one that is retired."""
    shelf = {code: bench.hall[code].id for code in ("A-01-1", "A-05-1", "A-06-1")}
    full = PlaceChange(capacity_units=19, capacity_weight_g=12_500, products_max=2)
    async with bench.db.begin(HALL) as tx:
        await add_lpns(tx, bench.hall.warehouse_id, 3)
        zone = await add_zone(tx, bench.hall.warehouse_id, code="TEA", name="Herbaty i zioła")
        await keep_for(tx, bench.shop.id, zone_id=zone)
        await keep_for(tx, bench.shop.id, bench.tea.id, zone_id=zone)
        await change_places(tx, [shelf["A-01-1"]], msgspec.structs.replace(full, zone_id=zone))
        await block(tx, shelf["A-05-1"], because="Regał uszkodzony przez wózek widłowy")
        await retire_places(tx, [shelf["A-06-1"]])
    return zone


async def _replenishment(bench: Bench, other: Shop) -> None:
    """A pick face that wants goods, one that nobody can fill, and one that has enough."""
    async with bench.db.begin(HALL) as tx:
        lamp = await tx.scalar(select(Product).where(Product.sku == "LAMP"))
        await cast.stock(tx, bench.hall, lamp, "B-02-3", 40)
        for place, sku, low, high in (
            ("A-03-1", "LAMP", 12, 24), ("A-04-1", "LAMP", 0, 5),
        ):  # fmt: skip
            await set_rule(
                tx, other.id, Rule(sku=sku, place=place, min_quantity=low, max_quantity=high)
            )
        await set_rule(
            tx, bench.shop.id, Rule(sku="MUG", place="A-05-1", min_quantity=9, max_quantity=99)
        )
        await plan(tx)


async def open_scene(db: Database) -> Scene:
    """Two shops; an order shipped, one packed, one waiting, one that came back, one untold."""
    bench = await open_bench(db)
    async with db.begin(HALL) as tx:
        await keep_days(tx)
    shipped, shipped_parcel = await _shipped(bench)
    packed, packed_parcel = await bench.packed("WEB-2", TEA=1)
    await label_all(bench)
    hot = await db.hot()
    waiting = await place(hot, bench.shop.id, ask("WEB-3", MUG=2))
    async with db.begin(HALL) as tx:
        other = await cast.open_shop(tx, "INITECH")
        other.name = LONG_NAME
        lamp = await cast.add_product(tx, other, "LAMP", name="Lampa biurkowa „Zażółć”")
        await cast.stock(tx, bench.hall, lamp, "A-03-1", 9)
        key = await issue_key(tx, bench.shop.id, name="web shop")
    others = await place(hot, other.id, ask("OTHER-1", LAMP=1))
    async with db.begin(HALL) as tx:
        await hold_order(tx, other.id, others.id, "payment", note="Przelew do faktury 17")
    endpoint_id, dead_id = await _dead_delivery(bench)
    number = await _return(bench, shipped)
    import_id = await _catalogue(bench)
    await _replenishment(bench, other)
    await watched(bench)
    await decisions(bench, other)
    counted, overdue = await _deliveries(bench)
    refused = placed(
        bench.shop.id, key.id, status=422, code="invalid", field_codes=("order.sku_unknown",)
    )
    done = placed(bench.shop.id, key.id, is_replayed=True)
    limited = placed(bench.shop.id, key.id, status=429, code="rate_limited", wait_s=2)
    await note(await db.hot(), [refused, done, limited])
    async with db.begin(HALL) as tx:
        await _said(tx, bench.shop.id, shipped.id)
        for name, inner in (("S", (200, 150, 100)), ("M", (300, 200, 150))):
            await add_carton(tx, bench.hall.warehouse_id, a_carton(name, *inner))
    return Scene(
        db, bench, shipped, shipped_parcel, packed, packed_parcel, waiting, other, others,
        endpoint_id, dead_id, number, import_id,
        counted, overdue, await rebuild(bench), await platform(bench, "of the scene"), refused.id,
    )  # fmt: skip


async def _said(tx: Tx, shop_id: UUID, order_id: UUID) -> None:
    """Anna asks on her page and hears nothing yet; somebody without an order wrote by e-mail."""
    thread = await thread_for(tx, shop_id, order_id=order_id)
    words = "Gdzie jest moja paczka? Numer nic nie pokazuje od wczoraj."
    await say(tx, shop_id, thread, channel="chat", from_="consumer", words=words)
    other = await thread_for(tx, shop_id, order_id=None, email="jan@example.com")
    heads = Heads(address="jan@example.com", name="Jan", subject="Kubek", quoted="> dawniej")
    await say(
        tx, shop_id, other, channel="email", from_="consumer", words="Czy macie ten kubek?",
        heads=msgspec.json.encode(heads),
    )  # fmt: skip


NewClient = Callable[..., Awaitable[httpx.AsyncClient]]


class Furnished(Protocol):
    """A hall with a bench."""

    db: Database
    bench: Bench


async def log_in(
    scene: Furnished, new_client: NewClient, role: str, language: str = "en"
) -> httpx.AsyncClient:
    """Somebody of this role at a desk of their own; the shop's person is of the bench's shop."""
    email = f"{role}-{language}@example.com"
    async with scene.db.begin(HALL) as tx:
        await hire_office_user(
            tx, email=email, name="Katarzyna Wiśniewska-Kowalczyk", password=PASSWORD, role=role,
            shop_id=scene.bench.shop.id if role == "shop" else None, language=language,
        )  # fmt: skip
    made = await new_client()
    answer = await made.post("/office/login", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return made


def pages(scene: Scene, role: str) -> list[str]:
    """Every page that people of this role may open."""
    order = f"/office/orders/{scene.shipped.number}"
    everybody = [
        "/office/today", "/office/orders", "/office/orders?rank=ordinary&from=2026-01-01",
        f"/office/orders/bulk?ids={scene.waiting.number},{scene.shipped.number}&do=cancel",
        f"/office/orders/{scene.others_order.number}" if role != "shop" else "/office/holds",
        "/office/holds", "/office/holds?owner=shop", "/office/holds?owner=carrier",
        order, f"{order}?show=label.{scene.shipped_parcel}", f"{order}/evidence",
        f"{order}?again={scene.shipped_parcel}",
        f"/office/orders/{scene.packed.number}", f"/office/orders/{scene.waiting.number}",
        "/office/stock", f"/office/products/{scene.bench.tea.id}", "/office/returns",
        "/office/products", "/office/products?wanted=kit", "/office/products?q=nothing",
        "/office/products/barcodes", "/office/imports", f"/office/imports/{scene.import_id}",
        "/office/inbound", "/office/inbound?state=overdue", "/office/inbound?q=nothing",
        f"/office/inbound/{scene.counted}", f"/office/inbound/{scene.counted}?show=receipt",
        f"/office/inbound/{scene.overdue}", "/office/inbound/new", "/office/discrepancies",
        "/office/discrepancies?state=done",
        f"/office/returns/{scene.return_number}", "/office/webhooks",
        f"/office/webhooks/{scene.dead_id}", "/office/webhooks/addresses",
        f"/office/webhooks/replay?endpoint={scene.endpoint_id}",
        "/office/platforms", "/office/platforms?add=woocommerce",
        f"/office/platforms/{scene.connection_id}?state=refused",
        "/office/requests", f"/office/requests/{scene.request_id}", "/office/requests?code=no",
        "/office/stock/places", "/office/stock/places?only=aside&expiring=30", "/office/stock/lots",
        "/office/stock/shops", "/office/stock/watch", "/office/stock/watch?q=nothing",
        "/office/discrepancies?state=overdue", "/office/inbound?state=today",
        "/office/movements", "/office/promises",
        f"/office/movements?product={scene.bench.tea.id}",
        f"/office/promises?product={scene.bench.tea.id}",
        f"/office/shops/{scene.bench.shop.code}/slip", "/office/slips",
        f"/office/shops/{scene.bench.shop.code}/consumers",
        f"/office/shops/{scene.bench.shop.code}/privacy",
        f"/office/shops/{scene.bench.shop.code}/returns",
        f"/office/shops/{scene.bench.shop.code}/notices", "/office/surveys",
        f"/office/shops/{scene.bench.shop.code}/notices/shipped/uk",
        f"/office/slips?ids={scene.waiting.number},{scene.packed.number}",
        "/office/report", "/office/report?month=2026-01", "/office/report?month=nonsense",
        "/office/cases", "/office/cases?state=late&q=no", "/office/deadlines",
        "/office/cases/statistics", "/office/cases/statistics?by=kind&from=2020-01-01",
        "/office/cases/statistics?by=day", "/office/cases/statistics?by=person",
        "/office/cases?who=mine",
        f"/office/shops/{scene.bench.shop.code}/promises",
        f"/office/shops/{scene.bench.shop.code}", "/office/password",
        f"/office/shops/{scene.bench.shop.code}/certificate",
        f"/office/shops/{scene.bench.shop.code}/sandbox", "/office/requests?of=test",
        "/office/orders?q=nothing%20like%20this", "/office/stock?q=nothing", "/office/returns?q=no",
    ]  # fmt: skip
    staff = [
        "/office/case-tasks", "/office/case-tasks?who=mine&due=today",
        "/office/unidentified",
        "/office/returns/waiting", "/office/returns/waiting?kind=return_to_shop",
        "/office/release", "/office/release?span=week&by=shop", "/office/release?only=danger",
        "/office/release/rules", "/office/release/carts",
        "/office/pace", "/office/pace?by=team", "/office/pace?by=person&flow=pick",
        "/office/walks", "/office/walks?state=open", "/office/walks?state=over",
        "/office/walks/1/map",
        "/office/parcels", "/office/parcels?state=stuck", "/office/manifests", "/office/alarms",
        "/office/alarms?state=over", "/office/messages", "/office/messages?state=closed&q=nothing",
        "/office/messages/1", "/office/messages/2", "/office/mailboxes",
        f"/office/shops/{scene.bench.shop.code}/contact",
        "/office/manifests/1",
        "/office/places", "/office/places?fill=used&state=all", "/office/places/print?kind=dock",
        "/office/zones", f"/office/zones/{scene.zone_id}", "/office/lpns", "/office/printing",
        "/office/put-away-rules", "/office/cartons", "/office/scales",
        "/office/couriers", "/office/couriers?add=dpd",
        "/office/calendar", f"/office/shops/{scene.bench.shop.code}/calendar",
        f"/office/shops/{scene.bench.shop.code}/bench",
        f"/office/ways/{scene.bench.shop.code}", "/office/ways-rates", "/office/pickup-points",
        "/office/cod", "/office/cod?month=2026-01",
        f"/office/ways/{scene.bench.shop.code}?country=DE&weight=2,5&is_first_order=yes",
        f"/office/shops/{scene.bench.shop.code}/inserts",
        "/office/counts", "/office/adjustments", "/office/adjustments/new",
        f"/office/places/{scene.bench.hall['A-01-1'].id}",
        "/office/map", "/office/map?view=heat7&level=1&zoom=150",
        "/office/counts/plan", "/office/replenish", "/office/replenish?state=done",
        "/office/replenish/rules",
        "/office/replenish/rules?q=nothing", "/office/replenish/suggestions",
        f"/office/places/{scene.bench.hall['T-6'].id}", "/office/shops",
        "/office/operators",
        f"/office/operators/{scene.bench.ola.operator_id}", "/office/devices",
    ]  # fmt: skip
    of_shops = [
        "/office/colleagues",
        "/office/returns/asked",
        "/office/returns?state=to_refund",
        "/office/talks",
        "/office/talks?state=closed&q=nothing",
        "/office/talks/1",
        "/office/orders/new",
        f"/office/orders/{scene.waiting.number}/change",
    ]
    managers = [
        "/office/shops/new", "/office/operators/new",
        "/office/places/new?pattern=Z-{01..20}-{1..3}", "/office/places/change?kind=pick_face",
    ]  # fmt: skip
    return {
        "shop": [*everybody, *of_shops],
        "office": everybody + staff,
        "manager": everybody + staff + managers,
        "admin": [*everybody, *staff, *managers, "/office/users"],
    }[role]
