"""What the three shops of the demo sell: 200 products with names, weights and valid EAN-13s.

The numbers begin with 20 to 22, GS1's prefixes for numbers inside a house, so they are valid and
no maker's. Each name is made of a thing and its variant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stdnum import ean

from wms.catalog.products import BarcodeOf, NewProduct

#: a carton of the goods that come in cartons
CARTON: Final = 12

#: how heavy a cm³ of the goods in their wrapping is, g
DENSITY: Final = 0.35
#: what they are like: sides as parts of each other
SHAPES: Final = ((3.0, 2.0, 1.0), (1.0, 1.0, 1.6), (4.0, 3.0, 0.6), (2.0, 1.2, 1.2))

#: (thing, grams, is fragile), and what each comes in: (end of the SKU, name, % of the weight)
Things = tuple[tuple[str, int, bool], ...]
Variants = tuple[tuple[str, str, int], ...]

_TEAS: Final[Things] = (
    ("Herbata czarna Assam", 120, False),
    ("Herbata czarna Ceylon", 120, False),
    ("Herbata czarna Earl Grey", 125, False),
    ("Herbata zielona Sencha", 110, False),
    ("Herbata zielona z jaśminem", 110, False),
    ("Herbata biała Pai Mu Tan", 80, False),
    ("Herbata oolong mleczna", 115, False),
    ("Herbata pu-erh", 130, False),
    ("Rooibos z wanilią", 115, False),
    ("Napar z lipy", 70, False),
    ("Napar z dzikiej róży", 140, False),
    ("Yerba mate", 150, False),
    ("Mięta z Podlasia", 60, False),
    ("Kawa ziarnista Łódź", 260, False),
    ("Kakao ciemne", 220, False),
    ("Cukier trzcinowy", 300, False),
    ("Dzbanek szklany", 640, True),
)
_SIZES: Final[Variants] = (
    ("50", "mały", 60), ("100", "średni", 100), ("250", "duży", 220),
    ("ZES", "zestaw na prezent", 300),
)  # fmt: skip
_OUTDOOR: Final[Things] = (
    ("Wool blanket", 1450, False),
    ("Merino socks", 90, False),
    ("Canvas rucksack", 980, False),
    ("Enamel mug", 160, False),
    ("Storm lantern", 720, True),
    ("Waxed jacket", 1320, False),
    ("Fishing beanie", 110, False),
    ("Lambswool scarf", 210, False),
    ("Linen apron", 260, False),
    ("Oak chopping board", 1180, False),
    ("Picnic basket", 1640, False),
    ("Camping chair", 2350, False),
    ("Steel flask", 390, False),
    ("Tin of boot wax", 130, False),
    ("Stoneware jug", 870, True),
    ("Cotton hammock", 1090, False),
    ("Rain hat", 140, False),
)
_COLOURS: Final[Variants] = (
    ("NVY", "navy", 100), ("OLV", "olive", 100), ("MUS", "mustard", 100),
    ("GRY", "slate grey", 100),
)  # fmt: skip
_CRAFTS: Final[Things] = (
    ("Рушник вишитий", 180, False),
    ("Сорочка-вишиванка", 310, False),
    ("Хустка вовняна", 240, False),
    ("Свічка з вощини", 150, False),
    ("Мед із різнотрав’я", 420, True),
    ("Мед липовий", 420, True),
    ("Варення з чорниці", 390, True),
    ("Чай карпатський", 75, False),
    ("Глечик опішнянський", 930, True),
    ("Горнятко «Євшан»", 330, True),
    ("Тарілка розписна", 540, True),
    ("Скатертина лляна", 610, False),
    ("Іграшка дерев’яна", 205, False),
    ("Писанка з Коломиї", 65, False),
    ("Ліжник гуцульський", 2100, False),
    ("Кошик ґаздині", 470, False),
)
_KINDS: Final[Variants] = (
    ("1", "класичний узор", 100), ("2", "синій узор", 100), ("3", "червоний узор", 100),
    ("4", "подарунковий", 140),
)  # fmt: skip

_CATALOGUES: Final[dict[str, tuple[str, str, Things, Variants]]] = {
    # shop: (SKU prefix, EAN prefix, things, variants)
    "LIPOWA": ("LIP", "20", _TEAS, _SIZES),
    "HARBOUR": ("HRB", "21", _OUTDOOR, _COLOURS),
    "BARVINOK": ("BRV", "22", _CRAFTS, _KINDS),
}


def ean13(prefix: str, number: int) -> str:
    """The EAN-13 that begins with ``prefix`` and counts on from it."""
    body = f"{prefix}{number:0{12 - len(prefix)}}"
    return body + str(ean.calc_check_digit(body))


def products_of(shop: str) -> list[NewProduct]:
    """Everything a shop of the demo sells."""
    return list(_made(*_CATALOGUES[shop]))


def _made(sku: str, prefix: str, things: Things, variants: Variants) -> Iterator[NewProduct]:
    number = 0
    for index, (thing, grams, is_fragile) in enumerate(things, start=1):
        for short, variant, percent in variants:
            number += 1
            piece = BarcodeOf(code=ean13(prefix, 10 * number))
            carton = BarcodeOf(code=ean13(prefix, 10 * number + 1), quantity=CARTON)
            length_mm, width_mm, height_mm = _sides(grams * percent // 100, index)
            yield NewProduct(
                sku=f"{sku}-{index:02}-{short}",
                name=f"{thing}, {variant}",
                barcodes=(piece,) if is_fragile else (piece, carton),
                weight_g=grams * percent // 100,
                length_mm=length_mm,
                width_mm=width_mm,
                height_mm=height_mm,
                is_fragile=is_fragile,
            )


def _sides(grams: int, index: int) -> tuple[int, int, int]:
    """Length, width and height of a piece that weighs so much, mm."""
    long, wide, high = SHAPES[index % len(SHAPES)]
    scale = (grams / DENSITY * 1000 / (long * wide * high)) ** (1 / 3)
    return max(1, round(long * scale)), max(1, round(wide * scale)), max(1, round(high * scale))
