"""A consumer asks something on the order's page, and reads the answer while it stays open."""

from __future__ import annotations

from contextlib import closing
from typing import Final

from wms.demo.consumer import Consumer
from wms.demo.plot import CURIOUS, order_named
from wms.demo.world import World

_ORDER: Final = order_named(CURIOUS)
_QUESTION: Final = "Can I wash the blanket at 40 degrees?"
_ANSWER: Final = "Please at 30, by hand: wool shrinks. And let it dry lying."
#: who signs for the shop, and when they are there
CONTACT: Final = {
    "name": "Maya", "signature": "Maya\nHarbour & Pine", "opens_at": "00:00", "closes_at": "23:59",
    "answer_days": "1", "is_chat_on": "yes",
}  # fmt: skip


def sign(world: World) -> None:
    """The office says who answers for the shop, and keeps its page of messages open."""
    world.desk.go(f"/office/shops/{_ORDER.shop}/contact")
    world.desk.fill("/contact", CONTACT)
    world.desk.send("/office/messages/here", {})


def talk(world: World) -> None:
    """A question, an answer from the desk, and both on the page without loading it anew."""
    consumer, desk = Consumer(world, _ORDER), world.desk
    with closing(consumer):
        # on a day off nobody is at the desk: then a day is told by which there is an answer
        here = consumer.reads(r"\w+ is here and answers now\.|Nobody is here right now\. [^.]+\.")
        world.tale.say(f"the page says: “{here}”")
        consumer.fill("/chat", {"words": _QUESTION})
        world.tale.say(f"{consumer.name} writes: “{_QUESTION}”")
        with consumer.hears(f"{consumer.address}/chat/live") as told:
            desk.go("/office/messages?q=" + CURIOUS)
            desk.follow_first(r"/office/messages/\d+$")
            desk.fill("/answer", {"channel": "chat", "words": _ANSWER})
            next(line for line in told if _ANSWER in line)
    world.worth_a_look.append((f"what {consumer.name} asked", desk.path))
    world.tale.say(f"the desk answers, and it stands on the open page at once: “{_ANSWER}”")
