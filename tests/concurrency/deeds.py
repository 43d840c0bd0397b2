"""Everything that is done to stock, each ready to be done to the same goods at the same places.

``DEEDS[name](ground)`` sets the scene (committed) and returns the deed itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import select, text

from tests import cast
from tests.concurrency.stepping import Deed
from tests.orders.asking import ask
from tests.packing.bench import AWAY_AFTER
from tests.returns.shipped import ship
from wms.access.desks import hire_office_user
from wms.access.people import AtWork, Desk
from wms.catalog.kits import Kit, Part, set_kit
from wms.catalog.models import Product
from wms.db import HALL, Database, Hot, Tx, new_id
from wms.idempotency import ScanMade
from wms.inbound import put_away
from wms.inbound.announce import NewAsn, NewAsnLine, announce
from wms.inbound.finish import finish
from wms.inbound.queries import AsnCard
from wms.inbound.receive import receive
from wms.inbound.undo import undo as undo_receive
from wms.kitting.work import NewKitOrder, Work, ask_for_kits, work_on
from wms.layout.build import block
from wms.layout.models import Place
from wms.layout.queries import place_by_id
from wms.orders.amend import OrderChange, lock_order
from wms.orders.backorders import promise_backorder
from wms.orders.place import LineAsked, Placed, place
from wms.packing import pack
from wms.picking import pick, side_doors
from wms.picking.cancel import cancel
from wms.picking.put_back import put_back
from wms.picking.runs import plan_run, start_run
from wms.returns.announce import NewReturn, NewReturnLine
from wms.returns.announce import announce as announce_return
from wms.returns.arrive import arrive
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.receive import receive_item
from wms.returns.models import ReturnLine
from wms.shipping import pack_and_request
from wms.shipping.amend import amend_order
from wms.shops.models import Shop
from wms.stock.adjust import Adjustment, adjust
from wms.stock.counting import begin_count, left_to_count, say_number
from wms.stock.errors import NothingToCount
from wms.stock.ledger import Goods
from wms.stock.relocate import judge, relocate, relocate_all
from wms.stock.settle import approve, settle

_numbers = itertools.count(1)


class World:
    """One hall and one shop for many grounds; people are hired once."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.hot: Hot
        self.hall: cast.Hall
        self.shop: Shop
        self.desk: Desk
        self._people: list[AtWork] = []

    async def open(self) -> None:
        self.hot = await self.db.hot()
        async with self.db.begin(HALL) as tx:
            self.hall, self.shop = await cast.open_hall(tx), await cast.open_shop(tx)
            user = await hire_office_user(
                tx, email="marta@example.com", name="Marta", password="a long password of hers"
            )
        self.desk = Desk(
            user_id=user, session_id=new_id(), name="Marta", role="office", shop_id=None,
            language="en",
        )  # fmt: skip

    async def ground(self) -> Ground:
        """A new product at places of its own."""
        number = next(_numbers)
        async with self.db.begin(HALL) as tx:
            tea = await cast.add_product(tx, self.shop, f"TEA-{number}")
            face = await cast.add_place(tx, self.hall, f"F-{number}", "pick_face", order=1)
            reserve = await cast.add_place(tx, self.hall, f"R-{number}", "storage", order=2)
            spare = await cast.add_place(tx, self.hall, f"S-{number}", "pick_face", order=3)
            await cast.stock(tx, self.hall, tea, face.code, 20)
            await cast.stock(tx, self.hall, tea, reserve.code, 10)
            code = await cast.barcode_of(tx, tea)
        return Ground(self, number, tea, code, face, reserve, spare)


