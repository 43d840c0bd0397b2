"""Goods come in through the handheld's door: counted, asked about, put away, looked up."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import text

from tests import cast
from tests.api.conftest import NewFloorClient
from tests.inbound.scene import Scene, at_the_dock
from tests.photos.pictures import picture
from tests.printing.reading import codes
from wms.barcodes import Kind, Verb, command_code, label_code
from wms.catalog.codes import as_printed
from wms.db import HALL, Database
from wms.inbound.announce import NewAsn, announce
from wms.inbound.cartons import NewCarton, NewCartonLine
from wms.inbound.decide import NewDecision, decide
from wms.inbound.mark import mark
from wms.inbound.queries import AsnCard, asn_card
from wms.inbound.rules import Rules, put_rules
from wms.inbound.waiting import count_waiting
from wms.stock.queries import stock_at

JSON = {"Accept": "application/json"}


async def scene(db: Database, **facts: Any) -> Scene:
    async with db.begin(HALL) as tx:
        return await at_the_dock(tx, **facts)


async def card(db: Database, s: Scene) -> AsnCard:
    async with db.read(HALL) as read:
        return await asn_card(read, s.shop.id, s.asn.id)


class Handheld:
    """Posts as the pages do and follows to the screen that answers."""

    def __init__(self, client: httpx.AsyncClient, home: str) -> None:
        self.client = client
        self.home = home
        client.follow_redirects = True

    async def post(self, path: str = "", *, scan_id: UUID | None = None, **fields: str) -> str:
        body = {"scan_id": str(scan_id or uuid4()), **fields}
        answer = await self.client.post(self.home + path, data=body)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def scan(self, code: str, path: str = "", **more: Any) -> str:
        return await self.post(path, code=code, **more)

    async def look(self, path: str = "") -> str:
        answer = await self.client.get(self.home + path)
        assert answer.status_code == 200, answer.text
        return answer.text


def tone(page: str) -> str:
    found = re.search(r'data-tone="([a-z_]+)"', page)
    assert found, page
    return found[1]


def counted(page: str) -> str:
    """The big number of the screen."""
    found = re.search(r'class="quantity-now">(?:<span[^>]*>×</span>)?([^<]+)<', page)
    assert found, page
    return found[1].strip()


async def test_a_delivery_is_counted_and_finished(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db, tea=3)
    menu = Handheld(floor_client, "/scanner")
    assert "/scanner/receive" in await menu.look()
    home = Handheld(floor_client, "/scanner/receive")
    assert "PO-1" in await home.look()
    page = await home.scan("PO-1")  # the delivery note's barcode
    assert "Scan the goods" in page
    dock = Handheld(floor_client, f"/scanner/receive/{s.asn.id}")
    scan_id = uuid4()
    page = await dock.scan(s.tea_code, "/scan", scan_id=scan_id)
    assert (tone(page), counted(page)) == ("ok", "1")
    await dock.scan(s.tea_code, "/scan", scan_id=scan_id)  # a double tap counts once
    assert (await card(db, s)).lines[0].received == 1
    page = await dock.post("/damaged", reason="wet")
    assert tone(page) == "ok"
    assert 'inputmode="numeric"' in await dock.look("/quantity")
    page = await dock.post("/quantity", quantity="2")
    assert (tone(page), counted(page)) == ("done", "3")
    page = await dock.post("/undo")
    assert counted(page) == "1"
    assert "Finish, 2 are missing" in await dock.look("/lines")
    page = await dock.post("/finish")
    assert tone(page) == "done" and "is counted" in page and "2 differences" in page
    told = await card(db, s)
    assert told.status == "received"
    assert {(d.kind, d.quantity) for d in told.discrepancies} == {("damaged", 1), ("short", 2)}
    assert "No delivery is announced." in await home.look()


async def test_wrong_scans_are_said_full_screen_and_change_nothing(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db)
    dock = Handheld(floor_client, f"/scanner/receive/{s.asn.id}")
    wrong = {
        "4006381333931": "No product has the barcode 4006381333931.",
        s.hall["A-01-1"].label_code or "": "A-01-1 is not a dock.",
        label_code(Kind.TOTE, 77): "is a label of the warehouse.",
        "\x1d": "cannot be read",
        command_code(Verb.UNDO): "nothing of yours to undo",
        command_code(Verb.CONFIRM): "There is no open question.",
    }
    for code, words in wrong.items():
        page = await dock.scan(code, "/scan")
        assert words in page, page
        assert "refusal" in page and tone(page) in ("wrong_item", "wrong_place", "stop")
        assert "Scan the goods" in await dock.look()
    assert (await card(db, s)).lines[0].received == 0
    for nonsense in ("0", "-1", "x", "5901234123457"):
        assert "refusal" in await dock.post("/quantity", quantity=nonsense)


async def test_too_many_are_asked_about_and_taken_as_extra(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db, tea=1)
    dock = Handheld(floor_client, f"/scanner/receive/{s.asn.id}")
    await dock.scan(s.tea_code, "/scan")
    page = await dock.scan(s.tea_code, "/scan")
    assert "1 announced, 1 received, 1 more is too many" in page and tone(page) == "stop"
    assert "Receive as extra" in await dock.look()
    assert "Receive as extra" not in await dock.post("/aside")
    await dock.scan(s.tea_code, "/scan")
    page = await dock.post("/extra")
    assert counted(page) == "2" and "1 extra" in page
    page = await dock.scan(s.coffee_code, "/scan")
    assert "COFFEE was not announced" in page and tone(page) == "wrong_item"
    page = await dock.scan(command_code(Verb.CONFIRM), "/scan")  # the CONFIRM card says yes
    assert "not announced" in page and counted(page) == "1"
    kinds = {(d.kind, d.sku) for d in (await card(db, s)).discrepancies}
    assert kinds == {("over", "TEA-100"), ("unexpected_product", "COFFEE")}


async def test_lot_and_expiry_are_asked_for_and_typed(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db, is_lot_tracked=True, is_expiry_tracked=True)
    dock = Handheld(floor_client, f"/scanner/receive/{s.asn.id}")
    page = await dock.scan(s.tea_code, "/scan")
    assert tone(page) == "ok" and 'name="lot"' in page and 'name="day"' in page
    assert 'name="lot"' in await dock.look()  # a dead battery: the question is still there
    page = await dock.post("/batch", lot="L1", day="31", month="2", year="2031")
    assert "refusal" in page and 'name="lot"' in await dock.look()  # it may be typed again
    page = await dock.post("/batch", lot="L1", day="28", month="2", year="2031")
    assert counted(page) == "1"
    async with db.read(HALL) as read:
        [there] = await stock_at(read, product_id=s.tea.id)
    assert (there.lot, str(there.expires_on), there.on_hand) == ("L1", "2031-02-28", 1)
    assert "L1" in await dock.look("/quantity")
    page = await dock.post("/quantity", quantity="2")  # of the same lot, without asking again
    assert (tone(page), counted(page)) == ("ok", "3")
    async with db.read(HALL) as read:
        [there] = await stock_at(read, place_id=s.hall["DOCK"].id)
    assert (there.lot, there.on_hand) == ("L1", 3)


async def test_a_program_gets_the_answer_itself(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db)
    address = f"/scanner/receive/{s.asn.id}/scan"
    body = {"code": s.tea_code, "scan_id": str(uuid4())}
    first = await floor_client.post(address, json=body, headers=JSON)
    again = await floor_client.post(address, json=body, headers=JSON)
    assert (first.json()["did"], first.json()["received"]) == ("received", 1)
    assert again.json() == first.json() | {"repeated": True}
    no = await floor_client.post(address, json={"code": "X", "scan_id": str(uuid4())}, headers=JSON)
    assert (no.status_code, no.json()["code"]) == (409, "barcode.unknown")


async def test_goods_are_put_away_by_two_scans(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db)
    shelf = Handheld(floor_client, "/scanner/put-away")
    assert "The dock is empty" in await shelf.look()
    async with db.begin(HALL) as tx:
        await s.scan(tx, s.tea_code, times=5)
    assert counted(await shelf.look()) == "5"
    page = await shelf.scan(s.tea_code)
    assert "Bring it to" in page and "Take all 5" in page and counted(page) == "1"
    page = await shelf.post("/all")
    assert counted(page) == "5"
    assert counted(await shelf.look()) == "5"  # another device, the same screen
    page = await shelf.scan(s.hall["QUAR"].label_code or "")
    assert "is not a place for these goods" in page and tone(page) == "wrong_place"
    page = await shelf.scan(s.hall["A-03-1"].label_code or "")
    assert tone(page) == "done" and "The dock is empty" in page
    page = await shelf.post("/undo")
    assert counted(page) == "5"
    async with db.read(HALL) as read:
        assert await count_waiting(read) == 5


async def test_the_same_code_of_two_shops_is_chosen_on_the_screen(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db)
    async with db.begin(HALL) as tx:
        await s.scan(tx, s.tea_code, times=5)
        herbata = await cast.add_product(tx, await cast.open_shop(tx, "ACME"), "HERBATA")
        await cast.add_barcode(tx, herbata, s.tea_code)
        await cast.stock(tx, s.hall, herbata, "DOCK", 2)
    shelf = Handheld(floor_client, "/scanner/put-away")
    page = await shelf.scan(s.tea_code)
    choices = {
        label: value
        for value, label in re.findall(r'value="(\d)">.*?<b>([^<]+)</b>', page, re.DOTALL)
    }
    assert set(choices) == {"Globex · TEA-100 · DOCK", "Acme · HERBATA · DOCK"}
    page = await shelf.post("/which", choice=choices["Acme · HERBATA · DOCK"])
    assert "HERBATA" in page and "in your hands" in page
    assert "refusal" in await shelf.post("/which", choice="9")


async def test_the_condition_of_goods_on_the_dock_is_said_in_the_language(
    new_floor_client: NewFloorClient, db: Database
) -> None:
    s = await scene(db)
    async with db.begin(HALL) as tx:
        await s.scan(tx, s.tea_code, times=2)
        await mark(tx, s.asn.id, "damaged", why="wet", by=s.ola, scan_id=uuid4())
    shelf = Handheld(await new_floor_client("Ola", language="pl"), "/scanner/put-away")
    page = await shelf.scan(s.tea_code)
    assert "DOCK · Uszkodzone" in page and "damaged" not in page


async def test_two_operators_have_screens_of_their_own(
    new_floor_client: NewFloorClient, db: Database
) -> None:
    s = await scene(db)
    ola = Handheld(await new_floor_client("Ola"), f"/scanner/receive/{s.asn.id}")
    jan = Handheld(await new_floor_client("Jan"), f"/scanner/receive/{s.asn.id}")
    await ola.scan(s.tea_code, "/scan")
    assert "Type a quantity" not in await jan.look()
    assert counted(await jan.scan(s.tea_code, "/scan")) == "2"
    assert counted(await ola.look()) == "2"
    await jan.post("/undo")
    assert "nothing of yours to undo" in await jan.post("/undo")
    assert counted(await ola.look()) == "1"


async def test_anything_can_be_looked_up(floor_client: httpx.AsyncClient, db: Database) -> None:
    s = await scene(db)
    async with db.begin(HALL) as tx:
        await cast.stock(tx, s.hall, s.tea, "A-01-1", 4)
        await cast.stock(tx, s.hall, s.tea, "T-1", 2)
    look = Handheld(floor_client, "/scanner/look-up")
    assert "Scan anything" in await look.look()
    page = await look.scan(s.tea_code)
    assert "TEA-100" in page and "A-01-1" in page and "Free to sell" in page
    page = await look.scan(s.hall["A-01-1"].label_code or "")
    assert "TEA-100" in page and "Shelf" in page
    page = await look.scan(s.hall["T-1"].label_code or "")
    assert "Tote" in page and "TEA-100" in page
    assert "Nothing is here." in await look.scan(s.hall["A-02-1"].label_code or "")
    for unknown in ("NO-SUCH", label_code(Kind.PARCEL, 999), label_code(Kind.ORDER_SLIP, 999)):
        assert "Nothing here has the code" in await look.scan(unknown)
    assert "No place has the label" in await look.scan(label_code(Kind.LOCATION, 9_999_998))
    page = await Handheld(floor_client, "/scanner").scan(s.tea_code)  # from the menu too
    assert "TEA-100" in page


async def test_a_carton_is_received_by_its_label_and_a_yes(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db)
    box = NewCarton(code="BOX-77", lines=(NewCartonLine(sku="TEA-100", quantity=6),))
    async with db.begin(HALL) as tx:
        asn = await announce(tx, s.shop.id, NewAsn(external_id="PO-C", cartons=(box, box_of(2))))
    dock = Handheld(floor_client, f"/scanner/receive/{asn.id}")
    page = await dock.scan("BOX-77", "/scan")
    assert "Is all of it in the carton?" in page and "TEA-100" in page
    page = await dock.scan(command_code(Verb.CONFIRM), "/scan")
    assert tone(page) == "ok"
    assert "Carton 1 is received already" in await dock.scan("BOX-77", "/scan")
    page = await dock.scan(asn_code(asn), "/scan")
    await dock.post("/carton")
    async with db.read(HALL) as read:
        assert [x.received for x in (await asn_card(read, s.shop.id, asn.id)).lines] == [8]


async def test_which_of_a_carton_is_damaged_is_asked(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db)
    lines = (NewCartonLine(sku="TEA-100", quantity=6), NewCartonLine(sku="COFFEE", quantity=2))
    async with db.begin(HALL) as tx:
        box = NewCarton(code="BOX-78", lines=lines)
        asn = await announce(tx, s.shop.id, NewAsn(external_id="PO-D", cartons=(box,)))
    dock = Handheld(floor_client, f"/scanner/receive/{asn.id}")
    await dock.scan("BOX-78", "/scan")
    page = await dock.scan(command_code(Verb.CONFIRM), "/scan")
    assert "/damaged" in page and "/undo" in page, "nothing was scanned by the piece"
    page = await dock.post("/damaged", reason="wet")
    assert "Which one is it?" in page and "TEA-100" in page and "COFFEE" in page
    which = {"which": "scanned", "reason": "wet"}
    page = await dock.post("/damaged", code="5900000000008", **which)
    assert "did not come with this carton" in page
    page = await dock.post("/damaged", code=s.coffee_code, **which)
    assert "/photo/" in page
    async with db.read(HALL) as read:
        [one] = (await asn_card(read, s.shop.id, asn.id)).discrepancies
    assert (one.sku, one.quantity, one.note) == ("COFFEE", 1, "wet")


def box_of(quantity: int) -> NewCarton:
    return NewCarton(lines=(NewCartonLine(sku="TEA-100", quantity=quantity),))


def asn_code(asn: AsnCard) -> str:
    """The code of its last carton."""
    return asn.cartons[-1].code


async def test_what_nobody_announced_is_received_for_the_shop_whose_it_is(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db)
    home = Handheld(floor_client, "/scanner/receive")
    assert "Globex" in await home.look("/unannounced")
    page = await home.post(f"/unannounced/{s.shop.id}")
    address = re.search(r'action="(/scanner/receive/[0-9a-f-]{36})/scan"', page)
    assert address, page
    page = await Handheld(floor_client, address[1]).scan(s.tea_code, "/scan")
    assert counted(page) == "1" and "not announced" in page


async def test_who_counts_blind_does_not_see_what_was_announced(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db, tea=7_531)
    async with db.begin(HALL) as tx:
        await put_rules(tx, s.shop.id, Rules(is_blind=True))
    dock = Handheld(floor_client, f"/scanner/receive/{s.asn.id}")
    pages = [
        await Handheld(floor_client, "/scanner/receive").look(),
        await dock.look(),
        await dock.scan(s.tea_code, "/scan"),
        await dock.look("/lines"),
        await dock.look("/quantity"),
    ]
    for page in pages:
        assert "7,531" not in page and "7531" not in page and "7,530" not in page, page


async def test_a_supervisor_opens_the_count_again(
    new_floor_client: NewFloorClient, db: Database
) -> None:
    s = await scene(db, tea=2)
    ola = Handheld(await new_floor_client("Ola"), f"/scanner/receive/{s.asn.id}")
    page = await ola.post("/arrived")
    assert "It is here" not in page
    await ola.scan(s.tea_code, "/scan")
    await ola.post("/finish")
    assert "Count again" not in await ola.look("/lines")
    assert "Only a supervisor" in await ola.post("/reopen", reason="found_more")
    eva = Handheld(
        await new_floor_client("Eva", is_supervisor=True), f"/scanner/receive/{s.asn.id}"
    )
    assert "Count again" in await eva.look("/lines")
    assert "1 differences" in await eva.post("/close")
    assert "Say why it is counted again" in await eva.post("/reopen")
    assert "Scan the goods" in await eva.post("/reopen", reason="counted_wrong")
    async with db.read(HALL) as read:
        why = "SELECT note FROM asn_steps WHERE step = 'reopened'"
        assert await read.scalar(text(why)) == "counted_wrong"
    await eva.scan(s.tea_code, "/scan")
    await eva.post("/finish")
    assert tone(await eva.post("/close")) == "done"
    assert (await card(db, s)).status == "closed"


async def test_goods_that_go_back_are_given_to_the_driver(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db)
    dock = Handheld(floor_client, f"/scanner/receive/{s.asn.id}")
    await dock.scan(s.tea_code, "/scan")
    await dock.post("/wrong", reason="wrong_label")
    [one] = (await card(db, s)).discrepancies
    async with db.begin(HALL) as tx:
        await decide(tx, s.shop.id, s.asn.id, one.id, NewDecision(decision="return_to_supplier"))
    assert "1 × TEA-100 given to the driver" in await dock.look("/lines")
    await dock.post(f"/back/{one.id}")
    assert "given to the driver" not in await dock.look("/lines")
    async with db.read(HALL) as read:
        assert await stock_at(read) == []


async def test_a_supervisor_takes_over_what_somebody_carries(
    new_floor_client: NewFloorClient, db: Database
) -> None:
    s = await scene(db)
    async with db.begin(HALL) as tx:
        await s.scan(tx, s.tea_code, times=5)
    ola = Handheld(await new_floor_client("Ola"), "/scanner/put-away")
    await ola.scan(s.tea_code)
    eva = Handheld(await new_floor_client("Eva", is_supervisor=True), "/scanner/put-away")
    page = await eva.look()
    assert "Take over 1 × TEA-100 of Ola" in page
    carried = re.search(r'action="/scanner/put-away/([0-9a-f-]{36})/take-over"', page)
    assert carried
    assert "in your hands" in await eva.post(f"/{carried[1]}/take-over")
    assert "in your hands" not in await ola.look()


async def test_damage_is_photographed_with_the_handheld(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db)
    dock = Handheld(floor_client, f"/scanner/receive/{s.asn.id}")
    await dock.scan(s.tea_code, "/scan")
    page = await dock.post("/damaged", reason="wet")
    link = re.search(r'href="(/scanner/receive/[^"]+/photo/[^"]+)"', page)
    assert link, page
    camera = await floor_client.get(link[1])
    assert 'capture="environment"' in camera.text
    bad = await floor_client.post(link[1], files={"photo": ("x.jpg", b"no picture", "image/jpeg")})
    assert "This is not a whole JPEG" in bad.text
    good = await floor_client.post(
        link[1], files={"photo": ("x.png", picture(20, 10), "image/png")}
    )
    assert "Scan the goods" in good.text
    [one] = (await card(db, s)).discrepancies
    assert len(one.photo_ids) == 1
    # the answer was lost, and it is sent again: kept once; another picture is another one
    for sent, kept in ((picture(20, 10), 1), (picture(30, 10), 2)):
        await floor_client.post(link[1], files={"photo": ("x.png", sent, "image/png")})
        [one] = (await card(db, s)).discrepancies
        assert len(one.photo_ids) == kept


async def test_goods_without_a_barcode_are_chosen_counted_and_labelled(
    floor_client: httpx.AsyncClient, db: Database
) -> None:
    s = await scene(db, tea=9, is_lot_tracked=True)
    dock = Handheld(floor_client, f"/scanner/receive/{s.asn.id}")
    assert "No barcode" in await dock.look("/lines")
    assert "TEA-100" in await dock.look("/no-barcode")
    assert 'name="lot"' in await dock.look("/no-barcode/1")
    assert "refusal" in await dock.post("/no-barcode/1", quantity="3")  # its lot is missing
    assert "no line 7" in await dock.post("/no-barcode/7", quantity="3", lot="L1")
    page = await dock.post("/no-barcode/1", quantity="3", lot="L1")
    assert counted(page) == "3" and "Print 3 labels" in page
    link = re.search(r'href="([^"]+labels.pdf[^"]+)"', page)
    assert link
    paper = await floor_client.get(link[1])
    assert {text for _, text in codes(paper.content)} == {as_printed(s.tea_code)}
    [one] = (await card(db, s)).discrepancies
    assert (one.kind, one.quantity, one.fallback) == ("no_barcode", 3, "accept")
    await dock.post("/undo")
    told = await card(db, s)
    assert told.discrepancies == () and told.lines[0].received == 0
