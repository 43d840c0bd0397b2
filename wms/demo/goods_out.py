"""Goods out: orders come by REST, are picked, packed, labelled and handed to the courier."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pypdfium2

from wms.demo.browser import Stuck
from wms.demo.cast import Person
from wms.demo.handheld import Handheld
from wms.demo.plot import DRIVER, ORDERS
from wms.demo.tale import many
from wms.demo.world import World

#: scans of one walk or one parcel at most: more means that the screen does not go on
SCANS_MAX: Final = 300
PAPERS_LIMIT_S: Final = 20.0
LOOK_EVERY_S: Final = 0.2
#: slip and label
PAPERS: Final = 2


def place_orders(world: World) -> None:
    """The shops post their orders; each is promised its goods at once."""
    for order in ORDERS:
        goods = world.goods[order.shop]
        placed = world.systems[order.shop].post(
            "/orders",
            {
                "external_id": order.name,
                "recipient": order.to,
                "lines": [{"sku": goods[i].sku, "quantity": n} for i, n in order.lines],
                **order.more,
            },
        )
        world.orders[order.name] = placed["id"]
        pieces = sum(n for _, n in order.lines)
        what = f"{many(pieces, 'piece')} of {many(len(order.lines), 'product')}"
        world.tale.say(f"{order.shop} {order.name}: {what}, {placed['status']}")
        if placed["status"] != "allocated":
            raise Stuck(f"{order.name} is {placed['status']}, not allocated")


def pick(world: World, person: Person) -> Handheld:
    """Walk until no order waits; one scan on the way is a wrong one."""
    handheld = world.at_work(person)
    world.totes = walk(world, handheld, one_is_wrong=True)
    _require(world, "picked")
    world.tale.say(f"{person.name} needed {handheld.scans} scans for {len(ORDERS)} orders")
    return handheld


def walk(world: World, handheld: Handheld, *, one_is_wrong: bool = False) -> list[str]:
    """Walk until no order waits: place, product, tote, as the screen says; the totes used."""
    free = iter(place.code for place in world.cast.of_kind("tote"))
    used: list[str] = []
    walks = 0
    handheld.go("/scanner/pick")
    while handheld.can_tap("/scanner/pick"):
        handheld.tap("/scanner/pick")
        walks += 1
        for _ in range(SCANS_MAX):
            if handheld.page.sign("done"):
                break
            if one_is_wrong and handheld.page.sign("here"):
                _scan_the_wrong_thing(world, handheld)
                one_is_wrong = False
            _pick_step(world, handheld, free, used)
        else:
            raise Stuck(f"The walk does not end: {handheld.says}")
        world.tale.say(f"Walk {walks}: {handheld.says}")
        handheld.go("/scanner/pick")
    return used


def _pick_step(world: World, handheld: Handheld, free: Iterator[str], used: list[str]) -> None:
    """Do what the screen asks for: a tote for the slot, the place, or the product."""
    page = handheld.page
    if not page.sign("sku"):
        used.append(next(free))
        handheld.scan(world.cast.label(used[-1]))
    elif not page.sign("here"):
        handheld.scan(world.cast.label(page.sign("place")))
    elif handheld.can_tap("/rest"):
        handheld.tap("/rest")  # one piece was scanned, the others are counted
    else:
        handheld.scan(world.piece(page.sign("sku")))


def _scan_the_wrong_thing(world: World, handheld: Handheld) -> None:
    wanted = world.product(handheld.page.sign("sku"))
    other = next(
        product for made in world.goods.values() for product in made if product is not wanted
    )
    said = handheld.scan_wrong(other.barcodes[0].code)
    world.tale.say(f"{handheld.person.name} scans a wrong product; the screen says: {said}")


def _require(world: World, status: str) -> None:
    for order in ORDERS:
        found = world.order(order)["status"]
        if found != status:
            raise Stuck(f"{order.shop} sees {order.name} as {found}, not {status}")


def pack(world: World, person: Person) -> Handheld:
    """Scan a tote, then every piece; the last one closes the parcel."""
    handheld = world.at_work(person)
    handheld.go("/scanner/pack")
    handheld.scan(world.cast.stations[0].code)
    world.parcels = [pack_tote(world, handheld, tote) for tote in world.totes]
    _require(world, "packed")
    await_papers(handheld, world.parcels)
    return handheld


def pack_tote(world: World, handheld: Handheld, tote: str) -> int:
    """Every piece in the tote; the number of its parcel."""
    handheld.scan(world.cast.label(tote))
    for _ in range(SCANS_MAX):
        if not handheld.page.sign("sku"):
            break
        handheld.scan(world.piece(handheld.page.sign("sku")))
    if not handheld.page.sign("done"):
        raise Stuck(f"The parcel of {tote} is not closed: {handheld.says}")
    world.tale.say(f"{tote}: {handheld.says}")
    return int(handheld.path.rsplit("/", 1)[-1])


def await_papers(handheld: Handheld, parcels: Sequence[int]) -> None:
    """The workers draw slips and buy labels; the bench's page shows when each is there."""
    deadline = time.monotonic() + PAPERS_LIMIT_S
    for number in parcels:
        while len(handheld.go(f"/scanner/pack/{number}").signs.get("ready", ())) < PAPERS:
            if failed := handheld.page.sign("failed"):
                raise Stuck(f"A paper of parcel {number} was not printed: {failed}")
            if time.monotonic() > deadline:
                raise Stuck(
                    f"After {PAPERS_LIMIT_S:.0f} s not all papers of parcel {number} are there: "
                    f"{handheld.page.text[:200]}"
                )
            time.sleep(LOOK_EVERY_S)


