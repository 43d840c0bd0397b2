"""A parcel that nobody can place finds its order, and no shop sees another one's."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.orders.asking import goes_to
from tests.returns.shipped import ship
from tests.returns.test_returns import World, build
from wms.access.desks import hire_office_user
from wms.db import Tx
from wms.returns.arrive import arrive
from wms.returns.queries import return_by_number
from wms.returns.return_code import return_code
from wms.returns.unidentified.ask import answer, ask_shop, question
from wms.returns.unidentified.errors import NoSuchMatch, NotUnidentified, WhoseLinkBroken
from wms.returns.unidentified.links import read_link, url_of
from wms.returns.unidentified.parcels import candidates, describe, parcel, unidentified
from wms.returns.unidentified.rank import Clues, Sender, Sent, rank
from wms.returns.unidentified.take_in import arrive_unidentified, identify
from wms.seals.seals import opened
from wms.settings import Settings

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = ("Anna", "Jan", "Maria", "Piotr", "Olena", "Łukasz", "Żaneta", "Ewa", "Marek", "Zofia")
LAST = ("Kowalska", "Nowak", "Wiśniewska", "Wójcik", "Shevchenko", "Mazur", "Krawczyk", "Zając")
#: of parcels of which one word, some goods and a weight are known: found first, among the first 5
FIRST_RATE, FIVE_RATE = 0.9, 0.97


def _shipments(chance: random.Random, count: int) -> list[Sent]:
    return [
        Sent(
            key=f"{n:05}",
            sent_at=NOW - timedelta(days=chance.uniform(1, 80)),
            recipient=Sender(
                name=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
                postcode=f"{chance.randrange(100):02}-{chance.randrange(30):03}",
                phone=f"+48 {chance.randrange(5 * 10**8, 9 * 10**8)}",
            ),
            weight_g=chance.randrange(200, 6000),
            products=frozenset(f"p{chance.randrange(120)}" for _ in range(chance.randrange(1, 5))),
        )
        for n in range(count)
    ]  # fmt: skip


def _clues(chance: random.Random, sent: Sent) -> Clues:
    """What a desk can see: a part of the goods, a name with a slip of the pen, rarely more."""
    first, last = sent.recipient.name.split()
    at = chance.randrange(len(last) - 1)
    misread = last[:at] + last[at + 1] + last[at] + last[at + 2 :]
    back = chance.sample(sorted(sent.products), chance.randrange(1, len(sent.products) + 1))
    is_whole = len(back) == len(sent.products)
    return Clues(
        arrived_at=NOW,
        sender=Sender(
            name=chance.choice((misread, f"{first} {last}", last)),
            postcode=sent.recipient.postcode if chance.random() < 0.5 else "",
            phone=sent.recipient.phone[4:] if chance.random() < 0.2 else "",
        ),
        weight_g=(sent.weight_g or 0) + chance.randrange(-40, 40) if is_whole else None,
        goods=[frozenset({product}) for product in back],
    )


def test_most_parcels_are_found_first_and_nearly_all_among_five() -> None:
    chance = random.Random(7)
    sent = _shipments(chance, 250)
    firsts = fives = 0
    asked = chance.sample(sent, 40)
    for one in asked:
        found = [match.sent.key for match in rank(_clues(chance, one), sent, limit=5)]
        firsts += found[:1] == [one.key]
        fives += one.key in found
    print(f"first: {firsts}/{len(asked)}, among five: {fives}/{len(asked)}")
    assert firsts >= FIRST_RATE * len(asked)
    assert fives >= FIVE_RATE * len(asked)


def test_the_reasons_are_those_that_count() -> None:
    [base] = _shipments(random.Random(1), 1)
    to = Sender(name="Żaneta Zając", phone="+48 600 100 200")
    one = msgspec.structs.replace(base, recipient=to, products=frozenset("ab"))
    clues = Clues(
        arrived_at=NOW, sender=Sender(name="zaneta zajac", phone="600100200"),
        goods=[frozenset("a"), frozenset("x")],
    )  # fmt: skip
    [match] = rank(clues, [one], limit=5)
    assert match.reasons[:2] == ("phone", "name") and match.reasons[-1] == "foreign"
    assert rank(Clues(arrived_at=NOW), [one], limit=5) == [], "nothing speaks for it"


async def _clerk(tx: Tx) -> object:
    made = await hire_office_user(
        tx, email="desk@example.com", name="Ewa", password="a long enough password 7",
        role="office", shop_id=None, language="en",
    )  # fmt: skip
    return getattr(made, "id", made)


async def test_a_parcel_of_another_shop_is_found_asked_about_and_confirmed(tx: Tx) -> None:
    world: World = await build(tx)
    other = await cast.open_shop(tx, "INITECH")
    pen = await cast.add_product(tx, other, "PEN-1")
    gone = await ship(tx, world.hall, other, [(pen, 1)])
    lost = await arrive_unidentified(tx, world.shop.id, code="NO-NAME")
    assert [one.number for one in await unidentified(tx)] == [lost.number]
    typed = Sender(name="zaneta zajac")  # as a clerk types what is on a label
    await goes_to(tx, world.shop.id, world.gone.order_id, name="Żaneta Zając")
    await describe(tx, lost.number, sender=typed, weight_g=None, codes=[])
    [named] = await candidates(tx, await parcel(tx, lost.number))
    assert named.order_id == world.gone.order_id
    wrote = Sender(name="J. Kowalski", phone="")
    await describe(
        tx, lost.number, sender=wrote, weight_g=300, codes=[await cast.barcode_of(tx, pen)]
    )
    sealed = await tx.scalar(text("SELECT sender_sealed FROM unidentified_parcels"))
    assert b"Kowalski" not in sealed
    one = await parcel(tx, lost.number)
    assert one.sender == wrote
    found = await candidates(tx, one)
    assert found[0].order_id == gone.order_id and "goods" in found[0].reasons
    by = await tx.scalar(text("SELECT id FROM office_users LIMIT 1")) or await _clerk(tx)
    with pytest.raises(NoSuchMatch):
        await ask_shop(tx, lost.number, 999_999, by=by)
    number = await ask_shop(tx, lost.number, gone.number, by=by)
    assert number != lost.number, "it waits for the other shop under a number of its own"
    first = await return_by_number(tx, lost.number)
    assert first.status == "rejected" and first.shop_id == world.shop.id
    assert (await arrive(tx, "NO-NAME")).number == number, "it is scanned as the other shop's"
    for hidden in ("INITECH", "PEN-1", "NO-NAME", gone.external_id):
        assert hidden not in str(first), "the first shop reads nothing of the other one"
    assert (await parcel(tx, lost.number)).sender == Sender()
    assert await opened(tx, world.shop.id, one.return_id, sealed) is None, "nor from a backup"
    moved = await parcel(tx, number)
    assert moved.shop_id == other.id and moved.sender == wrote
    settings = Settings(secret_key="a secret that is long enough for this test")
    assert moved.asked_order_id and moved.asked_at
    url = url_of(
        settings, shop_id=moved.shop_id, return_id=moved.return_id,
        order_id=moved.asked_order_id, asked_at=moved.asked_at,
    )  # fmt: skip
    token = str(url).rsplit("/", 1)[1]
    link = read_link(settings.secret_key, token, now=moved.asked_at)
    forged = ("B" if token[0] == "A" else "A") + token[1:]
    for broken, at in ((forged, moved.asked_at), (token, moved.asked_at + timedelta(40))):
        with pytest.raises(WhoseLinkBroken):
            read_link(settings.secret_key, broken, now=at)
    assert (await question(tx, link)).external_id == gone.external_id
    assert await answer(tx, link, is_ours=False) is None
    assert (await parcel(tx, number)).answer == "no"
    view = await answer(tx, link, is_ours=True)
    assert view is not None and view.status == "arrived" and view.order_id == gone.order_id
    assert await answer(tx, link, is_ours=True) is None, "yes twice is yes once"
    with pytest.raises(NotUnidentified):
        await answer(tx, link, is_ours=False)
    told = await tx.scalars(
        text("SELECT type FROM events WHERE shop_id = :s AND type LIKE 'return.%' ORDER BY id"),
        {"s": other.id},
    )
    assert list(told) == ["return.unidentified", "return.match_found", "return.arrived"]


async def test_our_number_on_a_parcel_that_went_to_another_shop_is_found_there(tx: Tx) -> None:
    world: World = await build(tx)
    other = await cast.open_shop(tx, "INITECH")
    pen = await cast.add_product(tx, other, "PEN-1")
    gone = await ship(tx, world.hall, other, [(pen, 1)])
    lost = await arrive_unidentified(tx, world.shop.id, code="")
    number = await ask_shop(tx, lost.number, gone.number, by=await _clerk(tx))  # type: ignore[arg-type]  # its id
    for written in (f"R-{lost.number}", f"r{lost.number}", return_code(lost.number)):
        assert (await arrive(tx, written)).number == number
    await identify(
        tx, other.id, (await arrive(tx, return_code(number))).return_id, gone.external_id
    )
    assert (await arrive(tx, return_code(lost.number))).number == number
    assert len((await return_by_number(tx, number)).parcels) == 1
