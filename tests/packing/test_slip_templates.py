"""A shop's slips look as the shop wants: versions, logo, the words for the recipient."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from babel.dates import format_date
from sqlalchemy import text

from printing.slip import PAPERS, ROLL_80, Slip, slip
from tests.orders.asking import goes_to
from tests.packing.bench import Bench
from tests.photos.pictures import picture
from tests.printing.reading import codes, pictures, words
from wms.db import HALL, work_for
from wms.errors import NotFound
from wms.packing.prints.lease import due_print_jobs
from wms.packing.slips.facts import slip_facts, slips_of
from wms.packing.slips.prints import made_with
from wms.packing.slips.template import SlipTemplate, SlipWords
from wms.packing.slips.versions import (
    ChangedMeanwhile,
    develop_logo,
    is_logo,
    keep_logo,
    latest_template,
    logo,
    restore_template,
    save_template,
    template_versions,
)
from wms.settings import Settings
from wms.shops.consumer_links import order_url
from workers.print_files import print_job

POLISH = SlipTemplate(
    paper="roll",
    fallback_language="pl",
    return_url="https://shop.example/r?o={{ order.external_id }}",
    words={
        "pl": SlipWords(
            message="Dla: {{ recipient.first_name }} z {{ recipient.city }}, {{ order.date }}",
            footer="{{ shop.name }}, {{ shop.email }}",
        ),
        "en": SlipWords(thanks="Thank you{% if order.is_gift %}, giver{% endif %}!"),
    },
)


def files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*slip.pdf")]


_A_LOT = text(
    "WITH made AS (INSERT INTO lots (shop_id, product_id, code, expires_on) "
    "SELECT DISTINCT shop_id, product_id, 'L-7', CAST('2027-03-31' AS date) FROM parcel_lines "
    "RETURNING id) UPDATE parcel_lines SET lot_id = made.id FROM made"
)


async def test_each_save_is_a_version_and_an_old_one_comes_back(bench: Bench) -> None:
    shop_id = bench.shop.id
    async with bench.db.begin(shop_id) as tx:
        assert await latest_template(tx, shop_id) is None
        logo_id = await keep_logo(tx, shop_id, develop_logo(picture(400, 100)))
        first = await save_template(tx, shop_id, POLISH, logo_id=logo_id, by=None, seen=0)
        same = await save_template(tx, shop_id, POLISH, logo_id=logo_id, by=None, seen=1)
        assert (first.version, same.version) == (1, 1), "what is as it was is no version"
        bare = SlipTemplate(accent="#0b5f56")
        second = await save_template(tx, shop_id, bare, logo_id=None, by=None, seen=1)
        with pytest.raises(ChangedMeanwhile):
            await save_template(tx, shop_id, POLISH, logo_id=None, by=None, seen=1)
        third = await restore_template(tx, shop_id, 1, by=None)
        assert (third.version, third.restored_from) == (3, 1)
        assert (third.template, third.logo_id) == (POLISH, logo_id)
        listed = await template_versions(tx, shop_id)
        assert [one.version for one in listed] == [3, 2, 1]
        assert listed[1] == second
        assert await is_logo(tx, shop_id, logo_id)
        kept = await logo(tx, shop_id, logo_id)
        assert kept.content.startswith(b"\xff\xd8")
        with pytest.raises(NotFound):
            await restore_template(tx, shop_id, 9, by=None)


async def test_a_slip_says_what_its_shop_wants_and_is_remembered(
    bench: Bench, tmp_path: Path
) -> None:
    shop_id = bench.shop.id
    async with bench.db.begin(HALL) as tx:
        await save_template(tx, shop_id, POLISH, logo_id=None, by=None)
    order, _parcel = await bench.packed("WEB-1", TEA=2)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE orders SET language = 'en'"))
        await goes_to(tx, shop_id, order.id, gift_note="Happy birthday", city="Wrocław")
        await tx.execute(_A_LOT)
        [said] = await slips_of(tx, [order.number])
        assert said.parcel_id is not None
        assert await slip_facts(tx, shop_id, said.parcel_id) == said
        await work_for(tx, shop_id)
        assert await slips_of(tx, [order.number]) == [said], "the shop itself reads the same"
    assert said.thanks == "Thank you, giver!"
    day = format_date(said.ordered_on, format="long", locale="pl")  # the text's own language
    assert said.message == f"Dla: {said.recipient.name.split()[0]} z Wrocław, {day}"
    assert said.return_url == "https://shop.example/r?o=WEB-1"
    assert (said.paper, said.template_version) == ("roll", 1)
    assert [lot.code for line in said.lines for lot in line.lots] == ["L-7"]

    async with bench.db.read(HALL) as read:
        due = await due_print_jobs(read, 10)
    for job in due:
        await print_job(bench.db, tmp_path, *job)
    [printed] = files(tmp_path)
    [page] = pictures(printed, 25.4)
    assert page.width == pytest.approx(ROLL_80.width_mm, abs=1)
    assert "Thank you, giver!" in " ".join(words(printed))
    async with bench.db.read(HALL) as read:
        [remembered] = await made_with(read, shop_id, said.parcel_id)
    assert (remembered.copy_no, remembered.template_version) == (1, 1)


async def test_a_shop_without_a_template_prints_its_plain_words(bench: Bench) -> None:
    order, _parcel = await bench.packed("WEB-1", TEA=1)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE shops SET slip_message = 'Plain words'"))
        [said] = await slips_of(tx, [order.number])
    assert (said.message, said.template_version, said.paper) == ("Plain words", None, "A4")
    assert "Plain words" in " ".join(words(slip(msgspec.convert(said, Slip, from_attributes=True))))


async def test_a_telephone_opens_the_order_s_page_from_the_slip_when_its_shop_wants_it(
    bench: Bench,
) -> None:
    order, _parcel = await bench.packed("WEB-1", TEA=1)
    settings = Settings(secret_key="k" * 40, public_url="https://warehouse.example")
    page = order_url(settings, bench.shop.id, order.id)
    async with bench.db.begin(HALL) as tx:
        [bare] = await slips_of(tx, [order.number], settings)
        wanted = SlipTemplate(paper="A6", is_page_shown=True)
        await save_template(tx, bench.shop.id, wanted, logo_id=None, by=None)
        [said] = await slips_of(tx, [order.number], settings)
        [secretless] = await slips_of(tx, [order.number])
    assert (bare.page_url, secretless.page_url) == ("", "")
    assert said.page_url == page
    paper = slip(msgspec.convert(said, Slip, from_attributes=True), PAPERS["A6"])
    assert ("QRCode", page) in codes(paper)


async def test_an_order_that_goes_faster_says_so_once(bench: Bench) -> None:
    order, _parcel = await bench.packed("WEB-1", TEA=1)
    shop_id = bench.shop.id
    own = SlipWords(thanks="{% if order.is_upgraded %}Faster, for you.{% endif %}")
    thanks = []
    async with bench.db.begin(HALL) as tx:
        for told in ("false", "true"):
            way = {"way": f'{{"upgraded_for": "first_order", "is_told": {told}}}'}
            await tx.execute(
                text("UPDATE orders SET way = CAST(:way AS jsonb), language = 'de'"), way
            )
            thanks.append((await slips_of(tx, [order.number]))[0].thanks)
        await save_template(tx, shop_id, SlipTemplate(words={"en": own}), logo_id=None, by=None)
        thanks.append((await slips_of(tx, [order.number]))[0].thanks)
    assert thanks == [
        "", "Ihre erste Bestellung reist schneller – auf unsere Kosten.", "Faster, for you.",
    ]  # fmt: skip
