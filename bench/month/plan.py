"""What happens in the month, from a seed alone: nothing here asks the warehouse."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import accumulate, cycle
from typing import Any, Final

from biip.checksums import gs1_standard_check_digit

#: of all products, these shares
PACKED, BY_EXPIRY, BY_LOT, BY_SERIAL = 0.40, 0.15, 0.03, 0.03
PACK_SIZES: Final = (6, 10, 12, 24)
#: of all lines of deliveries
DAMAGED, SHORT, EXTRA, TYPED_LOT = 0.010, 0.030, 0.015, 0.20
#: how goods are counted in at the dock, by share: piece by piece, carton by carton, a number typed
WAYS: Final = {"pieces": 0.55, "packs": 0.25, "typed": 0.20}
#: a few products are wanted often: the weight of the n-th is (n + 10) ** -0.7
_POPULAR_FROM, _POPULAR_EXPONENT = 10, -0.7
_SHELF_LIFE_DAYS: Final = (90, 720)
#: so many deliveries come partly on LPNs; in so many something is short, whatever the dice say
LPN_EVERY, SHORT_EVERY = 4, 3
#: of the lines that are kept by expiry, one in so many comes too late to be sold
STALE_EVERY: Final = 6
#: a correction that nobody may make alone, pieces
LARGE: Final = 60


@dataclass(frozen=True)
class Sizes:
    """How much of everything the month has."""

    shops: int
    products: int
    asns: int
    #: scans and typed quantities that are accepted at the dock
    receipts: int
    orders: int
    returns: int
    moves: int
    counts: int
    corrections: int
    days: int
    people: int
    #: random seconds of the past, each shop, for which the answer is compared with a replay
    seconds: int


@dataclass(frozen=True)
class Product:
    """A product of a shop; ``number`` counts all products of all shops."""

    shop: int
    number: int
    sku: str
    ean: str
    pack_ean: str | None
    pack_of: int
    is_by_expiry: bool
    is_by_lot: bool
    is_by_serial: bool

    @property
    def needs_lot(self) -> bool:
        """Whether the scan must tell a lot."""
        return self.is_by_expiry or self.is_by_lot

    def body(self) -> dict[str, Any]:
        """As its shop registers it by REST."""
        barcodes: list[dict[str, Any]] = [{"code": self.ean}]
        if self.pack_ean:
            barcodes.append({"code": self.pack_ean, "quantity": self.pack_of})
        return {
            "sku": self.sku,
            "name": f"Product {self.number}",
            "barcodes": barcodes,
            "weight_g": 50 + self.number % 900,
            "is_lot_tracked": self.needs_lot,
            "is_expiry_tracked": self.is_by_expiry,
            "is_serial_tracked": self.is_by_serial,
        }

    def code(self, lot: str | None = None, expires_on: date | None = None) -> str:
        """What is printed on a piece: an EAN-13, or a GS1 code that tells lot and expiry."""
        if lot is None:
            return self.ean
        until = f"17{expires_on:%y%m%d}" if expires_on else ""
        return f"010{self.ean}{until}10{lot}"

    def serial_code(self, serial: str) -> str:
        """The code on one piece that has a serial number."""
        return f"010{self.ean}21{serial}"


@dataclass(frozen=True)
class Line:
    """So many of a product in a delivery, and how they are counted in."""

    product: Product
    way: str
    #: times that something is scanned, or the typed number
    times: int
    lot: str | None
    expires_on: date | None
    #: the carton tells no lot: the receiver types what is printed on the goods
    is_lot_typed: bool
    is_short: bool
    is_damaged: bool
    is_extra: bool

    @property
    def pieces(self) -> int:
        """That come, without the extra one."""
        return self.times * (self.product.pack_of if self.way == "packs" else 1)

    @property
    def receipts(self) -> int:
        """Scans and typed numbers at the dock."""
        is_typed = self.way == "typed" or (self.way == "packs" and self.lot is not None)
        return (2 if is_typed else self.times) + self.is_extra


@dataclass(frozen=True)
class Delivery:
    """One ASN."""

    shop: int
    name: str
    lines: tuple[Line, ...]
    #: the LPN into which the first receiver puts everything; None: it stands on the dock
    lpn: int | None

    @property
    def halves(self) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """What each of its two receivers counts."""
        return self.lines[::2], self.lines[1::2]


@dataclass(frozen=True)
class Order:
    """What a consumer wants."""

    shop: int
    name: str
    lines: tuple[tuple[Product, int], ...]


@dataclass
class Day:
    """One day's work: what came yesterday is put away, what came before that can be sold."""

    deliveries: list[Delivery] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    #: orders of earlier days of which something comes back
    returns: list[Order] = field(default_factory=list)
    moves: list[Product] = field(default_factory=list)
    counts: list[Product] = field(default_factory=list)
    #: (product, pieces found, or lost when below zero)
    corrections: list[tuple[Product, int]] = field(default_factory=list)


