"""How a return comes back, on its consumer's page and at the desk, through the real doors."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import httpx
import msgspec
import zxingcpp
from PIL import Image
from sqlalchemy import text

from api.app import Doors
from api.consumer.words import WAY_WORDS
from tests.api.conftest import NewClient
from tests.couriers.conftest import RECIPIENT, couriers
from tests.returns.coming import Coming, announced
from wms.access.desks import hire_office_user
from wms.consumer.rules import WayBack, all_ways_back
from wms.db import HALL, Database
from wms.demo.couriers import Couriers as Simulated
from wms.events.feed import number_events
from wms.mail.letter import Letter
from wms.notices.settings import Told, save_told
from wms.notices.tell import tell
from wms.returns.labels.ask import void_label
from wms.seals.seals import opened
from wms.settings import Settings
from wms.shops.consumer_links import order_link

__all__ = ["couriers"]

#: what no page may show of Małgorzata without a proof
SECRETS = ("Małgorzata", "Żółkiewska", "Świętojańska", "81-368", "501234567", "malgorzata@")


def _link(app: Doors, one: Coming) -> str:
    secret = app.house.settings.secret_key
    order_id = one.back.order_id
    assert order_id is not None
    return f"{order_link(secret, one.back.shop_id, order_id)}/returns/{one.back.number}/way"


async def _prove(client: httpx.AsyncClient, link: str) -> None:
    order = link.rpartition("/returns/")[0]
    proof = {"said": RECIPIENT["postcode"], "then": link.removeprefix(order + "/")}
    answer = await client.post(f"{order}/prove", data=proof)
    assert answer.headers["location"] == link


def test_every_way_back_is_said_to_consumers() -> None:
    assert set(WAY_WORDS) == {f"{carrier}/{one.code}" for carrier, one in all_ways_back()}


async def test_a_consumer_chooses_a_way_and_has_its_code_or_label(
    client: httpx.AsyncClient, app: Doors, db: Database, couriers: Simulated
) -> None:
    ways = [
        WayBack(carrier="inpost", service="locker", consumer_pays_minor=1_299),
        WayBack(carrier="dpd", service="drop_off"),
    ]
    one = await announced(db, couriers, ways=ways)
    link = _link(app, one)
    page = await client.get(link)
    assert page.status_code == 200, page.text
    assert "12.99" in page.text and "Costs you nothing." in page.text, "the sum is told before"
    for secret in SECRETS:
        assert secret not in page.text, secret
    to_prove = await client.post(link, data={"way": "inpost/locker"})
    assert "/prove?then=returns/" in to_prove.headers["location"]
    await _prove(client, link)
    assert (await client.post(link, data={"way": "house/drop_off"})).status_code == 422
    for _ in range(2):
        assert (await client.post(link, data={"way": "inpost/locker"})).status_code == 303
    page = await client.get(link)
    assert "We are asking the courier" in page.text
    [(label_id,)] = await _rows(db, "SELECT id FROM return_labels")
    label = await one.buy(label_id)
    page = await client.get(link)
    assert label.code is not None and label.code in page.text
    assert "code.png" not in page.text, "a code of InPost is typed"
    assert (await client.post(link, data={"way": "dpd/drop_off"})).status_code == 303
    second = await one.buy((await _rows(db, _NEWEST))[0][0])
    page = await client.get(link)
    at = f"{link.rpartition('/way')[0]}/labels/{second.id}/label.pdf"
    assert at in page.text and label.code not in page.text
    pdf = await client.get(at)
    assert pdf.content.startswith(b"%PDF") and pdf.headers["cache-control"] == "no-store"
    client.cookies.clear()
    assert "/prove?then=" in (await client.get(at)).headers["location"]
    order = link.rpartition("/returns/")[0]
    assert (await client.get(at.replace(str(second.id), str(label.id)))).status_code == 404
    assert "Nobody has handed it in yet." in (await client.get(order)).text


_NEWEST = "SELECT id FROM return_labels ORDER BY id DESC LIMIT 1"


async def _rows(db: Database, sql: str) -> list[Any]:
    async with db.read(HALL) as read:
        return list((await read.execute(text(sql))).all())


async def test_the_house_shows_a_code_that_a_scanner_reads_off_the_telephone(
    client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    one = await announced(db)
    label = await one.buy(await one.ask())
    link = _link(app, one)
    page = await client.get(link)
    at = f"{link.rpartition('/way')[0]}/labels/{label.id}/code.png"
    assert at in page.text
    picture = await client.get(at)
    assert picture.content.startswith(b"\x89PNG")
    [read] = zxingcpp.read_barcodes(Image.open(BytesIO(picture.content)).convert("L"))
    assert read.text == label.tracking_number


async def test_the_desk_asks_for_a_label_sends_it_and_calls_it_off(
    db: Database, new_client: NewClient
) -> None:
    one = await announced(db)
    desk = await _desk(db, new_client)
    at = f"/office/returns/{one.back.number}"
    assert "Ask for a label or code" in (await desk.get(at)).text
    answer = await desk.post(f"{at}/labels", data={"way": "house/fetched", "parcel": "1"})
    assert answer.status_code == 303, answer.text
    label = await one.buy((await _rows(db, _NEWEST))[0][0])
    page = await desk.get(at)
    assert label.tracking_number and label.tracking_number in page.text
    pdf = await desk.get(f"{at}/labels/{label.id}/label.pdf")
    assert pdf.content.startswith(b"%PDF")
    sent = await desk.post(f"{at}/labels/{label.id}/send")
    assert sent.headers["location"].endswith("label_sent")
    [letter] = await _letters(db)
    assert f"R-{one.back.number}" in letter.title
    assert label.code is not None and label.code in letter.plain
    assert [each.media_type for each in letter.attachments] == ["application/pdf"]
    await desk.post(f"{at}/labels/{label.id}/void")
    assert (await one.seen(label.id)).status == "voided"


async def _desk(db: Database, new_client: NewClient) -> httpx.AsyncClient:
    """A manager who is logged in."""
    async with db.begin(HALL) as tx:
        await hire_office_user(
            tx, email="ewa@example.com", name="Ewa", role="manager", password="x" * 16
        )
    desk = await new_client()
    word = {"email": "ewa@example.com", "password": "x" * 16}
    assert (await desk.post("/office/login", data=word)).status_code == 303
    return desk


async def _letters(db: Database) -> list[Letter]:
    sealed = await _rows(db, "SELECT shop_id, subject_id, letter_sealed FROM mails")
    async with db.read(HALL) as read:
        return [
            msgspec.json.decode(
                await opened(read, row.shop_id, row.subject_id, row.letter_sealed) or b"",
                type=Letter,
            )
            for row in sealed
        ]


async def test_a_shop_that_wants_it_has_its_consumers_told_of_the_label_by_e_mail(
    db: Database,
) -> None:
    one = await announced(db)
    async with db.begin(HALL) as tx:
        await save_told(tx, one.back.shop_id, Told(kinds=["return_label"]))
    called_off = await one.buy(await one.ask(parcel=2))
    label = await one.buy(await one.ask())
    async with db.begin(HALL) as tx:
        await void_label(tx, one.back.shop_id, called_off.id)
    async with db.begin(HALL) as tx:
        await number_events(tx)
    for _ in range(3):
        async with db.begin(HALL) as tx:
            await tell(tx, Settings(secret_key="x" * 40), one.back.shop_id)
    [letter] = await _letters(db)
    assert label.code is not None and label.code in letter.plain
    assert "/o/" in letter.plain and len(letter.attachments) == 1


async def test_a_shop_sets_how_its_returns_come(db: Database, new_client: NewClient) -> None:
    one = await announced(db)
    desk = await _desk(db, new_client)
    at = f"/office/shops/{one.world.shop.code}/consumers"
    form = {
        "offer-inpost/locker": "yes", "price-inpost/locker": "12,99",
        "offer-house/drop_off": "yes", "first": "inpost/locker", "return_currency": "PLN",
        "to_name": "Zwroty", "to_street": "Polna 1", "to_postcode": "00-001",
        "to_city": "Warszawa", "to_country": "PL",
    }  # fmt: skip
    assert (await desk.post(f"{at}/returns", data=form)).status_code == 303
    [rules] = await _rows(db, "SELECT * FROM consumer_rules")
    assert [one["service"] for one in rules.ways_back] == ["locker", "drop_off"]
    assert rules.ways_back[0]["consumer_pays_minor"] == 1_299
    assert (rules.is_own_way_offered, rules.return_address["city"]) == (False, "Warszawa")
    page = await desk.get(at)
    assert 'value="12.99"' in page.text
    wrong = await desk.post(f"{at}/returns", data=form | {"price-inpost/locker": "much"})
    assert wrong.status_code == 422
    half = await desk.post(f"{at}/returns", data=form | {"to_country": "Polska"})
    assert half.status_code == 422
