"""Moving goods by scan: where they lie, the goods or all of them, then where they go.

What is in hand stands in the address until the last scan: nothing has happened to the goods before,
so a dead battery loses a scan and no stock.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from api import i18n
from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm
from wms.barcodes import OwnLabel, parse
from wms.barcodes import Verb as CardVerb
from wms.db import Read, Tx
from wms.errors import N_, Invalid
from wms.inbound.being_carried import leave_to_hands, leave_what_is_carried
from wms.layout.queries import PlaceCard, place_by_id
from wms.picking.tote_in_work import leave_to_its_order
from wms.stock.containers import inside_of, move_container, standing_in
from wms.stock.errors import MoreThanThere
from wms.stock.ledger import GOOD, Goods
from wms.stock.models import CONDITIONS
from wms.stock.note_models import CONDITION_WHYS
from wms.stock.queries import StockAt, stock_at
from wms.stock.relocate import (
    Scanned,
    contents,
    free,
    goods_of,
    goods_scanned,
    judge,
    place_to_carry,
    relocate,
    relocate_all,
)
from wms.stock.room import no_room_for_container, no_room_for_goods

HOME: Final = "/scanner/move"
ALL: Final = "all"
#: condition → (word, sign, reasons)
JUDGED: Final = {
    "damaged": (
        N_("Damaged"),
        "damaged",
        {
            "broken": N_("Broken"),
            "wet": N_("Wet"),
            "crushed": N_("Crushed"),
            "leaking": N_("Leaking"),
        },
    ),
    "opened": (N_("Opened"), "box", {"opened_box": N_("The box is open")}),
    "quarantine": (N_("Quarantine"), "pause", {"to_check": N_("To be checked")}),
    GOOD: (N_("Good again"), "check-circle", {"checked": N_("Checked and good")}),
}
#: a quantity never has more digits than the ledger's
QUANTITY_MAX: Final = 1_000_000

AnyRequest = Request[Any, Any, Any]


class Hand(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator has scanned so far, as it stands in the address and in hidden fields."""

    place_id: UUID | None = None
    #: the goods in hand, "all", or empty
    row: str = ""
    quantity: int = 0
    #: the place that is full and was scanned once: again, and they go there all the same
    sure_id: UUID | None = None

    def fields(self) -> dict[str, str]:
        """For the address and for the page's forms."""
        told = {"row": self.row, "n": str(self.quantity or ""), "sure": str(self.sure_id or "")}
        return {"from": str(self.place_id or ""), **{k: v for k, v in told.items() if v}}

    def page(self, **more: str) -> str:
        """The address that shows it."""
        return f"{HOME}?{urlencode({**self.fields(), **more})}"

    def goods(self) -> Goods:
        """The goods in hand.

        Raises:
            Invalid: the address was cut short.
        """
        try:
            shop, product, lot, condition = self.row.split(".")
            made = Goods(
                shop_id=UUID(shop), product_id=UUID(product), lot_id=UUID(lot), condition=condition
            )
        except ValueError as error:
            raise Invalid(field="row", reason="–") from error
        if condition not in CONDITIONS:
            raise Invalid(field="row", reason="–")
        return made


def row_of(here: StockAt) -> str:
    """Goods at a place as one word of an address."""
    return f"{here.shop_id}.{here.product_id}.{here.lot_id}.{here.condition}"


def hand_of(given: dict[str, str]) -> Hand:
    """What the fields of a form or an address say; nonsense is an empty hand."""
    try:
        place_id = UUID(given["from"]) if given.get("from") else None
        sure_id = UUID(given["sure"]) if given.get("sure") else None
    except ValueError:
        return Hand()
    number = given.get("n", "")
    is_number = number.isascii() and number.isdigit() and 0 < int(number[:9]) <= QUANTITY_MAX
    return Hand(
        place_id=place_id, row=given.get("row", ""), quantity=int(number[:9]) if is_number else 0,
        sure_id=sure_id,
    )  # fmt: skip


