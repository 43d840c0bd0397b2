"""Every screen of the returns bench, with long names and long words: seen whole on a handheld.

The screens are functions of rows and of what stands in the address, so each is opened at its own.
``LOOK_DIR=folder`` keeps a picture of each.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import text

from tests import cast
from tests.browser.conftest import Pages
from tests.browser.handheld import Handheld, hire, in_languages, words
from tests.browser.test_looks import CONTRAST, FLOOR_CONTRAST, MEASURE, misfits
from tests.browser.warehouse import Running
from tests.photos.pictures import picture
from tests.returns.shipped import Gone, ship
from wms.access.people import AtWork
from wms.catalog.models import Product
from wms.db import Tx
from wms.photos.develop import develop
from wms.returns.announce import NewReturn, NewReturnLine, announce
from wms.returns.arrive import arrive
from wms.returns.inspection.finish import finish
from wms.returns.inspection.follow_ups import open_work
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.photos import keep_photo
from wms.returns.inspection.receive import Told, receive_item
from wms.returns.inspection.rubric import GradeRule, ProductRule, Rubric, Words
from wms.returns.inspection.rubric_versions import add_rubric_picture, save_rubric
from wms.returns.parcels import NewReturnParcel
from wms.returns.reject import reject
from wms.returns.unidentified.take_in import arrive_unidentified

SHOP: Final = "Herbaciarnia i Porcelana „Pod Lipowym Dzwonkiem” sp. z o.o."
TEA: Final = "Herbata czarna liściasta Ceylon Orange Pekoe z dzikiej plantacji, 100 g"
CUP: Final = "Kubek porcelanowy „Łąka o świcie” z zaparzaczem i pokrywką, 300 ml"
BRUSH: Final = "Акумуляторна звукова зубна щітка «Свіжість» із підставкою, м’ятна"
MILK: Final = "Mleko owsiane barista bez cukru z wapniem i witaminą D, karton 1000 ml"
SAID: Final[Words] = {
    "en": "Box dented or seal broken, but all is there, clean, and works as on the first day",
    "pl": "Pudełko wgniecione lub plomba zerwana, ale wszystko jest, czyste i działa jak nowe",
    "uk": "Коробку пом’ято або пломбу зірвано, але все на місці, чисте і працює як нове",
}
PARTS: Final[tuple[Words, ...]] = (
    {"en": "Charging stand with cable", "pl": "Podstawka ładująca z kablem",
     "uk": "Зарядна підставка з кабелем"},
    {"en": "Two spare heads", "pl": "Dwie zapasowe końcówki", "uk": "Дві запасні насадки"},
    {"en": "Instructions in Polish", "pl": "Instrukcja obsługi", "uk": "Інструкція з експлуатації"},
    {"en": "Warranty card, stamped", "pl": "Karta gwarancyjna z pieczątką",
     "uk": "Гарантійний талон із печаткою"},
    {"en": "Travel case", "pl": "Etui podróżne", "uk": "Дорожній футляр"},
    {"en": "Carton of the maker", "pl": "Karton producenta", "uk": "Коробка виробника"},
)  # fmt: skip
SERIALS: Final = ("SN-2026-0004-7110-0317", "SN-2026-0004-7110-0318")
LOTS: Final = ("LOT-2026-11-CEYLON-A", "LOT-2026-11-CEYLON-B")


async def _packed_with(tx: Tx, product: Product, **facts: Any) -> None:
    for name, value in facts.items():
        sql = f"UPDATE parcel_lines SET {name} = :v WHERE product_id = :p"
        await tx.execute(text(sql), {"v": value, "p": product.id})


async def _rubric(tx: Tx, shop_id: UUID) -> None:
    pictures = [
        (await add_rubric_picture(tx, shop_id, develop(picture(640, 480 + n)))).id for n in range(4)
    ]
    grades = {
        one: GradeRule(words=SAID, examples=tuple(pictures), is_photo_wanted=one == "C")
        for one in ("A", "B", "C", "D", "wrong_item", "empty")
    }
    await save_rubric(
        tx, shop_id,
        Rubric(
            grades=grades,  # type: ignore[arg-type]  # all of them
            piece_value_minor=4900, scrap_alone_max_minor=0,
            products=(ProductRule(skus=("CUP-PORCELAIN-300ML-MEADOW",), checklist=PARTS),),
        ),
        by=None,
    )  # fmt: skip


class Bench:
    """Returns of long names in every state."""

    def __init__(self, tx: Tx, by: AtWork, gone: list[Gone], codes: dict[str, str]) -> None:
        self.tx, self.by, self.gone, self.codes = tx, by, gone, codes

    async def arrived(self, *pieces: str) -> tuple[int, UUID | None]:
        """A return that is here, with pieces out of it; its number and the last piece's line."""
        here = await arrive(self.tx, self.gone.pop().tracking_number, by=self.by)
        line = None
        for sku in pieces:
            got = await receive_item(self.tx, here.number, self.codes[sku], by=self.by)
            line = got.line_id
        return here.number, line