class Plan:
    """The whole month."""

    def __init__(self, sizes: Sizes, seed: int, *, today: date) -> None:
        self.sizes = sizes
        self._rng = random.Random(seed)
        self._today = today
        self.products = [self._product(n) for n in range(sizes.products)]
        self._of_shop = [self.products[shop :: sizes.shops] for shop in range(sizes.shops)]
        self._weights = [
            list(accumulate((n + _POPULAR_FROM) ** _POPULAR_EXPONENT for n in range(len(mine))))
            for mine in self._of_shop
        ]
        self.days = [Day() for _ in range(sizes.days)]
        self._kept_by_expiry = 0
        self._changes = cycle((LARGE, 1, 2, -1, 1))
        self._fill()

    def _product(self, number: int) -> Product:
        shop = number % self.sizes.shops
        dice, kind = self._rng.random(), self._rng.random()
        return Product(
            shop=shop,
            number=number,
            sku=f"SKU-{number:05}",
            ean=_ean(20, number),
            pack_ean=_ean(21, number) if dice < PACKED else None,
            pack_of=self._rng.choice(PACK_SIZES) if dice < PACKED else 1,
            is_by_expiry=kind < BY_EXPIRY,
            is_by_lot=BY_EXPIRY <= kind < BY_EXPIRY + BY_LOT,
            is_by_serial=BY_EXPIRY + BY_LOT <= kind < BY_EXPIRY + BY_LOT + BY_SERIAL,
        )

    def _fill(self) -> None:
        sizes, days = self.sizes, len(self.days)
        for number, receipts in enumerate(_shares(sizes.receipts, sizes.asns)):
            delivery = self._delivery(number, receipts)
            # nothing comes on the last day: it would not be put away any more
            self.days[number * (days - 1) // sizes.asns].deliveries.append(delivery)
        stocked: list[list[Product]] = [[] for _ in range(sizes.shops)]
        seen: set[Product] = set()
        sold: list[Order] = []
        placed = 0
        works = [list(_shares(n, days - 2)) for n in (
            sizes.orders, sizes.moves, sizes.counts, sizes.corrections)]  # fmt: skip
        for number, day in enumerate(self.days[2:]):
            for line in (one for d in self.days[number].deliveries for one in d.lines):
                if line.product not in seen:
                    seen.add(line.product)
                    stocked[line.product.shop].append(line.product)
            orders, moves, counts, corrections = (work[number] for work in works)
            day.orders = [self._order(placed + n, stocked) for n in range(orders)]
            day.moves = self._some(stocked, moves)
            day.counts = self._some(stocked, counts)
            some = self._some(stocked, corrections)
            day.corrections = list(zip(some, self._changes, strict=False))
            self._return(day, number, sold)
            sold += day.orders
            placed += orders

    def _return(self, day: Day, number: int, sold: list[Order]) -> None:
        if not sold:
            return
        count = list(_shares(self.sizes.returns, len(self.days) - 3))[number - 1]
        day.returns = self._rng.sample(sold, min(count, len(sold)))
        for order in day.returns:
            sold.remove(order)

    def _some(self, stocked: list[list[Product]], count: int) -> list[Product]:
        return [self._rng.choice(self._rng.choice([s for s in stocked if s])) for _ in range(count)]

    def _delivery(self, number: int, receipts: int) -> Delivery:
        shop = number % self.sizes.shops
        lines: dict[str, Line] = {}
        left = receipts
        while left > 0:
            [product] = self._rng.choices(self._of_shop[shop], cum_weights=self._weights[shop])
            if product.sku in lines:
                if len(lines) == len(self._of_shop[shop]):
                    break
                continue
            is_on_lpn = number % LPN_EVERY == 0 and len(lines) % 2 == 0
            line = self._line(product, number, left, is_on_lpn=is_on_lpn)
            lines[product.sku] = line
            left -= line.receipts
        some = list(lines.values())
        if number % SHORT_EVERY == 0 and not some[0].is_extra:
            some[0] = replace(some[0], is_short=True)
        lpn = number // LPN_EVERY if number % LPN_EVERY == 0 else None
        return Delivery(shop, f"ASN-{number:05}", tuple(some), lpn)

    def _line(self, product: Product, number: int, most: int, *, is_on_lpn: bool) -> Line:
        rng = self._rng
        [way] = rng.choices(list(WAYS), list(WAYS.values()))
        if way == "packs" and product.pack_ean is None:
            way = "pieces"
        if most < 2 or product.is_by_serial:  # a number is typed after a scan
            way = "pieces"
        times = rng.randint(10, 120) if way == "typed" else min(most, rng.randint(1, 6))
        # what is held until somebody decides stays out of LPNs: they are put away as one
        is_extra = rng.random() < EXTRA and way != "typed" and most > times and not is_on_lpn
        lot = _letters(number) if product.needs_lot else None
        until = self._today + timedelta(days=rng.randint(*_SHELF_LIFE_DAYS))
        if product.is_by_expiry and not is_on_lpn:
            if self._kept_by_expiry % STALE_EVERY == 0:
                until = self._today
            self._kept_by_expiry += 1
        return Line(
            product, way, times, lot, until if product.is_by_expiry else None,
            is_lot_typed=lot is not None and rng.random() < TYPED_LOT,
            is_short=rng.random() < SHORT and not is_extra,
            is_damaged=rng.random() < DAMAGED and way == "pieces" and not is_on_lpn,
            is_extra=is_extra,
        )  # fmt: skip

    def _order(self, number: int, stocked: list[list[Product]]) -> Order:
        shop = self._rng.choice([n for n, mine in enumerate(stocked) if mine])
        wanted = self._rng.sample(stocked[shop], min(len(stocked[shop]),
                                  self._rng.choice((1, 1, 1, 2, 2, 3))))  # fmt: skip
        return Order(
            shop, f"O-{number:06}", tuple((p, self._rng.choice((1, 1, 1, 2, 3))) for p in wanted)
        )


def _shares(total: int, parts: int) -> Iterator[int]:
    """``total`` in as many whole parts, as alike as can be."""
    for n in range(parts):
        yield total * (n + 1) // parts - total * n // parts


def _letters(number: int) -> str:
    """A lot's name: digits in it could be read as another field when a wedge eats separators."""
    return "LOT-" + "".join(chr(ord("A") + number // 26**power % 26) for power in (2, 1, 0))


def _ean(prefix: int, number: int) -> str:
    """A valid EAN-13 with GS1's prefix for use inside a company (General Specifications)."""
    body = f"{prefix}{number:010}"
    return f"{body}{gs1_standard_check_digit(body)}"
