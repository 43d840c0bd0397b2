"""What a shop's own people decide and say at the desk."""

from __future__ import annotations

import csv
import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
from sqlalchemy import text

from tests import cast
from tests.api.conftest import NewClient
from tests.api.people import PASSWORD
from tests.office.scene import Scene, log_in
from wms.access.desks import hire_office_user
from wms.contact.reading import Heads
from wms.contact.say import say
from wms.db import HALL, Database
from wms.returns.queries import return_by_number
from wms.returns.unidentified.ask import ask_shop
from wms.returns.unidentified.take_in import arrive_unidentified


async def _asked_about(scene: Scene) -> int:
    """A parcel without a name, of which the desk thinks that it is the shipped order's."""
    async with scene.db.begin(HALL) as tx:
        office = await tx.scalar(text("SELECT id FROM office_users WHERE role = 'shop'"))
        lost = await arrive_unidentified(tx, scene.bench.shop.id, code="NO-NAME-1")
        return await ask_shop(tx, lost.number, scene.shipped.number, by=office)


async def test_the_first_page_of_a_shop_says_what_waits_for_its_decision(
    scene: Scene, shops_own: httpx.AsyncClient
) -> None:
    await _asked_about(scene)
    page = (await shops_own.get("/office/today")).text
    yours = page.partition('id="yours"')[2].partition("</section>")[0]
    tiles = dict(re.findall(r'class="tile[^"]*" href="([^"?]+)[^>]*>.*?<b>([\d,]+)</b>', yours))
    assert tiles["/office/returns/asked"] == "1"
    assert tiles["/office/discrepancies"] != "0"
    todays = page.partition('id="todays"')[2].partition("</section>")[0]
    assert "1 parcel left" in todays, "the one of manifest 1"
    assert "How to begin" not in page, "it began long ago"


async def test_a_new_shop_is_told_how_to_begin(db: Database, new_client: NewClient) -> None:
    email = "kasia@example.com"
    async with db.begin(HALL) as tx:
        await cast.open_hall(tx)
        shop = await cast.open_shop(tx, "NEWSHOP")
        await hire_office_user(
            tx, email=email, name="Kasia", password=PASSWORD, role="shop", shop_id=shop.id
        )
    kasia = await new_client()
    await kasia.post("/office/login", data={"email": email, "password": PASSWORD})
    page = (await kasia.get("/office/today")).text
    assert "Tell us your products" in page and "Nothing waits for you" in page


async def test_a_shop_says_at_the_desk_whose_a_parcel_is(
    scene: Scene, shops_own: httpx.AsyncClient
) -> None:
    number = await _asked_about(scene)
    page = (await shops_own.get("/office/returns/asked")).text
    assert scene.shipped.external_id in page and f"R-{number}" in page
    facts = dict(re.findall(r'name="(return|order)" value="([^"]+)"', page))
    about_another = await shops_own.post(
        "/office/returns/asked", data={"return": facts["return"], "order": "x", "answer": "yes"}
    )
    assert "asked_no_more" in about_another.headers["location"], "the desk asked about another one"
    yes = await shops_own.post("/office/returns/asked", data=facts | {"answer": "yes"})
    assert yes.status_code == 303
    async with scene.db.read(HALL) as read:
        one = await return_by_number(read, number)
    assert (one.order_number, one.status) == (scene.shipped.number, "arrived")
    assert "You are asked about no parcel" in (await shops_own.get("/office/returns/asked")).text


async def test_a_shop_says_at_the_desk_that_it_paid_back(
    scene: Scene, shops_own: httpx.AsyncClient
) -> None:
    address = f"/office/returns/{scene.return_number}"
    assert "We paid back" in (await shops_own.get(address)).text
    done = await shops_own.post(f"{address}/told/refunded", follow_redirects=True)
    assert "We paid back" not in done.text
    assert await scene.value("SELECT refunded_at IS NOT NULL FROM returns LIMIT 1")


