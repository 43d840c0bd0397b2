"""Random slips and labels with the longest names: Polish, Ukrainian, German, English, odd ones.

`payload(seed, n)` is always the same for the same two numbers, so any one of ten thousand can be
made again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from printing.address import Address
from printing.parcel_label import CashOnDelivery, ParcelLabel
from printing.slip import Slip, SlipLine, SlipLot
from tests.printing import samples

FIRST: Final = {
    "pl": ("Aleksandra", "Włodzimierz", "Świętosława", "Bożydar", "Małgorzata Katarzyna", "Żaneta"),
    "uk": ("Олександра-Мирослава", "Володимир", "Їжакина", "В'ячеслав", "Ґертруда", "Юстиніан"),
    "de": ("Maximiliane-Elisabeth", "Jürgen", "Karl-Theodor", "Björn Großmut", "Änne", "Özlem"),
    "en": ("Elizabeth-Anne", "Bartholomew", "Siobhán", "Jo", "Wilhelmina", "Christopher"),
}
LAST: Final = {
    "pl": ("Wiśniewska-Brzęczyszczykiewicz", "Konstantynopolitańczykowianeczka", "Żółć",
           "Niedźwiedzińska-Szczęśniak", "Gżegżółka"),
    "uk": ("Ковальчук-Кривоніжченко", "Підкуймуха-Непийпиво", "Щириця", "Їжакевич",
           "Переяславець-Задніпровська"),
    "de": ("Freifrau von Schlüter-Großmann", "Leutheusser-Schnarrenberger", "Ott", "Hübschenmüller",
           "zu Sayn-Wittgenstein-Berleburg"),
    "en": ("Featherstonehaugh-Cholmondeley", "O’Brien", "Wolfeschlegelsteinhausenbergerdorff", "Ng",
           "Mainwaring-Knightley"),
}  # fmt: skip
COMPANIES: Final = (
    "Wielobranżowe Przedsiębiorstwo Handlowo-Usługowe „Promyk” sp. z o.o. sp. k.",
    "ТОВ «Всеукраїнське об'єднання виробників трав'яних чаїв «Карпатський світанок»",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk Großhandels-GmbH & Co. KG", "", "",
    "Featherstonehaugh, Cholmondeley & Daughters Antiquarian Booksellers Ltd", "ABC",
)  # fmt: skip
STREETS: Final = (
    "ul. Stowarzyszenia Przyjaciół Gimnazjum im. Kazimierza Pułaskiego 117B/12",
    "вул. Академіка Володимира Івановича Вернадського-Корольова, буд. 24-А, кв. 1012",
    "Hans-Joachim-von-Zieten-Straße 1234, Hinterhaus, 4. Obergeschoß links",
    "al. Niepodległości 1", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Road 7",
)  # fmt: skip
TOWNS: Final = (
    ("26-070", "Sobienie Kiełczewskie Pierwsze nad Świdrem", "Polska"),
    ("41600", "Переяслав-Хмельницький-Корсунь-Шевченківський", "Україна"),
    ("24941", "Hellschen-Heringsand-Unterschaar", "Deutschland"),
    ("LL61 5UJ", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", "United Kingdom"),
    ("00-001", "Łódź", "PL"),
)  # fmt: skip
GOODS: Final = (
    "Mięta pieprzowa ekologiczna, liście cięte, torebki piramidki z jedwabiu kukurydzianego 250 g",
    "М'ята перцева органічна, різане листя, пірамідки з кукурудзяного шовку, 250 г, зимова серія",
    "Bio-Pfefferminze, geschnittene Blätter, Pyramidenbeutel aus Maisseide, Geschenkpackung 250 g",
    "Tea", "Żarówka LED E27 „Ciepła biel” 10 W/806 lm", "Чашка «Їжак» 300 мл",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz, Taschenbuch",
)  # fmt: skip
#: what the fonts lack, and what is only near to something that they have
ODD: Final = ("🐢", "🎉🎉", "王小明", "ﬀ", "\u202e", "\u200b", "𝒜", "ﷺ", "ж\u0306", "Ấ", "ÿ", "\t")
SKU_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-/._ąЖß"
SKU_CHARS: Final = 35
ODD_SHARE: Final = 0.25
LONG_SHARE: Final = 0.05
URL_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789-._~їż%&="
LANGUAGES: Final = ("pl", "uk", "de", "en")
CARRIERS: Final = (
    "InPost Paczkomaty 24/7",
    "DPD Polska",
    "Нова пошта – відділення",
    "House courier",
)
COLOURS: Final = ("", "#0b5f56", "#a51d2d", "#1d3a8f", "#000000")
LOGOS: Final = (None, None, samples.logo(), samples.logo(60, 240), samples.logo(900, 60))


@dataclass(frozen=True)
class Payload:
    """A slip and a label of the same parcel, and what their codes must say."""

    name: str
    slip: Slip
    label: ParcelLabel


def payload(seed: int, number: int) -> Payload:
    """One of the ten thousand."""
    pick = random.Random(f"{seed} {number}")
    language = pick.choice(LANGUAGES)
    to = _address(pick, language)
    return Payload(f"SEED={seed} n={number}", _slip(pick, language, to), _label(pick, language, to))


def _odd(pick: random.Random, text: str) -> str:
    """The text, sometimes with something in it that no font of ours has."""
    if pick.random() >= ODD_SHARE:
        return text
    at = pick.randrange(len(text) + 1)
    return text[:at] + pick.choice(ODD) + text[at:]


def _address(pick: random.Random, language: str) -> Address:
    postcode, city, country = pick.choice(TOWNS)
    title = pick.choice(("", "", "prof. dr hab. inż. "))
    return Address(
        name=_odd(pick, f"{title}{pick.choice(FIRST[language])} {pick.choice(LAST[language])}"),
        company=_odd(pick, pick.choice(COMPANIES)),
        street=_odd(pick, pick.choice(STREETS)),
        postcode=postcode,
        city=_odd(pick, city),
        country=country,
        phone=pick.choice(("", "+380 67 123 45 67", "+49 30 123456789012")),
    )


def _slip(pick: random.Random, language: str, to: Address) -> Slip:
    count = pick.randint(20, 60) if pick.random() < LONG_SHARE else pick.randint(1, 6)
    words = f"{pick.choice(GOODS)} {pick.choice(LAST[language])} {pick.choice(STREETS)} "
    choices: dict[str, Any] = {
        "font_size": pick.choice(("small", "normal", "large")),
        "copy_no": pick.choice((1, 1, 1, 2, 17)),
    }
    url = "https://" + "".join(pick.choices("abcdefgh-", k=20)).strip("-") + ".example/"
    return Slip(
        language=language,
        shop_name=_odd(pick, pick.choice((*COMPANIES[:3], "Tea"))),
        order_number=f"{pick.randint(1000, 9_999_999)}",
        external_id=f"WEB-{''.join(pick.choices(SKU_LETTERS, k=pick.randint(3, 30)))}",
        slip_code="40" + samples.digits(pick, 8),
        recipient=to,
        lines=tuple(_line(pick) for _ in range(count)),
        ordered_on=date(2026, 1, 1) + timedelta(days=pick.randrange(700)),
        gift_note=_odd(pick, words * pick.choice((0, 0, 1, 3))),
        thanks=_odd(pick, words * pick.choice((0, 1))),
        message=_odd(pick, words * pick.choice((0, 1, 4))),
        return_url=url + "".join(pick.choices(URL_LETTERS, k=pick.randint(0, 90))),
        return_instructions=pick.choice(("", words)),
        footer=pick.choice(("", "\n".join(COMPANIES[:3]))),
        logo=pick.choice(LOGOS),
        accent=pick.choice(COLOURS),
        is_lot_shown=pick.random() < 0.3,
        is_sku_shown=pick.random() < 0.8,
        is_shop_order_shown=pick.random() < 0.8,
        **choices,
    )


def _line(pick: random.Random) -> SlipLine:
    lots = [
        SlipLot(f"L{samples.digits(pick, pick.randint(1, 18))}", date(2027, 3, pick.randint(1, 31)))
        for _ in range(pick.randrange(3))
    ]
    sku = "".join(pick.choices(SKU_LETTERS, k=SKU_CHARS)).strip()
    return SlipLine(
        sku, _odd(pick, pick.choice(GOODS)), pick.choice((1, 2, 1_000_000)), tuple(lots)
    )


def _label(pick: random.Random, language: str, to: Address) -> ParcelLabel:
    tracking = pick.choice(
        (
            samples.digits(pick, 10),
            samples.digits(pick, pick.choice((14, 24, 28))),
            "UA" + samples.digits(pick, 9) + "PL",
            "".join(pick.choices("ABCDEFGHXYZ0123456789", k=pick.randint(6, 22))),
        )
    )
    return ParcelLabel(
        language=language,
        carrier=pick.choice(CARRIERS),
        service=_odd(pick, pick.choice(GOODS))[:60],
        tracking_number=tracking,
        sender=samples.SENDER,
        recipient=to,
        weight_g=pick.randint(1, 99_999),
        reference="".join(pick.choices(SKU_LETTERS, k=SKU_CHARS)),
        routing_zone=pick.choice(("", "WAW-2", "ЛЬВІВ 14")),
        parcel_index=pick.randint(1, 99),
        parcel_count=99,
        cod=pick.choice((None, CashOnDelivery(pick.randint(1, 10**9), "PLN"))),
        pickup_point=pick.choice(("", "KRA01BAPP", "Відділення №1234")),
    )