class Ground:
    """Twenty pieces on a pick face, ten in the reserve, an empty place, ten announced."""

    def __init__(
        self, world: World, number: int, tea: Product, code: str, face: Place, reserve: Place,
        spare: Place,
    ) -> None:  # fmt: skip
        self.world, self.db, self.hot = world, world.db, world.hot
        self.hall, self.shop = world.hall, world.shop
        self.number, self.tea, self.code = number, tea, code
        self.face, self.reserve, self.spare = face, reserve, spare
        self.products = [tea]
        self._asn: AsnCard | None = None
        self._names = itertools.count(1)

    @property
    def goods(self) -> Goods:
        return Goods(shop_id=self.shop.id, product_id=self.tea.id, lot_id=self.tea.id)

    def name(self) -> str:
        return f"G-{self.number}-{next(self._names)}"

    async def person(self) -> AtWork:
        async with self.db.begin(HALL) as tx:
            return await cast.hire(tx, f"Person {self.name()}")

    async def tote(self) -> Place:
        async with self.db.begin(HALL) as tx:
            return await cast.add_place(tx, self.hall, f"T-{self.name()}", "tote")

    async def asn(self) -> AsnCard:
        if self._asn is None:
            line = NewAsnLine(sku=self.tea.sku, quantity=10)
            async with self.db.begin(HALL) as tx:
                self._asn = await announce(
                    tx, self.shop.id, NewAsn(external_id=self.name(), lines=(line,))
                )
        return self._asn

    def made(self, code: str, by: AtWork, flow: str, subject: UUID | None = None) -> ScanMade:
        return ScanMade(
            id=new_id(), operator_id=by.operator_id, device_id=by.device_id, flow=flow, code=code,
            subject_id=subject,
        )  # fmt: skip

    async def order(self, quantity: int = 3) -> Placed:
        asked = ask(self.name(), policy="as_available", **{self.tea.sku: quantity})
        return await place(self.hot, self.shop.id, asked)

    async def walk(self, *, picked: int) -> tuple[UUID, AtWork, Placed]:
        """A picker of an order for three stands at the place and has picked so many."""
        placed, by, tote = await self.order(), await self.person(), await self.tote()
        async with self.db.begin(HALL) as tx:
            run = await plan_run(tx, self.hall.warehouse_id, order_ids=[placed.id])
            await start_run(tx, run.run_id, by)
        codes = [tote.label_code, self.face.label_code, *[self.code] * picked]
        for code in codes:
            made = self.made(code or "", by, "pick", run.run_id)
            answer = msgspec.json.decode(await pick.scan(self.hot, run.run_id, made))
            assert answer["outcome"] == "ok", answer
        return run.run_id, by, placed

    async def task(self, run: UUID) -> UUID:
        async with self.db.read(HALL) as read:
            found: UUID = await read.scalar(
                text("SELECT id FROM pick_tasks WHERE run_id = :run"), {"run": run}
            )
        return found


Setting = Callable[[Ground], Awaitable[Deed]]


async def _receive(g: Ground) -> Deed:
    asn, by = await g.asn(), await g.person()
    return lambda tx, _: receive(tx, asn.id, g.code, by=by, scan_id=new_id(), times=2)


async def _received(g: Ground, by: AtWork) -> AsnCard:
    asn = await g.asn()
    async with g.db.begin(HALL) as tx:
        await receive(tx, asn.id, g.code, by=by, scan_id=new_id(), times=2)
    return asn


async def _undo_receive(g: Ground) -> Deed:
    by = await g.person()
    asn = await _received(g, by)
    return lambda tx, _: undo_receive(tx, asn.id, by=by, scan_id=new_id())


async def _finish(g: Ground) -> Deed:
    asn = await _received(g, await g.person())
    return lambda tx, _: finish(tx, asn.id)


async def _in_hand(g: Ground) -> AtWork:
    by = await g.person()
    await _received(g, by)
    await put_away.scan(g.hot, g.made(g.code, by, "put_away"))
    return by


async def _take_from_dock(g: Ground) -> Deed:
    by = await g.person()
    await _received(g, by)
    return lambda _, hot: put_away.scan(hot, g.made(g.code, by, "put_away"))


async def _put_away(g: Ground) -> Deed:
    by = await _in_hand(g)
    made = g.made(g.face.label_code or "", by, "put_away")
    return lambda _, hot: put_away.scan(hot, made)


async def _undo_put_away(g: Ground) -> Deed:
    by = await _in_hand(g)
    await put_away.scan(g.hot, g.made(g.face.label_code or "", by, "put_away"))
    return lambda tx, _: put_away.take_back(tx, by=by, scan_id=new_id())


def _carried(source: str, target: str) -> Setting:
    async def setting(g: Ground) -> Deed:
        by, at, to = await g.person(), getattr(g, source).id, getattr(g, target).label_code
        return lambda tx, _: relocate(tx, g.goods, 2, from_place=at, to_label=to, by=by)

    return setting


async def _carry_all(g: Ground) -> Deed:
    by = await g.person()
    to = g.spare.label_code or ""
    return lambda tx, _: relocate_all(tx, g.reserve.id, to_label=to, by=by)


def _adjusted(why: Adjustment, source: str) -> Setting:
    async def setting(g: Ground) -> Deed:
        by, at = await g.person(), getattr(g, source).id
        return lambda tx, _: adjust(tx, g.goods, 3, place_id=at, why=why, by=by)

    return setting


async def _judge(g: Ground) -> Deed:
    by = await g.person()
    return lambda tx, _: judge(
        tx, g.goods, 2, place_id=g.face.id, to_condition="damaged", why="broken", by=by
    )


async def _order(g: Ground) -> Deed:
    asked = ask(g.name(), policy="as_available", **{g.tea.sku: 4})
    return lambda _, hot: place(hot, g.shop.id, asked)