async def test_a_shop_reads_its_buyers_answers_them_and_writes_to_the_warehouse(
    scene: Scene, shops_own: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    note = {"channel": "note", "words": "Zadzwonić jutro", "do": "send"}
    assert (await manager.post("/office/messages/1/answer", data=note)).status_code == 303
    listed = (await shops_own.get("/office/talks")).text
    assert "Gdzie jest moja paczka?" in listed
    page = (await shops_own.get("/office/talks/1")).text
    assert "Gdzie jest moja paczka?" in page and "Zadzwonić" not in page, "notes are the house's"
    nothing = await shops_own.post("/office/talks/1/say", data={"to": "consumer", "words": " "})
    assert nothing.status_code == 409
    said = {"to": "consumer", "words": "Jedzie do Pani od rana."}
    assert (await shops_own.post("/office/talks/1/say", data=said)).status_code == 303
    page = (await shops_own.get("/office/talks/1")).text
    assert "Jedzie do Pani od rana." in page
    assert await scene.value(
        "SELECT waiting_since IS NULL FROM contact_threads WHERE number = 1"
    ), "nobody of the house has to answer any more"

    wrong = {"order": "NOT-OURS", "words": "Prosimy o zdjęcie"}
    no = await shops_own.post("/office/talks", data=wrong)
    assert no.status_code == 409 and "Prosimy o zdjęcie" in no.text, "nothing is typed twice"
    right = wrong | {"order": scene.shipped.external_id}
    assert (await shops_own.post("/office/talks", data=right)).status_code == 303
    assert "Prosimy o zdjęcie" in (await manager.get("/office/messages/1")).text


async def test_a_shop_is_warned_of_a_stranger_before_it_answers(
    scene: Scene, shops_own: httpx.AsyncClient
) -> None:
    warning = "Tell nothing personal before you know who it is."
    assert warning not in (await shops_own.get("/office/talks/1")).text
    heads = Heads(address="evil@example.com", subject="My address?", is_other_address=True)
    async with scene.db.begin(HALL) as tx:
        thread = await tx.scalar(text("SELECT id FROM contact_threads WHERE number = 1"))
        await say(
            tx, scene.bench.shop.id, thread, channel="email", from_="consumer",
            words="Where do I live?", heads=msgspec.json.encode(heads),
        )  # fmt: skip
    assert warning in (await shops_own.get("/office/talks/1")).text


async def test_a_shop_keeps_the_addresses_of_its_programs_at_the_desk(
    scene: Scene, shops_own: httpx.AsyncClient, new_client: NewClient
) -> None:
    page, wrong = "/office/webhooks/addresses", {"url": "ftp://nowhere", "description": "ERP"}
    no = await shops_own.post(page, data=wrong)
    assert no.status_code == 422 and 'value="ERP"' in no.text
    new = {"url": "https://erp.example.com/hooks", "description": "ERP", "types": "order.shipped"}
    added = await shops_own.post(page, data=new)
    [secret] = re.findall(r'id="once-secret">(whsec_[^<]+)<', added.text)
    listed = (await shops_own.get(page)).text
    assert "erp.example.com/hooks" in listed and secret not in listed
    made = await scene.value("SELECT id FROM webhook_endpoints WHERE description = 'ERP'")

    test = await shops_own.post(f"{page}/{made}/test")
    assert re.match(r"/office/webhooks/[\w-]{36}\?said=tested", test.headers["location"])
    rotated = await shops_own.post(f"{page}/{made}/rotate")
    assert secret not in rotated.text and "whsec_" in rotated.text
    too_soon = await shops_own.post(f"{page}/{made}/rotate")
    assert too_soon.status_code == 422 and "whsec_" not in too_soon.text

    await shops_own.post(f"{page}/{made}/disable")
    assert "by you" in (await shops_own.get(page)).text
    office = await log_in(scene, new_client, "office")
    for verb in ("rotate", "remove"):
        assert (await office.post(f"{page}/{made}/{verb}")).status_code == 403, verb
    assert (await shops_own.post(f"{page}/{made}/remove")).status_code == 303
    assert "erp.example.com/hooks" not in (await shops_own.get(page)).text


async def test_a_shop_sees_how_many_events_it_sends_again_before_it_does(
    scene: Scene, shops_own: httpx.AsyncClient
) -> None:
    new = {"url": "https://again.example.com/hooks", "description": "Again"}
    await shops_own.post("/office/webhooks/addresses", data=new)
    made = await scene.value("SELECT id FROM webhook_endpoints WHERE description = 'Again'")
    kinds: Any = await scene.row(
        "SELECT count(*), count(*) FILTER (WHERE type = 'order.received'), min(sequence), "
        "max(sequence) FROM events WHERE sequence IS NOT NULL AND shop_id = :shop",
        shop=scene.bench.shop.id,
    )
    every, received, first, last = kinds
    assert every > received > 0
    again = f"/office/webhooks/replay?endpoint={made}"
    assert f"{every} events are sent again" in (await shops_own.get(again)).text
    some = await shops_own.get(f"{again}&type=order.received")
    assert re.search(rf"\b{received} events? (is|are) sent again", some.text)
    tomorrow = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"
    assert "No event is like that" in (await shops_own.get(f"{again}&from={tomorrow}")).text

    turned = await shops_own.post(f"{again}&first={last}&last={first - 1}")
    assert turned.status_code == 422
    sent = "SELECT count(*) FROM webhook_deliveries WHERE endpoint_id = :id"
    assert await scene.value(sent, id=made) == 0, "to look sends nothing"
    [action] = re.findall(r'action="(/office/webhooks/replay\?[^"]+)"', some.text)
    done = await shops_own.post(html.unescape(action))
    assert done.headers["location"] == f"/office/webhooks?endpoint={made}&said=replayed"
    assert await scene.value(sent, id=made) == received

    # what the list is narrowed to stands in its address
    narrow = f"/office/webhooks?endpoint={made}&type=order.received&state=pending"
    page = (await shops_own.get(narrow)).text
    assert page.count(">order.received</a>") == received
    assert "<option selected>order.received</option>" in page
    assert "No delivery is like that" in (await shops_own.get(f"{narrow}&from={tomorrow}")).text


async def test_the_month_of_a_shop_is_a_page_and_a_file(
    scene: Scene, shops_own: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    page = (await shops_own.get("/office/report")).text
    assert "Shipped by courier" in page and 'name="shop"' not in page
    file = await shops_own.get("/office/report/export?as=csv")
    rows = list(csv.reader(file.text.lstrip("\ufeff").splitlines()))
    told = {(group, what): number for group, what, number in rows[1:]}
    assert told["Parcels", "House courier · Standard"] == "1"
    shipped = await scene.value(
        "SELECT sum(m.quantity) FROM movements m JOIN places t ON t.id = m.to_place_id "
        "WHERE t.kind = 'customer' AND m.shop_id = :shop", shop=scene.bench.shop.id,
    )  # fmt: skip
    assert told["Pieces", "Shipped"] == f"-{shipped}"
    theirs = await shops_own.get(f"/office/report?shop={scene.other.code}")
    assert scene.other.name not in theirs.text and scene.bench.shop.name in theirs.text
    other = await manager.get(f"/office/report?shop={scene.other.code}&month=2020-02")
    assert scene.other.name in other.text and "February 2020" in other.text
