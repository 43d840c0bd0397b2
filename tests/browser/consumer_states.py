"""A shop's orders in every state in which its consumer may open the page, and links to them.

Written straight into the tables where a state has no one verb, through the verbs where it has.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import text

from tests import cast
from tests.lived import as_lived
from tests.orders.asking import goes_to
from tests.photos.pictures import sign
from tests.returns.shipped import Gone, ship
from wms.access.people import AtWork
from wms.catalog.models import Product
from wms.consumer.answers import AnswerWritten, add_answer
from wms.consumer.rules import ConsumerTerms, set_consumer_rules
from wms.consumer.withdraw import Chosen, withdraw
from wms.contact.say import say, thread_for
from wms.contact.signed import Contact, set_contact
from wms.db import Tx, new_id
from wms.events.outbox import Subject, record
from wms.packing.slips.template import SlipTemplate
from wms.packing.slips.versions import develop_logo, keep_logo, save_template
from wms.returns.announce import NewReturn, NewReturnLine, announce
from wms.returns.arrive import arrive
from wms.returns.inspection.grade import Verdict, grade
from wms.returns.inspection.receive import receive_item
from wms.returns.inspection.refund import refunded
from wms.returns.queries import ReturnView, return_view
from wms.returns.reject import reject
from wms.returns.return_code import return_code
from wms.shipping.carriers.incidents import DAMAGED, LOST, NOT_COLLECTED, RECIPIENT_ABSENT
from wms.shipping.carriers.port import TrackingEvent
from wms.shipping.tracking.track import track
from wms.shops.consumer_links import order_link
from wms.shops.models import Shop

BUYER = {
    "name": "Anna Żółć", "street": "Polna 1", "postcode": "00-950", "city": "Warszawa",
    "country": "PL", "email": "anna@example.com", "phone": "+48 600 100 200",
}  # fmt: skip
POINT = {"pickup_point_id": "WAW123M"}
#: what a shop writes itself, in each language: nothing of it is ours
ANSWERS = {
    "en": (
        ("How do I send something back?", "Within 14 days, by the button on your order's page."),
        ("When does my parcel come?", "In one or two working days after it has left."),
    ),
    "pl": (
        ("Jak odesłać towar?", "W ciągu 14 dni, przyciskiem na stronie zamówienia."),
        ("Kiedy przyjdzie paczka?", "W ciągu jednego lub dwóch dni roboczych po wysłaniu."),
    ),
    "uk": (
        ("Як повернути товар?", "Протягом 14 днів, кнопкою на сторінці замовлення."),
        ("Коли надійде посилка?", "За один-два робочі дні після відправлення."),
    ),
    "de": (
        ("Wie schicke ich etwas zurück?", "Innerhalb von 14 Tagen, auf der Seite der Bestellung."),
        ("Wann kommt mein Paket?", "Ein bis zwei Werktage nach dem Versand."),
    ),
}  # fmt: skip


@dataclass
class Shown:
    """What there is to be opened."""

    secret: str
    shop_id: UUID
    shop_code: str = ""
    tracking_number: str = ""
    orders: dict[str, UUID] = field(default_factory=dict)

    def page(self, name: str) -> str:
        """The page of an order."""
        return order_link(self.secret, self.shop_id, self.orders[name])


@dataclass
class _Making:
    tx: Tx
    hall: cast.Hall
    shop_id: UUID
    shop: Shop
    tea: Product
    cup: Product
    by: AtWork
    shown: Shown

    async def waits(self, name: str, status: str = "allocated", *, to_point: bool = False) -> UUID:
        """An order that has not left."""
        order_id = new_id()
        await self.tx.execute(
            text(
                "INSERT INTO orders (shop_id, id, external_id, status, country, carrier, "
                "service, language, backorder_policy, ship_by) VALUES (:shop, :id, :name, :status, "
                "'PL', :carrier, 'standard', 'pl', "
                "'all_or_nothing', clock_timestamp() + interval '1 day')"
            ),
            {"shop": self.shop_id, "id": order_id, "name": self._next(), "status": status,
             "carrier": "inpost" if to_point else "house"},
        )  # fmt: skip
        to = BUYER | (POINT if to_point else {})
        await goes_to(self.tx, self.shop_id, order_id, **to)
        for at, (product, pieces) in enumerate(((self.tea, 3), (self.cup, 1)), start=1):
            await self.tx.execute(
                text(
                    "INSERT INTO order_lines (shop_id, order_id, line_no, product_id, ordered) "
                    "VALUES (:shop, :order, :at, :product, :pieces)"
                ),
                {"shop": self.shop_id, "order": order_id, "at": at, "product": product.id,
                 "pieces": pieces},
            )  # fmt: skip
        self.shown.orders[name] = order_id
        return order_id

    def _next(self) -> str:
        return f"WEB-{20871 + len(self.shown.orders)}"

    async def change(self, order_id: UUID, changes: str) -> None:
        """Columns of an order."""
        await self.tx.execute(text(f"UPDATE orders SET {changes} WHERE id = :id"), {"id": order_id})

    async def gone(self, name: str, *news: tuple[str, str | None]) -> Gone:
        """An order that has left, and what its courier said since."""
        made = await ship(self.tx, self.hall, self.shop, [(self.tea, 3), (self.cup, 1)])
        external_id = self._next()
        await self.tx.execute(
            text("UPDATE orders SET language = 'pl', external_id = :name WHERE id = :id"),
            {"name": external_id, "id": made.order_id},
        )
        await goes_to(self.tx, self.shop_id, made.order_id, **BUYER)
        self.shown.orders[name] = made.order_id
        shipment = await self.tx.scalar(
            text(
                "UPDATE shipments SET tracking_url = 'https://courier.example/' || tracking_number "
                "WHERE parcel_id = :id RETURNING id"
            ),
            {"id": made.parcel_id},
        )
        begin = datetime.now(UTC) - timedelta(hours=3 * len(news))
        told = [
            TrackingEvent(
                status=status, at=begin + timedelta(hours=2 * at), code=f"{at}", words=status,
                incident=incident,
            )
            for at, (status, incident) in enumerate(news)
        ]  # fmt: skip
        if told:
            await track(self.tx, self.shop_id, shipment, told, source="poll")
        made.external_id = external_id
        return made

    async def coming_back(self, name: str, *, reason: str = "withdrawal") -> ReturnView:
        """A return of two teas that was announced."""
        sent = await self.gone(name, ("in_transit", None), ("delivered", None))
        return await announce(
            self.tx,
            self.shop_id,
            NewReturn(
                external_id=f"RET-{sent.external_id}",
                order_external_id=sent.external_id,
                lines=(NewReturnLine(sku="TEA-100", quantity=2),),
                reason=reason,  # type: ignore[arg-type]  # one of the reasons
                declared_at=datetime.now(UTC),
            ),
        )


async def _waiting(making: _Making) -> None:
    await making.waits("ordered")
    for status in ("released", "picking", "picked", "packing"):
        await making.waits(status, status)
    waits = await making.waits("backordered", "backordered")
    await making.tx.execute(
        text("UPDATE order_lines SET backordered = 2 WHERE order_id = :id AND line_no = 1"),
        {"id": waits},
    )
    await making.waits("to_point", to_point=True)
    await making.waits("to_change")
    await making.waits("to_point_change", to_point=True)
    for name in ("to_withdraw", "to_cancel"):
        await making.waits(name)
    for name, code, is_to_point in (
        ("held_address", "address_question", False), ("held_city", "address_city", False),
        ("held_answer", "consumer_answer", False),
        ("held_payment", "payment", False), ("held_point", "pickup_point_closed", True),
    ):  # fmt: skip
        held = await making.waits(name, to_point=is_to_point)
        await making.tx.execute(
            text(
                "INSERT INTO order_holds (shop_id, order_id, code, owner) "
                "VALUES (:shop, :order, :code, :owner)"
            ),
            {"shop": making.shop_id, "order": held, "code": code,
             "owner": "shop" if code == "payment" else "consumer"},
        )  # fmt: skip
    late = await making.waits("late", "released")
    await making.change(late, "delayed_at = clock_timestamp()")
    await record(
        making.tx,
        making.shop_id,
        Subject("order", late, "WEB"),
        as_lived("order.promise_changed", reason="goods_missing"),
    )
    stopped = await making.waits("intercepted", "packing")
    await making.change(stopped, "intercepted_at = clock_timestamp()")
    cancelled = await making.waits("cancelled", "cancelled")
    await making.change(cancelled, "cancelled_at = clock_timestamp()")
    packed = await making.waits("packed", "packed")
    place = await cast.add_place(making.tx, making.hall, "P-PACKED", "parcel")
    await making.tx.execute(
        text(
            "INSERT INTO parcels (shop_id, id, order_id, status, weight_g, packed_at) VALUES "
            "(:shop, :id, :order, 'packed', 900, clock_timestamp())"
        ),
        {"shop": making.shop_id, "id": place.id, "order": packed},
    )


async def _on_its_way(making: _Making) -> None:
    way = ("in_transit", None)
    sent = await making.gone("shipped", way)
    making.shown.tracking_number = sent.tracking_number
    await making.gone("handed_over")
    point = await making.gone("at_point", way, ("available_for_pickup", None))
    await goes_to(making.tx, making.shop_id, point.order_id, **POINT)
    for table, key in (("orders", point.order_id), ("shipments", point.parcel_id)):
        column = "id" if table == "orders" else "parcel_id"
        await making.tx.execute(
            text(f"UPDATE {table} SET carrier = 'inpost' WHERE {column} = :id"), {"id": key}
        )
    await making.gone("absent", way, ("delivery_failed", RECIPIENT_ABSENT))
    await making.gone("delivered", way, ("delivered", None))
    await making.gone("damaged", way, ("in_transit", DAMAGED))
    await making.gone("goes_back", way, ("returning", NOT_COLLECTED))
    await making.gone("came_back", way, ("returning", None), ("returned", None))
    await making.gone("lost", way, ("lost", LOST))
    await making.gone("to_send_back", way, ("delivered", None))
    await making.gone("chat", way)
    await making.gone("chat_live", way)
    old = await making.gone("too_late", way, ("delivered", None))
    await making.tx.execute(
        text(
            "UPDATE trackings SET status_at = status_at - interval '60 days', "
            "delivered_at = delivered_at - interval '60 days' WHERE shipment_id IN "
            "(SELECT id FROM shipments WHERE parcel_id = :id)"
        ),
        {"id": old.parcel_id},
    )


async def _returned(making: _Making) -> None:
    tx, by = making.tx, making.by
    code = await cast.barcode_of(tx, making.tea)
    shelf = str(making.hall["A-02-1"].label_code)
    damaged = str(making.hall["QUAR"].label_code)

    async def came(one: ReturnView, pieces: int) -> ReturnView:
        await arrive(tx, return_code(one.number))
        for _ in range(pieces):
            await receive_item(tx, one.number, code, by=by)
        return await return_view(tx, making.shop_id, one.id)

    async def judged(one: ReturnView) -> None:
        line = one.lines[0].id
        as_new = Verdict(line_id=line, grade="A", disposition="restock")
        used = Verdict(line_id=line, grade="B", disposition="quarantine", reason="used")
        await grade(tx, one.number, as_new, shelf, by=by)
        await grade(tx, one.number, used, damaged, by=by)

    await making.coming_back("return_announced")
    await came(await making.coming_back("return_arrived"), 0)
    await came(await making.coming_back("return_inspecting"), 2)
    await judged(await came(await making.coming_back("return_completed"), 2))
    done = await came(await making.coming_back("return_refunded"), 2)
    await judged(done)
    await refunded(tx, making.shop_id, done.id, None)
    await reject(tx, (await making.coming_back("return_rejected")).number, reason="no")


async def _withdrawn(making: _Making) -> None:
    for name, choice, is_proved in (
        ("withdrawn_sent", "withdrawn_sent", False), ("withdrawn_before", "", True),
        ("withdrawn_told", "", False),
    ):  # fmt: skip
        if choice:
            await making.gone(name, ("in_transit", None), ("delivered", None))
        else:
            await making.waits(name)
        await withdraw(
            making.tx, making.shop_id, making.shown.orders[name],
            [Chosen(sku="TEA-100", quantity=1, why="changed_mind")],
            form_id=new_id(), is_proved=is_proved,
        )  # fmt: skip


async def orders_in_every_state(tx: Tx, secret: str) -> Shown:
    """One shop with a sign and a colour of its own, and an order for each state."""
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100", name="Herbata czarna liściasta 100 g")
    cup = await cast.add_product(tx, shop, "CUP-1", name="Kubek porcelanowy „Łąka” 300 ml")
    await tx.execute(
        text(
            "UPDATE shops SET name = 'Herbata i Spółka', language = 'pl', email = "
            "'pomoc@herbata.example', address = address || '{\"phone\": \"+48 22 100 20 30\"}'"
        )
    )
    look = SlipTemplate(accent="#7a2048")
    logo = await keep_logo(tx, shop.id, develop_logo(sign("Herbata & Spółka")))
    await save_template(tx, shop.id, look, logo_id=logo, by=None)
    shown = Shown(secret, shop.id, shop_code=shop.code)
    making = _Making(tx, hall, shop.id, shop, tea, cup, await cast.hire(tx), shown)
    await set_consumer_rules(tx, shop.id, ConsumerTerms(may_cancel=True))
    await _points(tx)
    for part in (_waiting, _on_its_way, _returned, _withdrawn):
        made: Callable[[_Making], Awaitable[None]] = part
        await made(making)
    for language, entries in ANSWERS.items():
        for question, answer in entries:
            one = AnswerWritten(language=language, question=question, answer=answer)
            await add_answer(tx, shop.id, one)
    thread = await thread_for(tx, shop.id, order_id=shown.orders["chat"])
    await say(tx, shop.id, thread, channel="chat", from_="consumer", words="Gdzie jest paczka?")
    await say(tx, shop.id, thread, channel="chat", from_="us", words="Jutro będzie u Pani.")
    for channel in ("note", "portal", "phone"):
        await say(tx, shop.id, thread, channel=channel, from_="us", words="To nie dla niej.")  # type: ignore[arg-type]  # a channel
    closed = Contact(name="Ewa Lis", opens_at=time(0, 1), closes_at=time(0, 2))
    await set_contact(tx, shop.id, closed)
    return shown


async def _points(tx: Tx) -> None:
    for point, street in (("WAW123M", "Marszałkowska 104/122"), ("WAW77A", "Polna 3")):
        await tx.execute(
            text(
                "INSERT INTO pickup_points (carrier, point_id, name, street, postcode, city, "
                "country, status) VALUES ('inpost', :id, :id, :street, '00-017', 'Warszawa', "
                "'PL', 'open') ON CONFLICT DO NOTHING"
            ),
            {"id": point, "street": street},
        )