async def _order_all(g: Ground) -> Deed:
    asked = ask(g.name(), policy="all_or_nothing", **{g.tea.sku: 30})
    return lambda _, hot: place(hot, g.shop.id, asked)


async def _cancel(g: Ground) -> Deed:
    placed = await g.order()
    return lambda tx, _: cancel(tx, g.shop.id, placed.id)


def amending(g: Ground, order: UUID, change: OrderChange) -> Deed:
    """The shop changes its order, as the door does."""

    async def deed(tx: Tx, _: Hot) -> list[str]:
        return await amend_order(tx, await lock_order(tx, g.shop.id, order), change)

    return deed


async def _amend(g: Ground) -> Deed:
    placed = await g.order()
    return amending(g, placed.id, OrderChange(lines=[LineAsked(sku=g.tea.sku, quantity=5)]))


async def _backorder(g: Ground) -> Deed:
    placed = await g.order(35)
    async with g.db.begin(HALL) as tx:
        await cast.stock(tx, g.hall, g.tea, g.face.code, 4)
    return lambda tx, _: promise_backorder(tx, g.shop.id, placed.id)


async def _pick(g: Ground) -> Deed:
    run, by, _ = await g.walk(picked=0)
    return lambda _, hot: pick.scan(hot, run, g.made(g.code, by, "pick", run))


async def _unpick(g: Ground) -> Deed:
    run, by, _ = await g.walk(picked=1)
    return lambda tx, _: pick.undo(tx, run, by)


async def _short(g: Ground) -> Deed:
    run, by, _ = await g.walk(picked=1)
    task = await g.task(run)
    return lambda tx, _: pick.short(tx, run, task, "fewer", by)


async def _spoilt(g: Ground) -> Deed:
    run, by, _ = await g.walk(picked=1)
    task = await g.task(run)
    return lambda tx, _: side_doors.damaged(tx, run, task, "broken", by)


async def _elsewhere(g: Ground) -> Deed:
    run, by, _ = await g.walk(picked=0)
    task, other = await g.task(run), g.reserve.id
    return lambda tx, _: side_doors.take_elsewhere(tx, run, task, by, place_id=other)


async def _cancel_picked(g: Ground) -> Deed:
    _, _, placed = await g.walk(picked=1)
    return lambda tx, _: cancel(tx, g.shop.id, placed.id)


async def _put_back(g: Ground) -> Deed:
    _, by, placed = await g.walk(picked=3)
    async with g.db.begin(HALL) as tx:
        await cancel(tx, g.shop.id, placed.id)
    return lambda tx, _: put_back(tx, g.shop.id, placed.id, g.face.id, by)


async def _pack(g: Ground) -> Deed:
    run, by, _ = await g.walk(picked=3)
    async with g.db.read(HALL) as read:
        label = await read.scalar(
            text("SELECT p.label_code FROM pick_run_orders o JOIN places p ON p.id = o.tote_id "
                 "WHERE o.run_id = :run"), {"run": run},
        )  # fmt: skip
    opened = await pack.open_order(
        g.hot, g.made(label, by, "pack"), bench_id=g.hall["BENCH-1"].id, is_supervisor=False,
        away_after=AWAY_AFTER,
    )  # fmt: skip
    parcel = opened.parcel
    assert parcel is not None
    return lambda _, hot: pack_and_request.scan_item(hot, parcel, g.made(g.code, by, "pack"))


async def _counted(g: Ground, place: Place, by: AtWork, number: int) -> UUID:
    """One person counts a place to the end; the count."""
    async with g.db.begin(HALL) as tx:
        await begin_count(tx, await place_by_id(tx, place.id), by=by)
        return (await _say(tx, g, place.id, by, number))[0]


async def _say(tx: Tx, g: Ground, place: UUID, by: AtWork, number: int) -> tuple[UUID, str]:
    left = await left_to_count(tx, place, by=by)
    line = next((each for each in left if each.condition == "good" and each.sku == g.tea.sku), None)
    if line is None:  # the other one has carried all of it away
        raise NothingToCount(place=str(place))
    said = await say_number(
        tx, g.shop.id, line.count_id, lot_id=line.lot_id, condition=line.condition,
        counted=number, by=by,
    )  # fmt: skip
    if said.did == "counted":
        await settle(tx, line.count_id, by=by)
    return line.count_id, said.did


async def _count(g: Ground) -> Deed:
    by = await g.person()
    async with g.db.begin(HALL) as tx:
        await begin_count(tx, await place_by_id(tx, g.face.id), by=by)
    return lambda tx, _: _say(tx, g, g.face.id, by, 19)


async def _begin_count(g: Ground) -> Deed:
    by = await g.person()

    async def begin(tx: Tx, _: Hot) -> int:
        return await begin_count(tx, await place_by_id(tx, g.face.id), by=by)

    return begin