@get(HOME)
async def show(
    request: AnyRequest, screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[str]:
    """The one thing to do now."""
    given = dict(request.query_params)
    hand = hand_of(given)
    if hand.place_id is None:
        return await screen.show("scanner/move_from.html", home=HOME)
    place = await place_by_id(read, hand.place_id)
    here = await stock_at(read, place_id=place.id, limit=None)
    standing = await standing_in(read, place)
    if not here and (hand.row or not (standing or place.is_container)):
        # emptied by somebody else, or by the move that led here
        return await screen.show("scanner/move_from.html", home=HOME)
    kept = await screen.kept()
    facts: dict[str, Any] = {"home": HOME, "place": place, "here": here, "fields": hand.fields(),
             "kept": kept, "standing": standing}  # fmt: skip
    if hand.row == ALL:
        pieces = sum(each.on_hand for each in here)
        return await screen.show("scanner/move_all.html", pieces=pieces, **facts)
    mine = next((each for each in here if row_of(each) == hand.row), None)
    if mine is None:
        if kept and kept.get("did") == "which_asked":
            return await screen.show("scanner/move_which.html", choices=kept["choices"], **facts)
        if place.is_container:
            facts["inside"] = await inside_of(read, place)
            return await screen.show("scanner/move_lpn.html", all_page=_all(hand), **facts)
        return await screen.show("scanner/move_what.html", all_page=_all(hand), **facts)
    carried: dict[str, Any] = {
        "one": mine,
        "quantity": min(hand.quantity, free(mine)) or 1,
        "most": free(mine),
        "back": hand.page(),
    }
    if given.get("ask") == "quantity":
        return await screen.show("scanner/move_quantity.html", **carried, **facts)
    doors = _doors(hand, mine, screen.by.is_supervisor, screen.by.language)
    return await screen.show("scanner/move_to.html", doors=doors, **carried, **facts)


def _all(hand: Hand) -> str:
    return Hand(place_id=hand.place_id, row=ALL).page()


def _doors(hand: Hand, mine: StockAt, is_supervisor: bool, language: str) -> list[dict[str, Any]]:
    """How many, and what they are worth."""
    doors: list[dict[str, Any]] = [
        {
            "label": i18n.translate(language, N_("Quantity")),
            "icon": "count",
            "href": hand.page(ask="quantity"),
        }
    ]
    for condition, (word, sign, reasons) in JUDGED.items():
        if condition == mine.condition or (condition == GOOD and not is_supervisor):
            continue
        doors.append(
            {
                "label": i18n.translate(language, word),
                "icon": sign,
                "action": f"{HOME}/judge",
                "fields": {**hand.fields(), "condition": condition},
                "reasons": [(why, i18n.translate(language, w)) for why, w in reasons.items()],
            }
        )
    return doors


@post(HOME, status_code=200)
async def scan(door: NamedDependency[Door]) -> Response[Any]:
    """A place or goods, whatever the hand waits for. The CONFIRM card takes all of the goods."""
    hand = hand_of(door.form.fields)

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        if hand.place_id is None:
            return await _begin(tx, form.code)
        place = await place_by_id(tx, hand.place_id)
        await leave_to_its_order(tx, place.id)
        if isinstance(parse(form.code), OwnLabel):
            return await _place_scanned(tx, door, hand, place)
        return await _goods_scanned(tx, hand, place, form.code)

    async def confirm() -> Response[Any]:
        return await door.accept("move", back=hand.page(), work=lambda tx, _f: _take_all(tx, hand))

    cards = {CardVerb.CONFIRM: confirm} if hand.row not in ("", ALL) else {}
    return await door.accept("move", back=hand.page() if hand.place_id else HOME, work=work,
                             cards=cards)  # fmt: skip


async def _begin(tx: Tx, code: str) -> dict[str, Any]:
    place = await place_to_carry(tx, code)
    await leave_to_its_order(tx, place.id)
    if not place.is_container and not await standing_in(tx, place):
        await contents(tx, place)
    return {"did": "began", "to": Hand(place_id=place.id).page()}


async def _place_scanned(tx: Tx, door: Door, hand: Hand, place: PlaceCard) -> dict[str, Any]:
    code = door.form.code
    if not hand.row:  # its own label again: all of it; another place: begin there
        if place.label_code == code.strip():
            await contents(tx, place)
            return {"did": "all_taken", "to": _all(hand)}
        if place.is_container:  # it goes there itself, with everything in it
            return await _carry(tx, door, hand, place)
        return await _begin(tx, code)
    target = await place_to_carry(tx, code)
    await leave_to_its_order(tx, target.id)
    if hand.row == ALL:
        await leave_to_hands(tx, place.id)
        parts = [(goods_of(each), each.on_hand) for each in await contents(tx, place)]
    else:
        parts = [(hand.goods(), max(hand.quantity, 1))]
    for goods, quantity in parts:
        no = await no_room_for_goods(tx, target, goods, quantity, by=door.by)
        if no and hand.sure_id != target.id:
            return _ask_once(hand, target, no)
    if hand.row == ALL:
        moved = await relocate_all(
            tx, place.id, to_label=code, by=door.by, scan_id=door.form.scan_id
        )
    else:
        quantity = max(hand.quantity, 1)
        await leave_what_is_carried(tx, hand.goods(), quantity, place_id=place.id)
        moved = await relocate(
            tx, hand.goods(), quantity, from_place=place.id, to_label=code,
            by=door.by, scan_id=door.form.scan_id,
        )  # fmt: skip
    told: dict[str, Any] = msgspec.to_builtins(moved)
    return {**told, "tone": "done", "to": HOME}


def _ask_once(hand: Hand, target: PlaceCard, why: str) -> dict[str, Any]:
    """Both scans are kept, the question and the yes."""
    asked = msgspec.structs.replace(hand, sure_id=target.id)
    return {"did": "full_asked", "place": target.code, "why": why, "tone": "wrong_place",
            "to": asked.page()}  # fmt: skip


async def _carry(tx: Tx, door: Door, hand: Hand, container: PlaceCard) -> dict[str, Any]:
    target = await place_to_carry(tx, door.form.code)
    await leave_to_hands(tx, container.id)
    no = await no_room_for_container(tx, target, container.id, by=door.by)
    if no and hand.sure_id != target.id:
        return _ask_once(hand, target, no)
    carried = await move_container(
        tx, container.id, target.id, reason="move", by=door.by, scan_id=door.form.scan_id
    )
    told: dict[str, Any] = msgspec.to_builtins(carried)
    return {**told, "did": "carried", "tone": "done", "to": HOME}


async def _goods_scanned(tx: Tx, hand: Hand, place: PlaceCard, code: str) -> dict[str, Any]:
    found = await goods_scanned(tx, place, code)
    if hand.row and hand.row != ALL:
        same = [each for each in found if row_of(each.goods) == hand.row]
        if same:
            return _in_hand(place, same[0], hand.quantity + same[0].quantity)
    if len(found) > 1:
        choices = [_choice(place, each) for each in found]
        return {"did": "which_asked", "choices": choices, "to": Hand(place_id=place.id).page()}
    return _in_hand(place, found[0], found[0].quantity)


def _choice(place: PlaceCard, each: Scanned) -> dict[str, Any]:
    here = each.goods
    return {
        "sku": here.sku,
        "lot": here.lot,
        "condition": here.condition,
        "free": free(here),
        "href": Hand(place_id=place.id, row=row_of(here), quantity=each.quantity).page(),
    }


def _in_hand(place: PlaceCard, each: Scanned, quantity: int) -> dict[str, Any]:
    here = each.goods
    if quantity > free(here):
        raise MoreThanThere(sku=here.sku, place=place.code, available=free(here))
    hand = Hand(place_id=place.id, row=row_of(here), quantity=quantity)
    return {"did": "taken", "quantity": quantity, "to": hand.page()}


async def _mine(tx: Tx, hand: Hand) -> tuple[PlaceCard, StockAt]:
    goods = hand.goods()
    if hand.place_id is None:
        raise Invalid(field="from", reason="–")
    place = await place_by_id(tx, hand.place_id)
    await leave_to_its_order(tx, place.id)
    for each in await contents(tx, place):
        if goods_of(each) == goods:
            return place, each
    raise Invalid(field="row", reason="–")


async def _take_all(tx: Tx, hand: Hand) -> dict[str, Any]:
    place, mine = await _mine(tx, hand)
    return _in_hand(place, Scanned(goods=mine, quantity=1), free(mine))


@post(HOME + "/quantity", status_code=200)
async def take(door: NamedDependency[Door]) -> Response[Any]:
    """So many, typed by hand."""
    hand = hand_of(door.form.fields)

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        place, mine = await _mine(tx, hand)
        wanted = form.number("quantity", maximum=QUANTITY_MAX)
        return _in_hand(place, Scanned(goods=mine, quantity=1), wanted)

    return await door.accept("move", back=hand.page() if hand.place_id else HOME, work=work)


@post(HOME + "/judge", status_code=200)
async def say_condition(door: NamedDependency[Door]) -> Response[Any]:
    """What they are worth now, and why."""
    hand = hand_of(door.form.fields)

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        place, mine = await _mine(tx, hand)
        if form["condition"] not in CONDITIONS or form["reason"] not in CONDITION_WHYS:
            raise Invalid(field="condition", reason="–")
        judged = await judge(
            tx, goods_of(mine), max(hand.quantity, 1), place_id=place.id,
            to_condition=form["condition"], why=form["reason"], by=door.by, scan_id=form.scan_id,
        )  # fmt: skip
        told: dict[str, Any] = msgspec.to_builtins(judged)
        return {**told, "tone": "done", "to": Hand(place_id=place.id).page()}

    return await door.accept("move", back=hand.page() if hand.place_id else HOME, work=work)


FLOW: Final = Flow(
    handlers=[show, scan, take, say_condition],
    tile=Tile(label=N_("Move"), href=HOME, icon="arrow"),
)
