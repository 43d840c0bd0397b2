"""What the warehouse and the couriers mean, as consumers say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from wms.consumer.order_page import OrderShown, ParcelShown
from wms.errors import N_
from wms.orders.holds import HOLDABLE
from wms.returns.queries import ReturnView
from wms.shipping.carriers import incidents
from wms.shipping.failures import NOT_SERVED, RETURN_SENDER_WRONG, TOO_HEAVY, TOO_LARGE
from wms.shipping.tracking.whereabouts import PublicNews

#: the one courier whose name is words: `wms.shipping.carriers.house`
HOUSE_COURIER: Final = N_("House courier")
#: by the state of a parcel, or of what a courier told of it
PARCEL_WORDS: Final = {
    "packed": N_("It is packed and waits for the courier."),
    "labelled": N_("It is packed and waits for the courier."),
    "handed_over": N_("The courier has taken it."),
    "in_transit": N_("It is on its way."),
    "available_for_pickup": N_("It can be picked up."),
    "delivered": N_("It is delivered."),
    "delivery_failed": N_("It could not be delivered. The courier tries again."),
    "returning": N_("It is on its way back to the sender."),
    "returned": N_("It is back at the sender."),
    "lost": N_("It cannot be found. The shop knows and will write to you."),
}
#: why a parcel does not go as it should
INCIDENT_WORDS: Final = {
    incidents.ADDRESS_WRONG: N_("The address is wrong or incomplete."),
    incidents.RECIPIENT_ABSENT: N_("Nobody was there."),
    incidents.RECIPIENT_REFUSED: N_("The parcel was not accepted."),
    incidents.COD_NOT_PAID: N_("Cash on delivery was not paid."),
    incidents.NOT_VERIFIED: N_("The courier could not check who you are."),
    incidents.NOT_COLLECTED: N_("Nobody collected it in time."),
    incidents.POINT_UNAVAILABLE: N_("The pickup point is full or closed."),
    incidents.DAMAGED: N_("It is damaged."),
    incidents.OVERSIZED: N_("It is larger than the courier allows."),
    incidents.LOST: N_("The courier cannot find it."),
    incidents.DELAYED: N_("It is late."),
    incidents.MISROUTED: N_("It was sent the wrong way first."),
    incidents.REDIRECTED: N_("It was redirected."),
    incidents.CUSTOMS: N_("It is at customs."),
}


def news_said(news: Iterable[PublicNews]) -> list[tuple[datetime, str, str]]:
    """When, what happened, and why when something came in between; in English for the catalogue."""
    return [
        (one.at, PARCEL_WORDS[one.status], INCIDENT_WORDS.get(one.incident or "", ""))
        for one in news
        if one.status in PARCEL_WORDS
    ]


#: what is so now, and what comes next; the second may be empty
Now = tuple[str, str]
_SHOP_WRITES: Final = N_("The shop knows and will write to you.")

#: the steps of an order's way, as a line of progress
STEPS: Final = (N_("Ordered"), N_("Prepared"), N_("On its way"), N_("Delivered"))

#: by the state of an order
_STATE_WORDS: Final[dict[str, Now]] = {
    "received": (N_("We have your order."), N_("We prepare it as soon as its turn comes.")),
    "backordered": (
        N_("Something of your order is not in our warehouse yet."),
        N_("As soon as it comes, your order goes on by itself."),
    ),
    "allocated": (N_("We have your order."), N_("We prepare it as soon as its turn comes.")),
    "released": (N_("We have your order."), N_("It is prepared next.")),
    "picking": (N_("Your order is being prepared."), N_("Then it is packed.")),
    "picked": (N_("Your order is being prepared."), N_("It is packed next.")),
    "packing": (N_("Your order is being packed."), N_("Then the courier takes it.")),
    "packed": (N_("Your order is packed."), N_("The courier takes it next.")),
    "shipped": (N_("Your order is on its way."), N_("The courier brings it to you.")),
    "delivered": (N_("Your order was delivered."), ""),
    "cancelled": (
        N_("Your order is cancelled."),
        N_("If you have paid for it already, the shop pays you back."),
    ),
    "returned": (N_("Your order came back to us."), _SHOP_WRITES),
    "lost": (N_("The courier has lost your order. We are sorry."), _SHOP_WRITES),
}
_TO_POINT: Final = N_("The courier brings it to the pickup point.")
_BEING_CANCELLED: Final = (
    N_("Your order is being cancelled."),
    N_("It was being prepared already; we take it apart now. You need not do anything."),
)
_WAITS_FOR_YOU: Final = (
    N_("Your order waits for you."),
    N_("Please answer below; then it goes on."),
)
_CHECKED: Final = (
    N_("Your order is being checked."),
    N_("When that is done, it goes on by itself. You need not do anything."),
)
_PARTLY: Final = (
    N_("A part of your order is on its way."),
    N_("The rest follows in another parcel."),
)
_LATE: Final = N_("Your order takes longer than we promised.")
_WITHDRAWN: Final = (
    N_("We have received your withdrawal"),
    N_("The shop was told and writes to you what follows."),
)
#: by the state of a parcel, what is more important than the order's: of the only one, of one of
#: several
_OF_PARCELS: Final[dict[str, tuple[Now, Now]]] = {
    "available_for_pickup": (
        (N_("Your parcel can be picked up."), N_("It waits for you at the pickup point.")),
        (N_("A parcel of yours can be picked up."), N_("It waits for you at the pickup point.")),
    ),
    "lost": (
        (N_("The courier has lost your order. We are sorry."), _SHOP_WRITES),
        (N_("The courier has lost a parcel of yours. We are sorry."), _SHOP_WRITES),
    ),
    "damaged": (
        (N_("Your parcel was damaged on its way. We are sorry."), _SHOP_WRITES),
        (N_("A parcel of yours was damaged on its way. We are sorry."), _SHOP_WRITES),
    ),
    "delivery_failed": (
        (N_("Your parcel could not be delivered."), N_("The courier tries again.")),
        (N_("A parcel of yours could not be delivered."), N_("The courier tries again.")),
    ),
    "returning": (
        (N_("Your parcel is on its way back to us."), _SHOP_WRITES),
        (N_("A parcel of yours is on its way back to us."), _SHOP_WRITES),
    ),
    "returned": (
        (N_("Your order came back to us."), _SHOP_WRITES),
        (N_("A parcel of yours came back to us."), _SHOP_WRITES),
    ),
}
_STEP_OF: Final = {
    "picking": 1, "picked": 1, "packing": 1, "packed": 1, "shipped": 2, "delivered": 3,
    "returned": 2, "lost": 2,
}  # fmt: skip


def state_words(order: OrderShown) -> Now:
    """What whoever waits for an order wants to know first, and what comes next."""
    if order.is_cancel_requested:
        return _BEING_CANCELLED
    if order.is_sent and order.status != "shipped" and order.returns:
        return return_words(order.returns[-1])
    if order.is_withdrawal_open:
        return _WITHDRAWN
    if order.status == "shipped":
        return _way_words(order)
    if order.can_change and order.holds:
        is_asked = any(hold_words(hold.code) for hold in order.holds)
        return _WAITS_FOR_YOU if is_asked else _CHECKED
    if order.is_sent and order.status in HOLDABLE | {"packed"}:
        return _PARTLY
    now, then = _STATE_WORDS.get(order.status, _STATE_WORDS["received"])
    return (_LATE if order.delayed_at else now), then


def _way_words(order: OrderShown) -> Now:
    is_one_of_several = len(order.parcels) > 1
    for status, words in _OF_PARCELS.items():
        if any(_came_to(parcel) == status for parcel in order.parcels):
            return words[is_one_of_several]
    now, then = _STATE_WORDS["shipped"]
    return now, (_TO_POINT if order.person.pickup_point_id else then)


def _came_to(parcel: ParcelShown) -> str:
    """The state of a parcel; one that is damaged on its way is that first."""
    is_on_its_way = parcel.status in ("handed_over", "in_transit")
    is_damaged = bool(parcel.news) and parcel.news[0].incident == incidents.DAMAGED
    return "damaged" if is_on_its_way and is_damaged else parcel.status


def step_of(order: OrderShown) -> int | None:
    """How far it is on the line of progress; None: it has left the line."""
    if order.status == "cancelled" or order.is_cancel_requested:
        return None
    return _STEP_OF.get(order.status, 0)


#: holds that the consumer can end, and how
_HOLD_WORDS: Final = {
    "address_question": N_("The shop asks: is the address right? Please check it."),
    "consumer_answer": N_("The shop has asked you something and waits for your answer."),
    "address_city": N_("The town in the address cannot be right. Please correct it."),
    "address_postcode": N_("The postcode in the address cannot be right. Please correct it."),
    "phone_invalid": N_("The phone number cannot be right. Please correct it."),
    "pickup_point_invalid": N_("There is no such pickup point. Please choose another one."),
    "pickup_point_unknown": N_("There is no such pickup point. Please choose another one."),
    "pickup_point_closed": N_("The pickup point is closed. Please choose another one."),
}


def hold_words(code: str) -> str | None:
    """What the consumer is asked for; None: it is not theirs to solve."""
    return _HOLD_WORDS.get(code)


#: why an order leaves at another time than was promised
_MOVED_WORDS: Final = {
    "delayed": N_("We did not get it ready in time."),
    "goods_missing": N_("Something of it is missing in our warehouse."),
    "goods_came": N_("The goods that were missing have come."),
    "expiry": N_("Something of it would not have kept long enough; you get fresher goods."),
    "wait_over": N_("Something of it did not come in time; the rest is sent without it."),
    "held": N_("It had to be checked first."),
    "released": N_("It had to be checked first."),
    "amended": N_("The order was changed."),
}


def moved_words(order: OrderShown) -> str | None:
    """Why it is later than was said; None: nothing is known of it."""
    return _MOVED_WORDS.get(order.moved_because or "")


#: what is said at the top of the page after something was done
DONE_WORDS: Final = {
    "asked": N_("Your message was sent."),
    "address": N_("Thank you. Your parcel goes to the new address."),
    "point": N_("Thank you. Your parcel goes to the new pickup point."),
    "same": N_("Nothing was changed: it goes there already."),
    "cancelled": N_("Your order is cancelled."),
    "intercepted": N_("We stop your order. Until it is cancelled, you see here how far we are."),
}

#: by the state of a return
_RETURN_WORDS: Final[dict[str, Now]] = {
    "announced": (
        N_("We wait for your return."),
        N_("Pack it well and hand it in. We tell you here when it has come."),
    ),
    "unidentified": (N_("Your return is here."), N_("We look at it now.")),
    "arrived": (N_("Your return is here."), N_("We look at it now.")),
    "inspecting": (N_("Your return is here."), N_("We are looking at it.")),
    "completed": (
        N_("Your return was checked."),
        N_("The shop pays you back what is due to you."),
    ),
    "rejected": (
        N_("Your return was not accepted."),
        N_("The shop will write to you about it."),
    ),
}
_PAID_BACK: Final = N_("The shop has paid you back.")
#: where a parcel is that comes back, by what its courier or our own bench said
COMING_WORDS: Final = {
    "in_transit": N_("It is on its way to us."),
    "available_for_pickup": N_("It is near us and waits to be brought."),
    "delivery_failed": N_("It could not be brought to us yet. The courier tries again."),
    "returning": N_("It is on its way back to you: the courier could not bring it to us."),
    "returned": N_("It went back to you: the courier could not bring it to us."),
    "delivered": N_("It has arrived at our door."),
    "lost": N_("The courier cannot find it. The shop knows and will write to you."),
}
#: by the way back: what it is called, and what to do
WAY_WORDS: Final = {
    "house/drop_off": (
        N_("Bring it to us"),
        N_("Bring the parcel to the return address. Show the code on your telephone, or stick the "
           "label on."),
    ),
    "house/fetched": (
        N_("Our driver fetches it"),
        N_("Our driver comes to the address of your order. Have the parcel ready; the driver scans "
           "the code on your telephone, or the label."),
    ),
    "inpost/locker": (
        N_("InPost parcel locker, nothing to print"),
        N_("Take the parcel to any InPost parcel locker, choose to send with a code, and type the "
           "code. The locker opens and needs no label."),
    ),
    "dpd/drop_off": (
        N_("DPD Pickup point, with a label"),
        N_("Print the label, stick it onto the parcel, and hand it in at a DPD Pickup point."),
    ),
}  # fmt: skip
_REFUSED_WORDS: Final = {
    RETURN_SENDER_WRONG: N_(
        "The courier does not accept your address, phone or e-mail as they stand in the order. "
        "Please choose another way, or write to the shop."
    ),
    TOO_HEAVY: N_("It is too heavy for this way. Please choose another one."),
    TOO_LARGE: N_("It is too large for this way. Please choose another one."),
    NOT_SERVED: N_("The courier does not come where you live. Please choose another way."),
}
_REFUSED: Final = N_("There is nothing to be had this way now. Please choose another one.")


def refused_words(code: str) -> str:
    """Why there is no label, as its consumer understands it: by the code of a failure."""
    return _REFUSED_WORDS.get(code, _REFUSED)


def news_coming(news: Iterable[PublicNews]) -> list[tuple[datetime, str, str]]:
    """When, and what happened to a parcel that comes back."""
    return [
        (one.at, COMING_WORDS[one.status], INCIDENT_WORDS.get(one.incident or "", ""))
        for one in news
        if one.status in COMING_WORDS
    ]


#: by the grade of what came back
GRADE_WORDS: Final = {
    "A": N_("as new"),
    "B": N_("opened or used"),
    "C": N_("damaged"),
    "D": N_("cannot be sold any more"),
    "wrong_item": N_("another product than was sent to you"),
    "empty": N_("not in the parcel"),
}


def return_words(one: ReturnView) -> Now:
    """What is so with a return, and what comes next."""
    if one.refunded_at:
        return _PAID_BACK, ""
    if one.reason == "undelivered":
        on_its_way = _OF_PARCELS["returning"][0]
        return on_its_way if one.status == "announced" else _STATE_WORDS["returned"]
    return _RETURN_WORDS.get(one.status, _RETURN_WORDS["announced"])


#: why something comes back, as people choose it
WHY_WORDS: Final = {
    "changed_mind": N_("I changed my mind"),
    "does_not_fit": N_("It does not fit"),
    "not_as_described": N_("It is not as described"),
    "damaged": N_("It is damaged or does not work"),
    "too_late": N_("It came too late"),
    "other": N_("Another reason"),
}
