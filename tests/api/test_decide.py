"""A shop without a program decides by a link: signed, for one thing, in time, and only once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import httpx
import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.inbound.scene import Scene, at_the_dock, on_hand
from tests.photos.pictures import picture
from wms.catalog.lots import Batch
from wms.db import HALL, Database, new_id
from wms.inbound.decision_links import About, DecisionLink, issue, read, url_of
from wms.inbound.discrepancies import DiscrepancyCard
from wms.inbound.discrepancy_errors import DecisionLinkBroken
from wms.inbound.finish import finish
from wms.inbound.mark import mark
from wms.inbound.photos import add_photo
from wms.inbound.queries import asn_card
from wms.photos.develop import develop
from wms.settings import Settings


async def open_case(db: Database) -> tuple[Scene, UUID, UUID]:
    """Tea of which two came, one of them damaged and photographed; its ids: damage, picture."""
    async with db.begin(HALL) as tx:
        s = await at_the_dock(tx, tea=3)
        s.shop.language = "pl"
        await s.scan(tx, s.tea_code, times=2)
        damaged = await mark(tx, s.asn.id, "damaged", why=None, by=s.ola, scan_id=new_id())
        shot = await add_photo(tx, s.asn.id, damaged.discrepancy_id, develop(picture(64, 48)))
        await finish(tx, s.asn.id)
    return s, damaged.discrepancy_id, shot


def link(
    settings: Settings, s: Scene, subject: UUID, about: About, hours: float = 1, **other: UUID
) -> str:
    ends = datetime.now(UTC) + timedelta(hours=hours)
    facts = {"shop_id": s.shop.id, "subject_id": subject} | other
    url = url_of(settings, DecisionLink(about=about, ends_at=ends, **facts))
    assert url is not None
    return url.removeprefix(settings.url)


async def test_one_difference_is_decided_by_its_link(
    db: Database, client: httpx.AsyncClient, settings: Settings
) -> None:
    s, damage, shot = await open_case(db)
    address = link(settings, s, damage, About.DIFFERENCE)
    page = await client.get(address)
    assert page.status_code == 200 and 'lang="pl"' in page.text
    assert "Uszkodzone" in page.text and "Brak:" not in page.text, "one thing only"
    assert (await client.get(f"{address}/photos/{shot}")).headers["content-type"] == "image/jpeg"
    assert (await client.get(f"{address}/photos/{new_id()}")).status_code == 404
    cards = await discrepancies(db, s)
    assert [one.status for one in cards] == ["open", "open"], "looking decides nothing"
    told = {f"decision-{damage}": "return_to_supplier", "note": "Reklamujemy"}
    crossed = await client.post(address, data=told, headers={"Sec-Fetch-Site": "cross-site"})
    assert crossed.status_code == 403
    done = await client.post(address, data=told)
    assert done.status_code == 200 and "Magazyn już wie" in done.text
    assert 'type="radio"' not in done.text, "a used link asks nothing any more"
    [one] = [card for card in await discrepancies(db, s) if card.id == damage]
    assert (one.decision, one.decided_by, one.decided_note) == (
        "return_to_supplier", "shop", "Reklamujemy",
    )  # fmt: skip
    other = await client.post(address, data={f"decision-{damage}": "accept"})
    assert other.status_code == 409
    assert one.decision == "return_to_supplier"


async def discrepancies(db: Database, s: Scene) -> tuple[DiscrepancyCard, ...]:
    async with db.read(HALL) as tx:
        return (await asn_card(tx, s.shop.id, s.asn.id)).discrepancies


async def test_a_link_of_a_delivery_shows_all_of_it_and_decides_what_was_answered(
    db: Database, client: httpx.AsyncClient, settings: Settings
) -> None:
    s, damage, _ = await open_case(db)
    address = link(settings, s, s.asn.id, About.DELIVERY)
    page = (await client.get(address)).text
    assert "Uszkodzone" in page and "Brak:" in page
    [short] = [one.id for one in await discrepancies(db, s) if one.kind == "short"]
    half = await client.post(address, data={f"decision-{short}": "accept"})
    assert half.status_code == 200 and 'type="radio"' in half.text
    states = {one.id: one.status for one in await discrepancies(db, s)}
    assert states == {damage: "open", short: "done"}


async def test_what_a_shop_accepts_can_be_sold_from_then_on(
    db: Database, client: httpx.AsyncClient, settings: Settings
) -> None:
    async with db.begin(HALL) as tx:
        s = await at_the_dock(tx, is_expiry_tracked=True)
        await s.scan(tx, s.tea_code, times=3, batch=Batch(expires_on=date(2020, 1, 1)))
        assert await on_hand(tx, s.tea) == {("DOCK", "quarantine"): 3}
    [stale] = await discrepancies(db, s)
    address = link(settings, s, stale.id, About.DIFFERENCE)
    assert (await client.post(address, data={f"decision-{stale.id}": "accept"})).status_code == 200
    async with db.begin(HALL) as tx:
        held = {where: n for where, n in (await on_hand(tx, s.tea)).items() if n}
        assert held == {("DOCK", "good"): 3}, "the shop's own transaction moved them"


async def test_a_link_that_we_did_not_make_opens_nothing(
    db: Database, client: httpx.AsyncClient, settings: Settings
) -> None:
    s, damage, _ = await open_case(db)
    good = link(settings, s, damage, About.DIFFERENCE)
    for broken in (good[:-1] + ("A" if good[-1] != "A" else "B"), good[:-9], good + "A",
                   "/decide/x", "/decide/" + "A" * 400, "/decide/%F0%9F%90%A2"):  # fmt: skip
        page = await client.get(broken)
        assert page.status_code == 404, broken
        assert (await client.post(broken, data={})).status_code == 404, broken
    stranger = link(Settings(secret_key="x" * 40), s, damage, About.DIFFERENCE)
    assert (await client.get(stranger)).status_code == 404
    async with db.begin(HALL) as tx:
        other = await cast.open_shop(tx, "OTHER")
    theirs = link(settings, s, damage, About.DIFFERENCE, shop_id=other.id)
    assert "Uszkodzone" not in (await client.get(theirs)).text
    await client.post(theirs, data={f"decision-{damage}": "accept"})
    assert {one.status for one in await discrepancies(db, s)} == {"open"}


async def test_after_the_deadline_a_link_decides_nothing(
    db: Database, client: httpx.AsyncClient, settings: Settings
) -> None:
    s, damage, _ = await open_case(db)
    late = link(settings, s, damage, About.DIFFERENCE, hours=-1)
    page = await client.get(late)
    assert page.status_code == 200 and 'type="radio"' not in page.text and "minął" in page.text
    no = await client.post(late, data={f"decision-{damage}": "accept"})
    assert no.status_code == 409
    assert {one.status for one in await discrepancies(db, s)} == {"open"}


async def test_the_links_stand_in_rest_and_in_the_feed(db: Database, settings: Settings) -> None:
    from wms.inbound.decision_links import completed, with_links

    s, damage, _ = await open_case(db)
    async with db.read(HALL) as tx:
        card = with_links(settings, s.shop.id, await asn_card(tx, s.shop.id, s.asn.id))
        rows = await tx.execute(
            text("SELECT type, data FROM events WHERE type LIKE 'inbound.%' ORDER BY id")
        )
        told = [(row.type, completed(settings, s.shop.id, row.type, row.data)) for row in rows]
    urls = {one.id: one.decide_url for one in card.discrepancies}
    assert card.decide_url is not None and urls[damage] is not None
    events = [data for kind, data in told if kind == "inbound.discrepancy"]
    assert {data["decide_url"] for data in events} == set(urls.values())
    received = next(data for kind, data in told if kind == "inbound.received")
    assert {one["decide_url"] for one in received["discrepancies"]} == set(urls.values())
    assert with_links(Settings(), s.shop.id, card).decide_url is None, "nothing to sign with"


def test_a_token_says_what_it_was_made_of() -> None:
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    made = DecisionLink(about=About.DELIVERY, shop_id=new_id(), subject_id=new_id(), ends_at=now)
    token = issue("s" * 40, made)
    assert read("s" * 40, token, now=now) == made
    with pytest.raises(DecisionLinkBroken):
        read("t" * 40, token, now=now)
    with pytest.raises(DecisionLinkBroken):
        read("s" * 40, token, now=now + timedelta(days=31))
    other = msgspec.structs.replace(made, about=About.DIFFERENCE)
    assert issue("s" * 40, other) != token