async def _open(tx: Tx, language: str) -> SimpleNamespace:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    shop.name = SHOP
    tea = await cast.add_product(tx, shop, "TEA-CEYLON-100G-TIN", name=TEA)
    cup = await cast.add_product(tx, shop, "CUP-PORCELAIN-300ML-MEADOW", name=CUP)
    brush = await cast.add_product(tx, shop, "BRUSH-SONIC-MINT", name=BRUSH)
    milk = await cast.add_product(
        tx, shop, "MILK-OAT-BARISTA-1000", name=MILK, is_lot_tracked=True, is_expiry_tracked=True
    )
    made = await hire(tx, language)
    by = await cast.hire(tx)
    goods = [(tea, 3), (cup, 2), (brush, 2)]
    gone = [await ship(tx, hall, shop, goods) for _ in range(9)]
    await cast.stock(tx, hall, cup, "A-03-1", 4)
    brush.is_serial_tracked = tea.is_lot_tracked = True
    await tx.flush()
    await _packed_with(tx, brush, serials=list(SERIALS))
    lots = [
        await tx.scalar(
            text("INSERT INTO lots (shop_id, product_id, id, code) VALUES (:s, :p, uuidv7(), :c) "
                 "RETURNING id"),
            {"s": shop.id, "p": tea.id, "c": code},
        )
        for code in LOTS
    ]  # fmt: skip
    await _packed_with(tx, tea, lot_id=lots[0])
    await _rubric(tx, shop.id)
    codes = {p.sku: await cast.barcode_of(tx, p) for p in (tea, cup, brush, milk)}
    bench = Bench(tx, by, gone, codes)
    screens = await _screens(tx, bench, shop.id, hall)
    return SimpleNamespace(screens=screens, **made)


async def _screens(tx: Tx, bench: Bench, shop_id: UUID, hall: cast.Hall) -> dict[str, str]:
    """Name → address of each screen."""
    home, cup, brush = "/scanner/return", "CUP-PORCELAIN-300ML-MEADOW", "BRUSH-SONIC-MINT"
    shown = {"home": home, "unknown": f"{home}/unknown"}
    shown["unknown-read"] = f"{home}/unknown?code=JJD000390007882233441299"
    # announced with several parcels
    sent = bench.gone.pop()
    back = NewReturn(
        external_id="ZWROT/2026/11/000471-B", order_external_id=sent.external_id,
        lines=tuple(NewReturnLine(sku=sku, quantity=2) for sku in ("TEA-CEYLON-100G-TIN", cup)),
        parcels=tuple(
            NewReturnParcel(tracking_number=f"JJD00039000788223344{n}") for n in (10, 11, 12)
        ),
    )  # fmt: skip
    announced = await announce(tx, shop_id, back)
    number = announced.number
    await arrive(tx, back.parcels[0].tracking_number or "", by=bench.by)
    shown["scan"] = at = f"{home}/{number}"
    shown |= {
        "surplus": f"{at}?surplus=1", "empty": f"{at}?empty=1", "end": f"{at}?end=1",
        "parcels": f"{at}?parcels=1",
    }  # fmt: skip
    view = await tx.scalar(
        text("SELECT id FROM return_parcels WHERE arrived_at IS NOT NULL LIMIT 1")
    )
    shown["parcel"] = f"{at}?parcel={view}"
    item = {"item": bench.codes[brush]}
    shown["which-serial"] = f"{at}?{urlencode({'ask': 'serial', **item})}"
    differs = {"ask": "differs", "serial": "SN-2025-9999-0001-4711", **item}
    shown["which-differs"] = f"{at}?{urlencode(differs)}"
    lot = {"ask": "lot", "item": bench.codes["TEA-CEYLON-100G-TIN"]}
    shown["which-lot"] = f"{at}?{urlencode(lot)}"
    shown["which-lot-typed"] = f"{at}?{urlencode({**lot, 'typed': '1'})}"

    number, line = await bench.arrived(cup, cup)
    shown |= _grading(f"{home}/{number}", line)
    number, line = await bench.arrived()
    got = await receive_item(
        tx, number, bench.codes["MILK-OAT-BARISTA-1000"], by=bench.by, is_surplus=True
    )
    shown["lot"] = f"{home}/{number}?{urlencode({'line': str(got.line_id), 'grade': 'A'})}"
    number, _ = await bench.arrived()
    aside = Told(serial="SN-2025-9999-0001-4711", is_put_aside=True)
    await receive_item(tx, number, bench.codes[brush], by=bench.by, told=aside)
    shown["mismatch"] = f"{home}/{number}"
    number, _ = await bench.arrived()
    await keep_photo(tx, number, develop(picture(64, 48)), line_id=None, by=bench.by)
    shown["empty-shown"] = f"{home}/{number}?empty=1"
    shown |= await _over(tx, bench, shop_id, hall)
    return shown


