"""Papers with the names that break papers: long, Polish, Ukrainian, hostile."""

import io
import random
from datetime import date
from typing import Literal

import msgspec
from PIL import Image

from printing.address import Address
from printing.badge import BadgeCard
from printing.certificate import CertificatePaper, CertificateRow
from printing.manifest import Manifest, ManifestParcel
from printing.parcel_label import CashOnDelivery, ParcelLabel
from printing.place_labels import Arrow, LocationLabel, ToteLabel
from printing.product_labels import ProductLabel
from printing.setup_sheet import COMMANDS, SetupSheet
from printing.slip import Logo, Slip, SlipLine, SlipLot
from printing.station_card import StationCard
from printing.symbols import ean_13_check_digit
from printing.trial_pages import TrialPage

HOSTILE = "Łódź <b>&amp; Їжак ґ ^XZ~JA_5E \\& \u202eevil\x00 🐢 e\u0301 ﬀ"
LONG_PL = "Aleksandra Wiśniewska-Brzęczyszczykiewicz"
LONG_UK = "Олександра-Мирослава Ковальчук-Кривоніжченко"
UNBROKEN = "Wielkopolskoświętokrzyskozachodniopomorskowarmińskomazurski" * 2
FENCE = "Ї" * 200  # so like a fence that a scanner may take it for an EAN-13
NAMES = ("Jo", LONG_PL, LONG_UK, HOSTILE, UNBROKEN, "", "й щ ґ " * 60, FENCE)
READ_NAMES = NAMES[:-1]
SENDER = Address(
    name="Sklep",
    company="Magazyn Fulfilment Północ sp. z o.o.",
    street="ul. Składowa 17, hala C",
    postcode="05-850",
    city="Ożarów Mazowiecki",
    country="Polska",
    phone="+48 22 123 45 67",
)


def digits(chance: random.Random, count: int) -> str:
    """So many random digits."""
    return "".join(chance.choices("0123456789", k=count))


def ean_13(chance: random.Random) -> str:
    """A random EAN-13 whose check digit is right."""
    body = digits(chance, 12)
    return body + ean_13_check_digit(body)


def address(name: str, postcode: str = "58-000") -> Address:
    """Somebody of this name, in a street and a city of that name too."""
    return Address(
        name=name,
        company=name,
        street=f"ul. {name} 17",
        postcode=postcode,
        city=name,
        country=name[:30],
        phone="+380 67 123 45 67",
    )


def slip_of(name: str, language: str = "pl", lines: int = 3, code: str = "4000000178") -> Slip:
    """A slip on which everything has this name."""
    return Slip(
        language=language,
        shop_name=name,
        order_number="10001234",
        external_id=f"WEB-{name[:30]}",
        slip_code=code,
        recipient=address(name),
        lines=tuple(SlipLine(f"{name[:40]}-{n}", name, n + 1) for n in range(lines)),
        ordered_on=date(2026, 11, 22),
        gift_note=f"{name}\n\n{name}",
        message=name,
        return_url=f"https://returns.example/{code}?k={code}",
    )


