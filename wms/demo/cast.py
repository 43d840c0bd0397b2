"""Who is there when the demo begins: the hall, the shops, the people. By public verbs only."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from wms.access.desks import hire_office_user
from wms.access.devices import announce_device
from wms.access.keys import issue_key
from wms.access.operators import PIN_MIN_DIGITS, hire_operator
from wms.commands.opening import first_warehouse, new_password
from wms.db import Tx
from wms.demo.stations import open_stations
from wms.demo.tariff import agree
from wms.layout.build import add_locations, add_lpns, add_totes
from wms.layout.models import LOCATION_KINDS
from wms.layout.queries import PlaceCard, places_of_kind
from wms.layout.walk import NewPlace, Rack, rack_places
from wms.packing.cartons.kinds import NewCarton, add_carton, count_cartons
from wms.shops.open import open_shop
from wms.stations.queries import StationShown

#: three aisles of five bays and four levels: 60 places, the lowest two picked from by hand
RACK: Final = Rack(aisles=("A", "B", "C"), bays=5, levels=4, pick_levels=2)
#: beside what every warehouse has at its first opening
MORE_PLACES: Final = (
    NewPlace(code="DOCK-2", kind="dock"),
    NewPlace(code="BENCH-2", kind="bench"),
    NewPlace(code="STAGE-2", kind="staging"),
)
TOTES: Final = 24
#: pallets and boxes with a licence plate
LPNS: Final = 12
#: name, inner sizes (mm), empty weight (g), how many lie there
CARTONS: Final = (
    ("S", (200, 150, 100), 70, 400), ("M", (300, 200, 150), 140, 400),
    ("L", (400, 300, 200), 290, 250), ("XL", (600, 400, 300), 620, 120),
)  # fmt: skip
#: a carton's board, on each side, mm; what it bears, g; order more below so many
BOARD_MM: Final = 4
BEARS_G: Final = 25_000
CARTONS_LOW: Final = 50
DESK: Final = "office@demo.example"
#: who sees one shop only, the first one
SHOP_DESK: Final = "shop@demo.example"


class ShopWanted(msgspec.Struct, frozen=True):
    """A shop of the demo; the address is the sender on its labels and slips."""

    code: str
    name: str
    language: str
    street: str
    postcode: str
    city: str
    country: str
    message: str


SHOPS: Final = (
    ShopWanted(
        "LIPOWA", "Herbaciarnia Lipowa", "pl", "ul. Lipowa 7/3", "90-743", "Łódź", "PL",
        "Dziękujemy! Zaparzaj 3 minuty w 90 °C.",
    ),
    ShopWanted(
        "HARBOUR", "Harbour & Pine", "en", "12 Quayside Row", "BS1 4DJ", "Bristol", "GB",
        "Thank you for shopping with us.",
    ),
    ShopWanted(
        "BARVINOK", "Крамниця «Барвінок»", "uk", "вул. Зелена, 24", "79005", "Львів", "UA",
        "Дякуємо за замовлення! Носіть на здоров’я.",
    ),
)  # fmt: skip

#: name, language, is a supervisor
PEOPLE: Final = (
    ("Anna Wójcik", "pl", False),
    ("Олексій Ґудзь", "uk", False),
    ("Emma Clarke", "en", False),
    ("Żaneta Krawczyk", "pl", True),
)


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """A shop that moved in, with a key of its programs."""

    id: UUID
    code: str
    name: str
    language: str
    key: str


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on the floor: the badge's digits, the PIN, and a code to enrol a device with."""

    name: str
    language: str
    is_supervisor: bool
    badge: str
    pin: str
    device_code: str


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that moved in."""

    #: by code: A-01-1, DOCK-1, T-0001
    places: dict[str, PlaceCard]
    #: by code
    shops: dict[str, Shop]
    people: list[Person]
    #: codes to enrol handhelds that the demo itself does not use: for who looks around afterwards
    spare_device_codes: list[str]
    desk_password: str
    #: of `SHOP_DESK`, a person of the first shop
    shop_password: str
    #: where parcels' papers come out, in the row of benches
    stations: list[StationShown]

    def label(self, place: str) -> str:
        """What a scanner reads on a place."""
        label = self.places[place].label_code
        assert label is not None, place
        return label

    def of_kind(self, kind: str) -> list[PlaceCard]:
        """All places of a kind, by code."""
        return sorted((p for p in self.places.values() if p.kind == kind), key=lambda p: p.code)


#: a phone, a tablet and another try
SPARE_DEVICES: Final = 3


async def move_in(tx: Tx) -> Cast:
    """Lay the hall out, let the shops in and hire the people."""
    warehouse_id = await first_warehouse(tx)
    await add_locations(tx, warehouse_id, [*rack_places(RACK), *MORE_PLACES])
    await add_totes(tx, warehouse_id, TOTES)
    await add_lpns(tx, warehouse_id, LPNS)
    await _stock_cartons(tx, warehouse_id)
    places = await places_of_kind(tx, warehouse_id, (*LOCATION_KINDS, "tote", "lpn"))
    password = new_password()
    await hire_office_user(tx, email=DESK, name="Demo office", password=password, role="admin")
    moved_in = {wanted.code: await _shop(tx, wanted) for wanted in SHOPS}
    await agree(tx, {code: shop.id for code, shop in moved_in.items()})
    first, shop_password = next(iter(moved_in.values())), new_password()
    await hire_office_user(
        tx, email=SHOP_DESK, name="Demo shop", password=shop_password, role="shop",
        shop_id=first.id,
    )  # fmt: skip
    return Cast(
        places={place.code: place for place in places},
        shops=moved_in,
        people=await _people(tx, PEOPLE),
        spare_device_codes=[
            (await announce_device(tx, name=f"Spare handheld {number}")).code
            for number in range(1, SPARE_DEVICES + 1)
        ],
        desk_password=password,
        shop_password=shop_password,
        stations=await open_stations(tx, {place.code: place for place in places}),
    )


async def _stock_cartons(tx: Tx, warehouse_id: UUID) -> None:
    for name, (length, width, height), tare_g, many in CARTONS:
        carton = NewCarton(
            name=name, inner_length_mm=length, inner_width_mm=width, inner_height_mm=height,
            outer_length_mm=length + 2 * BOARD_MM, outer_width_mm=width + 2 * BOARD_MM,
            outer_height_mm=height + 2 * BOARD_MM, tare_g=tare_g, contents_max_g=BEARS_G,
            low_mark=CARTONS_LOW,
        )  # fmt: skip
        carton_id = await add_carton(tx, warehouse_id, carton)
        await count_cartons(tx, carton_id, many, is_delivery=False, by=None)


async def _shop(tx: Tx, wanted: ShopWanted) -> Shop:
    shop_id = await open_shop(
        tx,
        code=wanted.code,
        name=wanted.name,
        email=f"orders@{wanted.code.lower()}.example",
        language=wanted.language,
        address={
            "company": wanted.name,
            "street": wanted.street,
            "postcode": wanted.postcode,
            "city": wanted.city,
            "country": wanted.country,
        },
        returns_url=f"https://{wanted.code.lower()}.example/returns",
        slip_message=wanted.message,
    )
    key = await issue_key(tx, shop_id, name="Shop system")
    return Shop(
        id=shop_id,
        code=wanted.code,
        name=wanted.name,
        language=wanted.language,
        key=key.key,
    )


async def _people(tx: Tx, wanted: Sequence[tuple[str, str, bool]]) -> list[Person]:
    people = []
    for name, language, is_supervisor in wanted:
        pin = f"{secrets.randbelow(10**PIN_MIN_DIGITS):0{PIN_MIN_DIGITS}}"
        hired = await hire_operator(
            tx, name=name, pin=pin, language=language, is_supervisor=is_supervisor
        )
        device = await announce_device(tx, name=f"Handheld of {name}")
        people.append(
            Person(
                name=name,
                language=language,
                is_supervisor=is_supervisor,
                badge=hired.badge,
                pin=pin,
                device_code=device.code,
            )
        )
    return people