def _grading(at: str, line: UUID | None) -> dict[str, str]:
    """What is asked of a piece, one thing after the other."""

    def to(**said: str) -> str:
        return f"{at}?{urlencode({'line': str(line), **said})}"

    bad = {"grade": "C", "reason": "not_working", "blame": "warehouse", "missing": "0.2"}
    gone = {**bad, "grade": "D", "nophoto": "1", "disposition": "dispose"}
    return {
        "grade": at,
        "examples": f"{at}?examples=C",
        "fault": to(grade="C"),
        "blame": to(grade="C", reason="not_working"),
        "checks": to(grade="C", reason="not_working", blame="warehouse", away="0.2"),
        "photo": to(**bad),
        "camera": to(**gone, camera="1"),
        "place": to(**bad, nophoto="1"),
        "place-shelf": to(grade="A", missing="-"),
        "place-repair": to(**bad, nophoto="1", disposition="refurbish", all="1"),
        "dispose": to(**gone),
        "other": to(grade="A", missing="-", other="1"),
        "second": to(**gone, second="1"),
    }


async def _over(tx: Tx, bench: Bench, shop_id: UUID, hall: cast.Hall) -> dict[str, str]:
    """Returns that nobody works on, and a repair."""
    home = "/scanner/return"
    kept = await arrive_unidentified(tx, shop_id, code="JJD000390007882233441299")
    shown = {"unidentified": f"{home}/{kept.number}"}
    number, line = await bench.arrived("CUP-PORCELAIN-300ML-MEADOW")
    assert line
    verdict = Verdict(
        line_id=line, grade="C", blame="carrier", reason="broken", missing=(),
        is_without_photo=True, disposition="refurbish",
    )  # fmt: skip
    await grade(tx, number, verdict, str(hall["QUAR"].label_code), by=bench.by)
    await finish(tx, number)
    shown["done"] = f"{home}/{number}"
    number, _ = await bench.arrived()
    await reject(tx, number, reason="Not ours")
    shown["rejected"] = f"{home}/{number}"
    sent = bench.gone.pop()
    waits = NewReturn(
        external_id="R-2", order_external_id=sent.external_id,
        lines=(NewReturnLine(sku="TEA-CEYLON-100G-TIN", quantity=1),),
    )  # fmt: skip
    shown["announced"] = f"{home}/{(await announce(tx, shop_id, waits)).number}"
    [work] = await open_work(tx, limit=1, kind="refurbish")
    repair = f"{home}/repairs/{work.id}"
    shown |= {"repairs": f"{home}/repairs", "repair": repair}
    shown["repair-second"] = f"{repair}?outcome=scrapped&second=1"
    return shown | {
        f"repair-{one}": f"{repair}?outcome={one}" for one in ("restocked", "opened", "scrapped")
    }


@in_languages()
def test_every_screen_of_the_returns_bench_is_seen_whole(
    running: Running, page_at: Pages, wedge: Callable[..., None], language: str
) -> None:
    say = words(language)
    here = running.prepare(lambda tx: _open(tx, language))
    hand = Handheld(running, page_at, wedge, f"bench-{language}")
    hand.log_in(here, shows=say("What to do?"))
    faults = []
    for name, address in here.screens.items():
        hand.at(address)
        hand.picture(name)
        seen = hand.page.evaluate(MEASURE)
        faults += [f"{name}: {fault}" for fault in misfits(seen, name in LISTS)]
        weak = [
            said for contrast, said in hand.page.evaluate(CONTRAST) if contrast < FLOOR_CONTRAST
        ]
        faults += [f"{name}: weak: {said}" for said in weak]
    assert not faults, "\n".join(faults)


#: as long as there is work: what is at the top is scanned or tapped first
LISTS: Final = ("home", "unknown", "unknown-read", "repairs", "parcels")
