"""Goods in: the lorries are counted at the docks and carried to the shelves."""

from __future__ import annotations

from collections.abc import Iterator

from wms.catalog.products import NewProduct
from wms.demo.browser import Stuck
from wms.demo.cast import Person
from wms.demo.handheld import Handheld
from wms.demo.plot import DELIVERIES, Delivery
from wms.demo.tale import many
from wms.demo.world import World


def announce(world: World) -> None:
    """Each shop says by REST what is on its lorry."""
    for delivery in DELIVERIES:
        goods = world.goods[delivery.shop]
        asn = world.systems[delivery.shop].post(
            "/asns",
            {
                "external_id": delivery.name,
                "lines": [{"sku": goods[i].sku, "quantity": n} for i, n in delivery.goods],
            },
        )
        pieces = sum(n for _, n in delivery.goods)
        world.tale.say(
            f"{delivery.shop} announces {delivery.name}: {many(len(asn['lines']), 'product')}, "
            f"{many(pieces, 'piece')}"
        )


def receive(world: World, person: Person) -> Handheld:
    """Count every lorry at its dock: cartons and pieces by scan, a rest by number."""
    handheld = world.at_work(person)
    for delivery in DELIVERIES:
        handheld.go("/scanner/receive")
        handheld.scan(delivery.name)
        handheld.scan(world.cast.label(delivery.dock))
        for index, quantity in delivery.goods:
            _count(handheld, world.goods[delivery.shop][index], quantity)
        handheld.follow("/lines")
        handheld.tap("/finish")
        _require_complete(world, delivery)
        world.tale.say(f"{delivery.name} at {delivery.dock}: {handheld.says}")
    return handheld


def _count(handheld: Handheld, product: NewProduct, quantity: int) -> None:
    """Cartons first, then a piece; what is left is typed."""
    piece, *cartons = product.barcodes
    left = quantity
    for carton in cartons:
        for _ in range(left // carton.quantity):
            handheld.scan(carton.code)
            left -= carton.quantity
    if left:
        handheld.scan(piece.code)
        left -= 1
    if left:
        handheld.follow("/quantity")
        handheld.fill("/quantity", {"quantity": str(left)})


def _require_complete(world: World, delivery: Delivery) -> None:
    seen = world.systems[delivery.shop].every("/asns")
    [asn] = [asn for asn in seen if asn["external_id"] == delivery.name]
    if asn["status"] != "received":
        raise Stuck(f"{delivery.name} is {asn['status']} after the count, not received")


def put_away(world: World, handheld: Handheld) -> None:
    """Carry everything from the docks to a pick face, product by product."""
    faces = _empty_faces(world)
    used: dict[str, str] = {}
    handheld.go("/scanner/put-away")
    for delivery in DELIVERIES:
        for index, _quantity in delivery.goods:
            product = world.goods[delivery.shop][index]
            handheld.scan(product.barcodes[0].code)
            if handheld.can_tap("/put-away/all"):
                handheld.tap("/put-away/all")
            # the screen suggests a place when the product lies somewhere already
            place = handheld.page.sign("place") or next(faces)
            handheld.scan(world.cast.label(place))
            used[place] = product.sku
    if not handheld.page.sign("done"):
        raise Stuck(f"Something is left on the docks: {handheld.says}")
    world.tale.say(f"{len(used)} products lie on {', '.join(sorted(used))}")
    world.tale.say(f"{handheld.person.name}'s screen: {handheld.says}")


def _empty_faces(world: World) -> Iterator[str]:
    """Pick faces all over the hall, so that the picker has something to walk."""
    faces = [place.code for place in world.cast.of_kind("pick_face")]
    step = 7  # coprime to the number of faces: each is met once
    return (faces[(number * step) % len(faces)] for number in range(len(faces)))


def require_stock(world: World) -> None:
    """Every shop sees by REST what came."""
    for delivery in DELIVERIES:
        rows = {row["sku"]: row for row in world.systems[delivery.shop].every("/stock")}
        for index, quantity in delivery.goods:
            sku = world.goods[delivery.shop][index].sku
            available = rows.get(sku, {}).get("available")
            if available != quantity:
                raise Stuck(f"{delivery.shop} sees {available} of {sku}, not {quantity}")
        world.tale.say(f"{delivery.shop} sees its {len(delivery.goods)} products as available")
