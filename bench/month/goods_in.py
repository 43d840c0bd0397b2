"""Deliveries: announced by the shops, counted in at the dock, carried to the shelves."""

from __future__ import annotations

from collections import deque
from typing import Any, Final

from api.scanner.batch import fields_of
from bench.month import reserve
from bench.month.people import Hand, Job, Program, Reply, is_refused
from bench.month.plan import Delivery, Line, Product
from bench.month.site import DOCKS, Site
from wms.catalog.lots import Batch
from wms.db import new_id

#: products in one request
BATCH: Final = 500
DOCK: Final = "/scanner/receive"
PUT_AWAY: Final = "/scanner/put-away"
#: piece, carton, extra piece, damaged one: more goods of one line are not told apart on a dock
_CHOICES_MAX: Final = 8
_OVER: Final = "inbound.over"
_NOT_GOOD_GOES: Final = "QUAR-1"
#: LPNs do not all go into the first aisle: every so many-th place of the reserve
SPREAD: Final = 7


async def register(program: Program, products: list[Product]) -> None:
    """Tell the warehouse of all products of a shop."""
    for at in range(0, len(products), BATCH):
        some = [product.body() for product in products[at : at + BATCH]]
        told = await program.post("products of a batch", "/v1/products/batch", {"products": some})
        assert told["registered"] == len(some), f"products were refused: {told}"


async def announce(program: Program, delivery: Delivery) -> str:
    """Announce it; the ASN's id."""
    lines = [
        {"sku": line.product.sku, "quantity": line.pieces + line.is_short * 2}
        for line in delivery.lines
    ]
    told = await program.post(
        "delivery announced", "/v1/asns", {"external_id": delivery.name, "lines": lines}
    )
    return str(told["id"])


def receiving(site: Site, asn: str, delivery: Delivery, number: int) -> list[Job]:
    """The jobs of two receivers who count one delivery at the same time; the last one ends it."""
    halves = [half for half in delivery.halves if half]
    left = [len(halves)]
    dock = site.labels[DOCKS[number % len(DOCKS)]]

    def of(lines: tuple[Line, ...]) -> Job:
        async def job(hand: Hand) -> None:
            address = f"{DOCK}/{asn}"
            await hand.post("dock scanned", f"{address}/scan", code=dock)
            is_on_lpn = delivery.lpn is not None and lines is halves[0]
            if is_on_lpn:
                plate = site.lpns[delivery.lpn or 0]
                await hand.post("LPN opened", f"{address}/scan", code=plate)
            for line in lines:
                await _count_in(hand, address, line)
            if is_on_lpn:
                closed = await hand.post("LPN closed", f"{address}/close-lpn")
                hand.managed("LPNs received into", closed)
            left[0] -= 1
            if not left[0]:
                await hand.post("delivery finished", f"{address}/finish")

        return job

    return [of(half) for half in halves]


async def _count_in(hand: Hand, address: str, line: Line) -> None:
    product = line.product
    code = product.code(line.lot, line.expires_on)
    if line.way == "packs":
        code = (product.pack_ean or "") if not line.lot else code
    times = 1 if line.way == "typed" else line.times
    if line.way == "packs" and line.lot:  # the lot is printed on the pieces
        times, rest = 1, line.pieces - 1
    else:
        rest = line.times - 1 if line.way == "typed" else 0
    if line.is_lot_typed:
        await _receive_typed(hand, address, line)
        times -= 1
    for _ in range(times):
        await _receive(hand, address, _printed(product, code))
    if rest:
        typed = await hand.post("receive typed", f"{address}/quantity", quantity=str(rest))
        _count(hand, typed)
    if line.is_damaged:
        await hand.post("damaged at the dock", f"{address}/damaged", reason="crushed")
    if line.is_extra:
        printed = _printed(product, product.code(line.lot, line.expires_on))
        await _receive(hand, address, printed)


def _printed(product: Product, code: str) -> str:
    """The code on the next piece: each has a serial number of its own when they are kept."""
    return product.serial_code(a_serial()) if product.is_by_serial else code


def a_serial() -> str:
    """A serial number; letters, so that no digits of it can be read as another field."""
    return "S" + "".join(chr(ord("A") + int(digit, 16)) for digit in new_id().hex[-14:])


async def _receive_typed(hand: Hand, address: str, line: Line) -> None:
    await hand.post("receive scan", f"{address}/scan", code=line.product.ean)
    _count(hand, await _tell_lot(hand, address, line))


async def _tell_lot(hand: Hand, address: str, line: Line) -> Reply:
    told = fields_of(Batch(lot=line.lot, expires_on=line.expires_on))
    return await hand.post("lot typed", f"{address}/batch", **told)


async def _receive(hand: Hand, address: str, code: str) -> None:
    reply = await hand.post("receive scan", f"{address}/scan", code=code)
    if is_refused(reply) and reply["code"] == _OVER:
        reply = await hand.post("receive extra", f"{address}/extra")
    _count(hand, reply)


def _count(hand: Hand, reply: Reply) -> None:
    if reply.get("did") == "received":
        hand.received()


def putting_away(site: Site, line: Line, *, to: str) -> Job:
    """Carry what came of a line to its place, and what is damaged aside."""

    async def job(hand: Hand) -> None:
        code = line.product.code(line.lot, line.expires_on)
        for _ in range(_CHOICES_MAX):
            taken = await hand.post("put-away scan", PUT_AWAY, code=code)
            if is_refused(taken):
                return
            is_good, is_last = True, True
            if taken["did"] == "which_asked":
                is_last = False
                is_good = taken["choices"][0]["condition"] == "good"
                taken = await hand.post("put-away chosen", f"{PUT_AWAY}/which", choice="0")
                if is_refused(taken):
                    return
            await hand.post("put-away all of it", f"{PUT_AWAY}/all")
            place = site.labels[to if is_good else _NOT_GOOD_GOES]
            down = await hand.post("put-away placed", PUT_AWAY, code=place)
            if is_refused(down):  # damaged goods that were alone on the dock
                await hand.post("put-away placed", PUT_AWAY, code=site.labels[_NOT_GOOD_GOES])
            if is_last:
                return

    return job


def homes(site: Site, products: list[Product]) -> dict[str, str]:
    """The pick face of each product, by SKU."""
    faces = site.pick_faces
    return {product.sku: faces[product.number % len(faces)] for product in products}


def jobs_of_day(
    site: Site, asns: list[tuple[str, Delivery]], yesterday: list[Delivery], home: dict[str, str]
) -> deque[Any]:
    """Today's lorries are counted, yesterday's goods are carried to the shelves."""
    jobs: deque[Any] = deque()
    for number, (asn, delivery) in enumerate(asns):
        jobs.extend(receiving(site, asn, delivery, number))
    for delivery in yesterday:
        first, second = delivery.halves
        lines = delivery.lines if delivery.lpn is None else second
        jobs.extend(putting_away(site, line, to=home[line.product.sku]) for line in lines)
        if delivery.lpn is not None and first:
            place = site.reserve[delivery.lpn * SPREAD % len(site.reserve)]
            jobs.append(reserve.putting_away(site, site.lpns[delivery.lpn], to=place))
    return jobs
