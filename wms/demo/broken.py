"""A parcel arrives broken: its consumer says so with a picture, and the office sends a new one."""

from __future__ import annotations

import re
from contextlib import closing
from typing import Any, Final

from wms.demo import goods_out, hooks
from wms.demo.browser import Stuck
from wms.demo.consumer import Consumer
from wms.demo.handheld import Handheld
from wms.demo.letters import await_letter
from wms.demo.picture import picture
from wms.demo.plot import BROKEN, order_named
from wms.demo.world import World

_ORDER: Final = order_named(BROKEN)
_PAYS: Final = {"us": "we pay", "carrier": "the courier pays", "shop": "the shop pays"}
_WORDS: Final = "The lantern is lovely, but its glass came in pieces."
_ANSWER: Final = "We are sorry about the glass. A new lantern leaves today, keep the old one."


def complain(world: World) -> None:
    """Something is wrong with the goods → words and a picture → a day by which it is answered."""
    consumer = Consumer(world, _ORDER)
    with closing(consumer):
        consumer.choose("about=damaged")
        shot = ("lantern.jpg", picture("in the carton", is_broken=True), "image/jpeg")
        consumer.fill("/ask", {"about": "damaged", "words": _WORDS}, {"photos": shot})
        world.tale.say(f"{consumer.name} writes, with a picture: “{_WORDS}”")
        world.tale.say(f"the page says: “{consumer.reads('You have an answer by [^.]+.')}”")


def resolve(world: World) -> None:
    """The office sees the case, answers by e-mail, and sends a new lantern.

    Raises:
        Stuck: there is no such case, or nothing was sent again.
    """
    cases = world.systems[_ORDER.shop].every("/cases")
    [case] = [one for one in cases if one["order_id"] == world.orders[BROKEN]]
    number, desk = case["number"], world.desk
    world.worth_a_look.append(("the broken lantern", f"/office/cases/{number}"))
    world.tale.say(f"case C-{number}: {case['kind']}, answer due {case['answer_due_at']}")
    desk.go("/office/messages?q=" + BROKEN)
    desk.follow_first(r"/office/messages/\d+$")
    desk.fill("/answer", {"channel": "email", "words": _ANSWER})
    desk.go(f"/office/cases/{number}")
    desk.fill("/resolve", {"remedy": "reship", "reason": "damaged"})
    missing = [said for said in (_WORDS, _ANSWER) if said not in desk.page.text]
    if missing:
        raise Stuck(f"The case does not show “{missing[0]}”")
    sent = _sent_again(world)
    world.tale.say(
        f"the office answers and resolves it: {sent['order_external_id']} is sent again, "
        f"{_PAYS[sent['cost']]} for it, {sent['status']}"
    )
    hooks.await_told(world, [(_ORDER.shop, "case.resolved", f"C-{number}")])


def _sent_again(world: World) -> Any:
    system = world.systems[_ORDER.shop]
    sent = system.get(f"/orders/{world.orders[BROKEN]}/reshipments")["items"]
    if not sent:
        raise Stuck(f"Nothing of {BROKEN} is sent again")
    return sent[0]


def send_again(world: World, picker: Handheld, packer: Handheld, loader: Handheld) -> None:
    """The new order goes the way of every order; it names the first one.

    Raises:
        Stuck: it is not shipped then, or not linked.
    """
    again = _sent_again(world)
    [tote] = goods_out.walk(world, picker)
    number = goods_out.pack_tote(world, packer, tote)
    goods_out.await_papers(packer, [number])
    seen = goods_out.shipment_of(world, number)
    goods_out.hand_over(world, loader, seen["carrier"], [seen["tracking_number"]])
    order = world.systems[_ORDER.shop].get(f"/orders/{again['order_id']}")
    if order["reship_of"] != world.orders[BROKEN] or order["status"] != "shipped":
        raise Stuck(f"{again['order_external_id']} is {order['status']}, of {order['reship_of']}")
    world.tale.say(f"{order['external_id']} is shipped; {BROKEN} and it name each other")
    hooks.await_told(world, [(_ORDER.shop, "order.shipped", order["external_id"])])


def await_answer(world: World) -> None:
    """The answer leaves ten seconds after it was written: so long the desk can take it back."""
    letter = await_letter(world, _ORDER, _ANSWER)
    signed = re.split(r"\n\s*\n", letter.words.strip())[-1].replace("\n", ", ")
    world.tale.say(f"e-mail to {_ORDER.to['name']}: “{_ANSWER}” {signed}")