def papers(world: World) -> None:
    """Every parcel's slip and label came out at the station's printers: name the folders."""
    spool = world.stage.settings.spool_dir
    for number in world.parcels:
        found = {path.name: path for path in spool.rglob(f"parcel-{number}-*")}
        for wanted in ("slip.pdf", "label.pdf"):
            _require_paper(found, f"parcel-{number}-{wanted}")
        _require_tracking(world, found[f"parcel-{number}-label.pdf"], number)
    folders = sorted({str(path.parent) for path in spool.rglob("parcel-*.pdf")})
    world.tale.say(f"slips and labels of {len(world.parcels)} parcels: {', '.join(folders)}")
    world.tale.say(f"tracking numbers from {world.tracking[world.parcels[0]]} on are on the labels")


def _require_tracking(world: World, label: Path, number: int) -> None:
    """The number that the shop sees is the one on the label."""
    mine = shipment_of(world, number)["tracking_number"]
    with closing(pypdfium2.PdfDocument(label)) as document:
        words = document[0].get_textpage().get_text_range()
    if not mine or mine not in words:
        raise Stuck(f"{label} does not hold the tracking number {mine}")
    world.tracking[number] = mine


def shipment_of(world: World, number: int) -> Any:
    """A parcel as its shop sees it."""
    seen = [one for system in world.systems.values() for one in system.every("/shipments")]
    [mine] = [one for one in seen if one["parcel_number"] == number]
    return mine


def _require_paper(found: dict[str, Path], name: str) -> None:
    begins = {".pdf": b"%PDF-"}
    if name not in found:
        raise Stuck(f"{name} did not come out")
    if begins[Path(name).suffix] not in found[name].read_bytes()[:64]:
        raise Stuck(f"{found[name]} is no {Path(name).suffix} file")


def load(world: World, person: Person) -> Handheld:
    """Load each courier's parcels onto its manifest; the drivers sign."""
    handheld = world.at_work(person)
    by_courier: dict[str, list[str]] = {}
    for number in world.parcels:
        carrier = shipment_of(world, number)["carrier"]
        by_courier.setdefault(carrier, []).append(world.tracking[number])
    for carrier, tracking in by_courier.items():
        hand_over(world, handheld, carrier, tracking)
        manifest = world.stage.settings.spool_dir / f"manifest-{carrier}.pdf"
        manifest.write_bytes(handheld.download(f"{handheld.path}/manifest.pdf"))
        world.tale.say(f"The manifest, signed by {DRIVER}: {manifest}")
    _require(world, "shipped")
    return handheld


def hand_over(world: World, handheld: Handheld, carrier: str, tracking: Sequence[str]) -> None:
    """Load parcels of one courier; its driver signs."""
    handheld.go("/scanner/load")
    for number in tracking:
        handheld.scan(number)
    world.tale.say(f"Loaded for {carrier}: {handheld.says}")
    handheld.follow("/count")
    handheld.follow("/sign")
    handheld.fill("/close", {"signed_by": DRIVER})
    world.tale.say(handheld.says)
