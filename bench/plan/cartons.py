"""Cartons: the volume that is shipped against py3dbp's, and what a choice costs.

Only the bench knows py3dbp (MIT): it tries all six turns of a piece at the corners of the pieces
before it, in one order, and knows neither what a piece stands on nor what is fragile.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from random import Random
from statistics import mean, quantiles
from typing import Final

from bench.plan.carton_check import check
from wms.planning.cartons import Choice, Goods, Size, choose_cartons

#: eight cartons of the trade, from inside, mm, and what they bear, g
INNER: Final = (
    (200, 150, 100, 5_000), (250, 200, 100, 8_000), (300, 200, 150, 10_000),
    (350, 250, 150, 15_000), (400, 300, 200, 20_000), (400, 300, 300, 25_000),
    (600, 400, 300, 30_000), (600, 400, 400, 30_000),
)  # fmt: skip
#: of corrugated board, on each side, mm
BOARD_MM: Final = 4
SIZES: Final = tuple(
    Size(
        key=f"C{n}", length_mm=a, width_mm=b, height_mm=c, contents_max_g=most_g,
        volume_mm3=(a + 2 * BOARD_MM) * (b + 2 * BOARD_MM) * (c + 2 * BOARD_MM),
    )
    for n, (a, b, c, most_g) in enumerate(INNER, 1)
)  # fmt: skip
VOLUME: Final = {one.key: one.volume_mm3 for one in SIZES}
SEED: Final = 5
#: pieces of an order, when it has several
PIECES: Final = (2, 3, 4, 5, 6, 8, 10, 12, 16, 20)
#: told apart in the table, pieces: from, to
GROUPS: Final = ((1, 1), (2, 4), (5, 9), (10, 20))
#: times as many pieces
GROWTH: Final = (1, 10, 100)


def some_products(rng: Random, many: int = 200) -> list[Goods]:
    """Books, jars and bottles, long things, boxes: whole millimetres, each of its own density."""
    products = []
    for n in range(many):
        kind = rng.random()
        if kind < 0.3:  # flat
            sizes = (rng.randint(120, 300), rng.randint(90, 220), rng.randint(8, 40))
        elif kind < 0.5:  # round, in its own carton
            wide = rng.randint(40, 100)
            sizes = (wide, wide, rng.randint(70, 250))
        elif kind < 0.6:  # long
            sizes = (rng.randint(200, 380), rng.randint(30, 90), rng.randint(25, 80))
        else:  # a box
            sizes = (rng.randint(60, 240), rng.randint(50, 180), rng.randint(30, 140))
        grams = max(5, int(sizes[0] * sizes[1] * sizes[2] / 1000 * rng.uniform(0.15, 0.9)))
        products.append(
            Goods(
                key=f"P{n}", quantity=1, weight_g=grams,
                length_mm=sizes[0], width_mm=sizes[1], height_mm=sizes[2],
                is_fragile=rng.random() < 0.1,
            )
        )  # fmt: skip
    return products


def some_orders(
    many: int, *, times: int = 1, pieces: Sequence[int] = PIECES, seed: int = SEED
) -> list[list[Goods]]:
    """Orders of these products; ``times`` as many pieces of each."""
    rng = Random(seed)
    products = some_products(rng)
    orders = []
    for _ in range(many):
        lines: dict[str, Goods] = {}
        left = rng.choice(pieces)
        while left:
            product, some = rng.choice(products), min(left, rng.choice((1, 1, 1, 2, 3)))
            before = lines[product.key].quantity if product.key in lines else 0
            lines[product.key] = _so_many(product, before + some * times)
            left -= some
        orders.append(list(lines.values()))
    return orders


def _so_many(product: Goods, quantity: int) -> Goods:
    return Goods(
        **{f: getattr(product, f) for f in Goods.__struct_fields__ if f != "quantity"},
        quantity=quantity,
    )


def tables(*, orders: int) -> str:
    """All of it as Markdown."""
    asked = some_orders(orders) + some_orders(orders // 5, pieces=(1,))
    ours, costs = _ours(asked)
    theirs, their_costs = _theirs(asked)
    rows = [
        "Orders of made-up products, one of ten fragile, over eight cartons. Every packing of ours "
        "is checked for overlap, overhang, weight and what lies on fragile pieces; py3dbp knows "
        "neither gravity nor fragility, and is asked carton by carton for the smallest that takes "
        "all, else for the largest and then for the rest. Water: as if the goods were liquid.",
        "",
        "| Pieces | orders | litres: py3dbp | ours | cartons: py3dbp | ours | ms an order: py3dbp "
        "| ours (mean, p50, p99) | volume of py3dbp's | water |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    several = (GROUPS[1][0], GROUPS[-1][1])
    for least, most in (*GROUPS, several):
        here = [
            n for n, order in enumerate(asked)
            if least <= sum(one.quantity for one in order) <= most
        ]  # fmt: skip
        volume, their_volume = sum(_volume(ours[n]) for n in here), sum(theirs[n][0] for n in here)
        share = f"{volume / their_volume:.3f}"
        rows.append(
            f"| {least if least == most else f'{least}–{most}'} | {len(here):,} "
            f"| {their_volume / 1e6:,.0f} | {volume / 1e6:,.0f} "
            f"| {sum(theirs[n][1] for n in here):,} | {sum(len(ours[n].filled) for n in here):,} "
            f"| {mean(their_costs[n] for n in here):.1f} | {_ms([costs[n] for n in here])} "
            f"| {f'**{share}** (goal 0.85)' if (least, most) == several else share} "
            f"| {sum(_by_volume(asked[n]) for n in here) / their_volume:.3f} |"
        )
    return "\n".join(rows) + "\n\n" + _growth(orders)


def _ours(asked: Sequence[Sequence[Goods]]) -> tuple[list[Choice], list[float]]:
    found, costs = [], []
    for order in asked:
        began = time.process_time()
        choice = choose_cartons(order, SIZES)
        costs.append((time.process_time() - began) * 1000)
        assert choice and not choice.too_large
        check(choice, order, SIZES)
        found.append(choice)
    return found, costs


def _volume(choice: Choice) -> int:
    return sum(VOLUME[one.carton] for one in choice.filled)


def _theirs(asked: Sequence[Sequence[Goods]]) -> tuple[list[tuple[int, int]], list[float]]:
    """(volume, cartons) of each order, and what each cost."""
    found, costs = [], []
    for order in asked:
        pieces = [piece for one in order for piece in [one] * one.quantity]
        began = time.process_time()
        volume = cartons = 0
        while pieces:
            size, pieces = _of_py3dbp(pieces)
            volume, cartons = volume + VOLUME[size], cartons + 1
        costs.append((time.process_time() - began) * 1000)
        found.append((volume, cartons))
    return found, costs


def _of_py3dbp(pieces: list[Goods]) -> tuple[str, list[Goods]]:
    """The smallest carton that py3dbp fills with all, else the largest, and what is left then."""
    from py3dbp import Bin, Item, Packer

    for size in sorted(SIZES, key=lambda one: one.volume_mm3):
        packer = Packer()
        packer.add_bin(
            Bin(size.key, size.length_mm, size.height_mm, size.width_mm, size.contents_max_g)
        )
        for n, one in enumerate(pieces):
            packer.add_item(
                Item(str(n), one.length_mm, one.height_mm, one.width_mm, one.weight_g or 0)
            )
        packer.pack(bigger_first=True, number_of_decimals=0)
        left = [pieces[int(item.name)] for item in packer.bins[0].unfitted_items]
        if not left:
            return size.key, []
    assert len(left) < len(pieces)
    return size.key, left


def _by_volume(order: Sequence[Goods]) -> int:
    """Were it all liquid: the smallest carton that takes it, or several of the largest."""
    left = sum(g.quantity * g.length_mm * g.width_mm * g.height_mm for g in order)
    room = {s.key: s.length_mm * s.width_mm * s.height_mm for s in SIZES}
    used, largest = 0, SIZES[-1].key
    while left > room[largest]:
        left, used = left - room[largest], used + VOLUME[largest]
    return used + min(VOLUME[key] for key, inner in room.items() if inner >= left)


def _ms(costs: Sequence[float]) -> str:
    cuts = quantiles(costs, n=100)
    return f"{mean(costs):.1f}, {cuts[49]:.1f}, {cuts[98]:.1f}"


def _growth(orders: int) -> str:
    rows = ["| Pieces of each line | pieces an order | ms an order |", "|---|---|---|"]
    means = []
    for times in GROWTH:
        asked = some_orders(max(20, orders // (5 * times)), times=times)
        began = time.process_time()
        found = [choose_cartons(order, SIZES) for order in asked]
        means.append((time.process_time() - began) * 1000 / len(asked))
        for choice, order in zip(found, asked, strict=True):
            if choice is not None:
                check(choice, order, SIZES)
        pieces = mean(sum(one.quantity for one in order) for order in asked)
        given_up = sum(choice is None for choice in found)
        rows.append(
            f"| × {times} | {pieces:,.0f} | {means[-1]:.1f}"
            + (f"; {given_up} of {len(asked)} are more than 12 cartons" if given_up else "")
            + " |"
        )
    rows.append(f"| × for ten times as many | | {(means[-1] / means[0]) ** 0.5:.1f} |")
    return "\n".join(rows)