def logo(width: int = 300, height: int = 90) -> Logo:
    """Something black and red on white."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste((11, 95, 86), (0, 0, height, height))
    picture.paste((170, 30, 40), (height + 10, height // 3, width, 2 * height // 3))
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=85)
    return Logo(made.getvalue(), width, height)


def dressed(slip: Slip, size: Literal["small", "normal", "large"] = "large") -> Slip:
    """The slip with everything that a shop can choose."""
    name = slip.shop_name
    lots = (SlipLot(name[:30], date(2027, 3, 31)), SlipLot("L-2", None), SlipLot("", None))
    return msgspec.structs.replace(
        slip,
        logo=logo(),
        accent="#0b5f56",
        font_size=size,
        thanks=name,
        footer=f"{name}\n{name}",
        return_instructions=name,
        is_lot_shown=True,
        lines=tuple(msgspec.structs.replace(line, lots=lots) for line in slip.lines),
        copy_no=2,
    )


def label_of(name: str, language: str = "uk", tracking: str = "3000012345") -> ParcelLabel:
    """A parcel label on which everything has this name."""
    return ParcelLabel(
        language=language,
        carrier=name[:40],
        service=name[:60],
        tracking_number=tracking,
        sender=SENDER,
        recipient=address(name, name[:12]),
        weight_g=31_499,
        reference=name[:60],
        routing_zone=name[:10],
        parcel_index=12,
        parcel_count=34,
        cod=CashOnDelivery(1_234_567_890, "UAH"),
        pickup_point=name[:20],
    )


def location_of(
    name: str, code: str = "1000017322", arrow: Arrow | None = Arrow.UP
) -> LocationLabel:
    """A location of this name."""
    return LocationLabel(name or "A", code, arrow, name)


def tote_of(name: str, code: str = "2000000424") -> ToteLabel:
    """A tote of this name."""
    return ToteLabel(name, code, "uk")


def product_of(name: str, code: str = "5901234123457") -> ProductLabel:
    """A product of this name."""
    return ProductLabel(name, name, code, name)


def badge_of(name: str, value: str = "5" + "0123456789" * 3 + "987654321") -> BadgeCard:
    """A badge of a person of this name."""
    return BadgeCard(language="pl", operator_name=name, role=name, value=value, warehouse=name)


def card_of(name: str, language: str = "pl") -> StationCard:
    """A station's card on which everything has this name."""
    return StationCard(
        language=language, name=name[:40], bench=name[:20], code="5000000015",
        printers=(name[:40], name[:40]),
    )  # fmt: skip


def trial_of(
    name: str, language: str = "uk", width_mm: int = 100, height_mm: int = 150
) -> TrialPage:
    """A page for a printer of this name."""
    return TrialPage(
        language=language, printer=name[:40], station=name[:40], code="5000000015",
        width_mm=width_mm, height_mm=height_mm, words=name[:100],
    )  # fmt: skip


def setup_of(name: str, language: str = "uk") -> SetupSheet:
    """The scanner sheet of a warehouse of this name."""
    commands = {command: f"90000000{n}4" for n, command in enumerate(COMMANDS, 1)}
    return SetupSheet(language=language, commands=commands, warehouse=name)


def manifest_of(
    name: str, parcels: int = 5, language: str = "pl", number: str = "M26-123"
) -> Manifest:
    """A manifest to a courier of this name."""
    return Manifest(
        language=language,
        carrier=name,
        number=number,
        handed_over_on=date(2026, 11, 22),
        warehouse=name,
        parcels=tuple(
            ManifestParcel(
                tracking_number=f"UA{n:012}PL",
                weight_g=1000 + n,
                reference=name[:60],
                destination=name[:20],
                cod_amount_minor=100 * n,
                cod_currency=("PLN", "UAH", "")[n % 3],
            )
            for n in range(parcels)
        ),
        handed_over_by=name,
        signed_by=name,
        vehicle="WA 12345",
        counted=parcels - 1,
        strokes=tuple(tuple((20 + 9 * n, 60 + n * n % 70) for n in range(20)) for _ in range(2)),
    )


def certificate_of(name: str, language: str = "pl") -> CertificatePaper:
    """A certificate of a shop of this name, as much beside each scenario as ever stands there."""
    ids = [f"request placeOrder 01a22cf7-5004-71d1-8671-bcfc1f3c77{n:02}" for n in range(3)]
    return CertificatePaper(
        language=language,
        number=1001,
        shop_name=name,
        issued_on=date(2026, 11, 30),
        api_version="2026-11-30",
        programs=("wms-client-python/0.1.0", name),
        rows=[
            CertificateRow(number=n, name=name, proof="\n".join([*ids[: n % 4], name]))
            for n in range(1, 21)
        ],
    )
