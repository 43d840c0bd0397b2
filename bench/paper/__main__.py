"""``python -m bench.paper``: slips and labels a second on one core, and a batch through the door.

The batch is what somebody at the desk does: choose waiting orders, press Print, and wait for one
PDF from the real web process. Rates are per second of processor time, so that what else the machine
does is left out; the batch is told in both, because somebody waits for it.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import httpx
import msgspec
from PIL import Image
from sqlalchemy import text

from bench import hall
from bench.growth import run_sized
from bench.processes import Meter, program
from bench.supply import PLACED_AT_ONCE, Orders
from printing.address import Address
from printing.paper import A4, A6, ROLL_80
from printing.parcel_label import ParcelLabel, parcel_label, parcel_label_zpl
from printing.slip import Logo, Slip, SlipLine, slip
from wms.access.desks import hire_office_user
from wms.commands.installation import environment_of
from wms.db import HALL, Database
from wms.local import Local
from wms.packing.slips.template import SlipTemplate, SlipWords
from wms.packing.slips.versions import develop_logo, keep_logo, save_template
from wms.settings import Settings

#: papers of each kind, drawn one by one as the workers do, and orders in the batch
SIZES: Final = {"full": (1_000, 500), "small": (100, 50)}
SHOPS, PRODUCTS = 4, 100
WARM: Final = 20
LINES: Final = 3
PASSWORD: Final = "a-long-password-for-the-bench"
EMAIL: Final = "bench@example.com"
PAGE: Final = re.compile(rb"/Type /Page ")


def main() -> int:
    """0 when every slip of the batch came out, and is marked so."""

    def work(local: Local, settings: Settings, sizes: tuple[int, int]) -> int:
        one_by_one, many = sizes
        rates = _rates(one_by_one)
        batch = asyncio.run(_batch(local, settings, many))
        print(_table(rates, batch))
        return 0 if batch.is_whole else 1

    return run_sized("paper", __doc__, SIZES, work)


def _logo() -> bytes:
    picture = Image.new("RGB", (900, 260), "white")
    picture.paste((11, 95, 86), (0, 0, 260, 260))
    picture.paste((140, 90, 20), (300, 90, 880, 170))
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def _slip(number: int) -> Slip:
    """With everything on it, and nothing of it the same as on the one before."""
    sign = develop_logo(_logo())
    to = Address(
        name=f"Aleksandra Wiśniewska-Brzęczyszczykiewicz {number}",
        postcode="05-850", city="Ożarów Mazowiecki", country="Polska",
    )  # fmt: skip
    return Slip(
        language=("pl", "uk", "de", "en")[number % 4],
        shop_name="Herbaciarnia Świętokrzyska",
        order_number=f"{10_000 + number}",
        external_id=f"WEB-2026-{number}",
        slip_code=f"40{number:08}",
        recipient=to,
        lines=tuple(
            SlipLine(f"TEA-{number}-{n}", f"Herbata zielona liściasta {number} g", n + 1)
            for n in range(LINES)
        ),
        ordered_on=date(2026, 11, 22),
        gift_note=f"Wszystkiego najlepszego, numer {number}!",
        message=f"Smakuj powoli! Дякуємо за замовлення {number}.",
        return_url=f"https://shop.example/returns?order=WEB-2026-{number}",
        footer="Herbaciarnia Świętokrzyska sp. z o.o. · ul. Składowa 17, 25-001 Kielce",
        logo=Logo(sign.full, sign.width_px, sign.height_px),
        accent="#0b5f56",
    )


def _label(number: int) -> ParcelLabel:
    one = _slip(number)
    return ParcelLabel(
        language="pl",
        carrier="InPost",
        service="Kurier standard",
        tracking_number=f"{620_000_000_000 + number}",
        sender=Address(name="Sklep", company="Magazyn Północ", street="Składowa 17",
                       postcode="05-850", city="Ożarów Mazowiecki", country="PL"),
        recipient=msgspec.structs.replace(one.recipient, street=f"Świętokrzyska {number}/7"),
        weight_g=1_000 + number,
        reference=one.external_id,
        routing_zone="WAW-2",
    )  # fmt: skip


def _rates(count: int) -> dict[str, tuple[float, float]]:
    """Papers a second of one core, and their average size in kB, by what they are."""
    slips = [_slip(n) for n in range(count)]
    labels = [_label(n) for n in range(count)]
    kinds: dict[str, Callable[[int], bytes]] = {
        "slip, A4": lambda n: slip(slips[n], A4),
        "slip, A6": lambda n: slip(slips[n], A6),
        "slip, 80 mm roll": lambda n: slip(slips[n], ROLL_80),
        "parcel label, PDF": lambda n: parcel_label(labels[n]),
        "parcel label, ZPL": lambda n: parcel_label_zpl(labels[n]),
    }
    found = {}
    for name, draw in kinds.items():
        for n in range(min(WARM, count)):
            draw(n)
        began = time.process_time()
        size = sum(len(draw(n)) for n in range(count))
        found[name] = (count / (time.process_time() - began), size / count / 1000)
        print(f"  {name:20} {found[name][0]:7,.0f}/s", flush=True)
    return found


@dataclass(frozen=True)
class Batch:
    """What somebody waited for."""

    slips: int
    first_page_s: float
    whole_s: float
    cpu_s: dict[str, float]
    size_kb: float
    is_whole: bool


async def _batch(local: Local, settings: Settings, count: int) -> Batch:
    database = Database(settings.database_url, settings, name="bench")
    try:
        numbers = await _orders(database, count)
        log = settings.data_dir / "api.log"
        environment = environment_of(settings)
        with program(["api"], log=log, environment=environment, port=settings.bind_port) as api:
            assert local.postgres.pid is not None
            meter = Meter({"web process and its helper": api, "PostgreSQL": local.postgres.pid})
            async with httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{settings.bind_port}", timeout=300
            ) as desk:
                return await _ask(desk, database, meter, numbers)
    finally:
        await database.close()


async def _orders(database: Database, count: int) -> list[int]:
    """Orders of shops whose slips have everything, and somebody at the desk."""
    built = await hall.build(database, shops=SHOPS, skus=PRODUCTS, people=1, totes=1)
    hot, orders = await database.hot(), Orders(built)
    wanted: dict[Any, list[str]] = {}
    for _ in range(count):
        one = orders.make()
        wanted.setdefault(one.shop.id, []).append(one.written)
    place = "SELECT count(place_order($1, NULL, NULL, o))::text FROM unnest($2::jsonb[]) AS o"
    for shop_id, bodies in wanted.items():
        for at in range(0, len(bodies), PLACED_AT_ONCE):
            await hot.call(place, shop_id, bodies[at : at + PLACED_AT_ONCE])
    words = SlipWords(
        thanks="Dziękujemy, {{ recipient.first_name }}!", message="Do zobaczenia!",
        footer="{{ shop.company }} · {{ shop.address }}",
    )  # fmt: skip
    template = SlipTemplate(
        accent="#0b5f56", fallback_language="pl", words={"pl": words},
        return_url="https://shop.example/returns?order={{ order.external_id }}",
    )  # fmt: skip
    async with database.begin(HALL) as tx:
        for shop in built.shops:
            logo_id = await keep_logo(tx, shop.id, develop_logo(_logo()))
            await save_template(tx, shop.id, template, logo_id=logo_id, by=None)
        await hire_office_user(
            tx, email=EMAIL, name="Bench", password=PASSWORD, role="manager", language="pl"
        )
        return list(await tx.scalars(text("SELECT number FROM orders ORDER BY number")))


async def _ask(
    desk: httpx.AsyncClient, database: Database, meter: Meter, numbers: list[int]
) -> Batch:
    await desk.post("/office/login", data={"email": EMAIL, "password": PASSWORD})
    ids = ",".join(map(str, numbers))
    began = time.monotonic()
    asked = await desk.post("/office/slips", data={"ids": ids, "sort": "route", "paper": "A4"})
    pdf, first = bytearray(), 0.0
    async with desk.stream("GET", f"{asked.headers['location']}/slips.pdf") as answer:
        async for piece in answer.aiter_bytes():
            pdf += piece
            if not first and PAGE.search(pdf):
                first = time.monotonic() - began
    whole = time.monotonic() - began
    async with database.read(HALL) as read:
        marked = await read.scalar(
            text("SELECT count(*) FROM slip_prints WHERE printed_at IS NOT NULL")
        )
    pages = len(PAGE.findall(pdf))
    is_whole = pages == marked == len(numbers) and pdf.rstrip().endswith(b"%%EOF")
    print(f"  {pages} pages, {marked} marked as printed")
    return Batch(len(numbers), first, whole, meter.used(), len(pdf) / 1000, is_whole)


def _table(rates: dict[str, tuple[float, float]], batch: Batch) -> str:
    rows = [f"| {name} | {rate:,.0f}/s | {size:.0f} kB |" for name, (rate, size) in rates.items()]
    used = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in batch.cpu_s.items())
    return "\n".join(
        [
            "| One by one | a second of one core | each |",
            "|---|---|---|",
            *rows,
            "",
            f"| {batch.slips} slips in one PDF, from the press | |",
            "|---|---|",
            f"| first page | {batch.first_page_s:.2f} s |",
            f"| all of them, marked as printed | {batch.whole_s:.2f} s |",
            f"| processor time | {used} |",
            f"| the file | {batch.size_kb:,.0f} kB |",
            "",
            f"Load average at the end {os.getloadavg()[0]:.1f}.",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