async def _approve(g: Ground) -> Deed:
    for _ in range(2):
        count = await _counted(g, g.reserve, await g.person(), 7)
    return lambda tx, _: approve(tx, count, why="lost", by=g.world.desk)


def _kits(work: Work) -> Setting:
    async def setting(g: Ground) -> Deed:
        by, sku = await g.person(), f"SET-{g.name()}"
        async with g.db.begin(HALL) as tx:
            kit = await cast.add_product(tx, g.shop, sku)
            await set_kit(tx, g.shop.id, sku, Kit(kind="built", parts=(
                Part(sku=g.tea.sku, quantity=2),)))  # fmt: skip
            if work == "break":
                await cast.stock(tx, g.hall, kit, g.face.code, 2)
            order = await ask_for_kits(tx, g.shop.id, NewKitOrder(sku=sku, work=work, quantity=2))
        return lambda tx, _: work_on(tx, g.shop.id, order.id, 2, place_id=g.face.id, by=by)

    return setting


async def _grade(g: Ground) -> Deed:
    by = await g.person()
    async with g.db.begin(HALL) as tx:
        gone = await ship(tx, g.hall, g.shop, [(g.tea, 2)])
        line = NewReturnLine(sku=g.tea.sku, quantity=1)
        await announce_return(
            tx, g.shop.id, NewReturn(external_id=g.name(), order_external_id=gone.external_id,
                                     lines=(line,), tracking_number=g.name()),
        )  # fmt: skip
        here = await arrive(tx, gone.slip_code)
        await receive_item(tx, here.number, g.code, by=by, scan_id=new_id())
        line_id = await tx.scalar(
            select(ReturnLine.id).where(ReturnLine.product_id == g.tea.id).order_by(
                ReturnLine.id.desc())
        )  # fmt: skip
    verdict = Verdict(line_id=line_id, grade="A", disposition="restock")
    to = g.face.label_code or ""
    return lambda tx, _: grade(tx, here.number, verdict, to, by=by, scan_id=new_id())


async def _block(g: Ground) -> Deed:
    return lambda tx, _: block(tx, g.face.id)


DEEDS: Final[dict[str, Setting]] = {
    "receive": _receive,
    "undo the receiving": _undo_receive,
    "finish the delivery": _finish,
    "take from the dock": _take_from_dock,
    "put away": _put_away,
    "undo the put-away": _undo_put_away,
    "carry to the reserve": _carried("face", "reserve"),
    "carry from the reserve": _carried("reserve", "face"),
    "carry all": _carry_all,
    "find": _adjusted(Adjustment.FOUND, "face"),
    "lose": _adjusted(Adjustment.LOST, "face"),
    "scrap": _adjusted(Adjustment.SCRAP, "reserve"),
    "judge": _judge,
    "order": _order,
    "order all of it": _order_all,
    "cancel": _cancel,
    "amend": _amend,
    "promise a backorder": _backorder,
    "pick": _pick,
    "undo the pick": _unpick,
    "short": _short,
    "spoilt on the walk": _spoilt,
    "take elsewhere": _elsewhere,
    "cancel on the walk": _cancel_picked,
    "put back": _put_back,
    "pack": _pack,
    "count": _count,
    "begin a count": _begin_count,
    "approve a count": _approve,
    "build kits": _kits("build"),
    "break kits": _kits("break"),
    "grade a return": _grade,
    "block the place": _block,
}


async def seen(g: Ground) -> dict[str, Any]:
    """What the two deeds left: stock by kind of place and condition, orders, tasks, counts."""
    async with g.db.read(HALL) as read:
        stock = await read.execute(_STOCK, {"tea": g.tea.id, "shop": g.shop.id})
        lines = await read.execute(_LINES, {"tea": g.tea.id})
        return {
            "stock": {tuple(row[:3]): tuple(row[3:]) for row in stock},
            "lines": sorted(tuple(row) for row in lines),
        }


_STOCK = text(
    """
    SELECT CASE p.kind WHEN 'tote' THEN 'tote' WHEN 'parcel' THEN 'parcel'
                ELSE left(p.code, 2) END, b.condition,
           CASE WHEN b.product_id = :tea THEN 'tea' ELSE 'kit' END,
           CAST(sum(b.on_hand) AS int), CAST(sum(b.allocated) AS int)
    FROM balances b JOIN places p ON p.id = b.place_id
    WHERE b.shop_id = :shop AND b.on_hand > 0 AND (b.product_id = :tea OR b.product_id IN (
        SELECT kit_id FROM kit_parts WHERE part_id = :tea))
    GROUP BY 1, 2, 3
    """
)
_LINES = text(
    "SELECT ordered, allocated, picked, packed, shipped, cancelled, backordered "
    "FROM order_lines WHERE product_id = :tea"
)
