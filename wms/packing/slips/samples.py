"""Slips of orders that do not exist, to look at a template with: usual, long, a gift.

The long one has the longest names that people and products have, so that a shop sees what becomes
of them before its customers do.
"""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, Final

from wms.orders.person import Person
from wms.packing.slips.facts import SlipFacts, slip_said
from wms.packing.slips.template import Language
from wms.packing.slips.versions import TemplateInUse
from wms.shops.queries import ShopShown

KINDS: Final = ("usual", "long", "gift")
_LONG_LINES: Final = 24
_ORDER: Final = 10234
_DAY: Final = date(2026, 11, 22)

#: by language: who receives, as papers of that country write it
_USUAL: Final[dict[Language, dict[str, str]]] = {
    "en": {"name": "Emily Carter", "postcode": "SW1A 1AA", "city": "London", "country": "GB"},
    "pl": {"name": "Anna Nowak", "postcode": "30-001", "city": "Kraków", "country": "PL"},
    "uk": {"name": "Олена Шевченко", "postcode": "79000", "city": "Львів", "country": "UA"},
    "de": {"name": "Jürgen Müller", "postcode": "10115", "city": "Berlin", "country": "DE"},
}
_LONG: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "name": "Dr Elizabeth-Anne Featherstonehaugh-Cholmondeley", "postcode": "LL61 5UJ",
        "company": "Featherstonehaugh, Cholmondeley & Daughters Antiquarian Booksellers Ltd",
        "city": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", "country": "GB",
    },
    "pl": {
        "name": "Aleksandra Wiśniewska-Brzęczyszczykiewicz", "postcode": "26-070",
        "company": "Wielobranżowe Przedsiębiorstwo Handlowo-Usługowe „Promyk” sp. z o.o. sp. k.",
        "city": "Sobienie Kiełczewskie Pierwsze", "country": "PL",
    },
    "uk": {
        "name": "Олександра-Мирослава Ковальчук-Кривоніжченко", "postcode": "41600",
        "company": "ТОВ «Всеукраїнське об'єднання виробників трав'яних чаїв «Карпатський світанок»",
        "city": "Переяслав-Хмельницький", "country": "UA",
    },
    "de": {
        "name": "Maximiliane-Elisabeth Freifrau von Schlüter-Großmann", "postcode": "24941",
        "company": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk Großhandels GmbH & Co.",
        "city": "Hellschen-Heringsand-Unterschaar", "country": "DE",
    },
}  # fmt: skip
_NOTES: Final[dict[Language, str]] = {
    "en": "Happy birthday, dear Grandma!\nWith love from all of us ♥",
    "pl": "Wszystkiego najlepszego, Babciu!\nŚciskamy mocno – cała czwórka ♥",
    "uk": "З днем народження, бабусю!\nОбіймаємо міцно – вся родина ♥",
    "de": "Alles Gute zum Geburtstag, liebe Oma!\nEs grüßen dich die Enkel ♥",
}
_PRODUCTS: Final[tuple[tuple[str, dict[Language, str]], ...]] = (
    ("TEA-100", {
        "en": "Green tea, 100 g", "pl": "Herbata zielona liściasta 100 g",
        "uk": "Зелений чай листовий 100 г", "de": "Grüner Tee, 100 g",
    }),
    ("MUG-BLUE", {
        "en": "Blue mug", "pl": "Kubek niebieski", "uk": "Синє горнятко", "de": "Blaue Tasse",
    }),
    ("HONEY-0500", {
        "en": "Linden honey, 500 g", "pl": "Miód lipowy 500 g",
        "uk": "Липовий мед 500 г", "de": "Lindenhonig, 500 g",
    }),
)  # fmt: skip
_LONG_PRODUCT: Final[tuple[str, dict[Language, str]]] = ("HERB-PEPPERMINT-ORGANIC-PYRAMID-250", {
    "en": "Organic peppermint, cut leaves, in pyramid bags made of corn silk, gift box of 250 g, "
          "limited winter edition with a tin and a spoon",
    "pl": "Mięta pieprzowa ekologiczna, liście cięte, torebki piramidki z jedwabiu kukurydzianego, "
          "opakowanie podarunkowe 250 g, edycja zimowa z puszką i łyżeczką",
    "uk": "М'ята перцева органічна, різане листя, пірамідки з кукурудзяного шовку, подарункова "
          "упаковка 250 г, зимова серія з бляшанкою та ложечкою",
    "de": "Bio-Pfefferminze, geschnittene Blätter, Pyramidenbeutel aus Maisseide, "
          "Geschenkpackung 250 g, limitierte Winterausgabe mit Dose und Löffel",
})  # fmt: skip


#: as long as a real one
_PAGE: Final = "https://shop.example/o/" + "Ab3" * 20


def sample_slip(
    shop: ShopShown, in_use: TemplateInUse, *, language: Language, kind: str
) -> SlipFacts:
    """What the slip of an order that does not exist would say, with this template."""
    to = (_LONG if kind == "long" else _USUAL)[language]
    note = _NOTES[language] if kind != "usual" else None
    row = SimpleNamespace(
        shop_id=shop.id, order_id=shop.id, parcel_id=None, language=language, shop_name=shop.name,
        shop_email=shop.email, shop_address=shop.address, number=_ORDER,
        external_id="WEB-2026-000000017-PL" if kind == "long" else "WEB-2026-17",
        ordered_on=_DAY,
        way=None, message=shop.slip_message or "", return_url=shop.returns_url or "",
        lines=_lines(language, kind),
    )  # fmt: skip
    return slip_said(row, Person(**to, gift_note=note), in_use, page=_PAGE)


def _lines(language: Language, kind: str) -> list[dict[str, Any]]:
    lot = {"code": "L-2026-117", "expires_on": "2027-03-31"}
    products = [*_PRODUCTS]
    if kind == "long":
        products = [(_LONG_PRODUCT, *_PRODUCTS)[n % 4] for n in range(_LONG_LINES)]
    return [
        {"sku": sku, "name": names[language], "quantity": n % 3 + 1, "lots": [lot] * (n % 2 == 0)}
        for n, (sku, names) in enumerate(products)
    ]
