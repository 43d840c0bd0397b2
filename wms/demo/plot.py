"""What happens in the demo: what comes, what is ordered, what goes back; products by index."""

from __future__ import annotations

from typing import Any, Final

import msgspec


class Delivery(msgspec.Struct, frozen=True):
    """A shop's goods on a lorry: (index of the product, base units)."""

    shop: str
    name: str
    dock: str
    goods: tuple[tuple[int, int], ...]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What a consumer bought."""

    shop: str
    name: str
    to: dict[str, str]
    lines: tuple[tuple[int, int], ...]
    more: dict[str, Any] = {}


DELIVERIES: Final = (
    Delivery("LIPOWA", "PZ-2026/11-1", "DOCK-1", ((0, 24), (5, 17), (14, 12), (35, 9), (64, 4))),
    Delivery("HARBOUR", "PO-7731", "DOCK-2", ((0, 12), (6, 12), (17, 3), (41, 14))),
    Delivery("BARVINOK", "НАКЛ-58", "DOCK-1", ((1, 13), (12, 12), (17, 5), (36, 4))),
)


def _to(
    name: str, street: str, postcode: str, city: str, country: str, email: str
) -> dict[str, str]:
    return {
        "name": name, "street": street, "postcode": postcode, "city": city, "country": country,
        "email": email, "phone": "+48 500 000 000",
    }  # fmt: skip


ORDERS: Final = (
    Order(
        shop="LIPOWA", name="L-1001", lines=((0, 1),),
        more={"language": "pl", "carrier": "inpost", "service": "locker"},
        to=_to(
            "Małgorzata Żółkiewska", "ul. Świętojańska 12 m. 4", "81-368", "Gdynia", "PL",
            "malgorzata@example.com",
        )
        | {"pickup_point_id": "GDY03M"},
    ),
    Order(
        shop="LIPOWA", name="L-1002", lines=((0, 2), (5, 3), (64, 1)),
        more={"language": "pl", "gift_note": "Wszystkiego najlepszego, Babciu! – Zosia i Kuba"},
        to=_to(
            "Łukasz Dąbrowski", "os. Zielone Wzgórza 8/21", "62-020", "Swarzędz", "PL",
            "lukasz@example.com",
        ),
    ),
    Order(
        shop="LIPOWA", name="L-1003", lines=((14, 2), (35, 1)),
        more={"language": "pl", "carrier": "dpd", "service": "classic"},
        to=_to(
            "Św. Anna Café sp. z o.o.", "Rynek Główny 3", "31-042", "Kraków", "PL",
            "cafe@example.com",
        ),
    ),
    Order(
        shop="HARBOUR", name="H-2001", lines=((17, 1),),
        to=_to(
            "Fiona O’Neill", "4 Harbour Terrace", "D02 X285", "Dublin", "IE",
            "fiona@example.com",
        ),
    ),
    Order(
        shop="HARBOUR", name="H-2002", lines=((0, 1), (17, 1), (41, 3)),
        more={"carrier": "inpost", "service": "courier"},
        to=_to(
            "Piotr Nowak", "ul. Długa 5", "00-263", "Warszawa", "PL",
            "piotr@example.com",
        ),
    ),
    Order(
        shop="BARVINOK", name="B-3001", lines=((1, 1), (12, 2), (36, 1)), more={"language": "uk"},
        to=_to(
            "Соломія Ґалаґан", "вул. Січових Стрільців, 17", "79000", "Львів", "UA",
            "solomiia@example.com",
        ),
    ),
    Order(
        shop="BARVINOK", name="B-3002", lines=((17, 1),), more={"language": "uk", "priority": 1},
        to=_to(
            "Євген Їжак", "просп. Перемоги, 44", "03057", "Київ", "UA",
            "yevhen@example.com",
        ),
    ),
)  # fmt: skip

#: who withdraws on her page, and the grade that the inspector gives to what comes back
WITHDRAWN: Final = ("L-1001", "B")
#: what arrives broken
BROKEN: Final = "H-2001"
#: who asks something in the chat
CURIOUS: Final = "H-2002"
#: whose parcel comes back with nothing on it, and for whose it is taken
NAMELESS: Final = ("L-1003", "HARBOUR")
#: comes back: the order, the index of the product, how many of it
GOES_BACK: Final = ("L-1002", 5, 2)
RETURN_NAME: Final = "ZW-1"
#: on the parcel in which it comes
RETURN_TRACKING: Final = "RR473124829PL"
DRIVER: Final = "Jan Kurierski"


def order_named(name: str) -> Order:
    """One of the `ORDERS`."""
    return next(order for order in ORDERS if order.name == name)
