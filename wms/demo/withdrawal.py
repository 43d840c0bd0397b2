"""A consumer withdraws on the order's page; what comes back is checked, and the shop pays back."""

from __future__ import annotations

import io
from contextlib import closing
from typing import Any, Final

import pypdfium2
import zxingcpp

from wms.barcodes import Kind, OwnLabel, parse
from wms.demo import hooks
from wms.demo.back import inspect
from wms.demo.browser import Stuck
from wms.demo.consumer import Consumer
from wms.demo.handheld import Handheld
from wms.demo.letters import await_letter
from wms.demo.picture import picture
from wms.demo.plot import WITHDRAWN, order_named
from wms.demo.world import World

_NAME, _GRADE = WITHDRAWN
_ORDER: Final = order_named(_NAME)
#: dots of a paper that a camera reads, to a point of the PDF
_SCALE: Final = 3
#: what the shop says of opened goods, so that everybody grades alike
RUBRIC: Final[dict[str, Any]] = {
    "grades": {
        "B": {
            "words": {
                "pl": "Pudełko otwarte, herbata nietknięta",
                "en": "Box opened, the tea untouched",
                "uk": "Коробку відкрито, чай не чіпали",
            },
            "is_photo_wanted": True,
        }
    }
}


def withdraw(world: World) -> str:
    """Withdraw from contract here → choose → confirm → receipt; the code of the slip to print.

    Raises:
        Stuck: a page or the receipt is not what it should be.
    """
    world.systems[_ORDER.shop].put("/return-rubric", RUBRIC)
    consumer = Consumer(world, _ORDER)
    world.worth_a_look.append((f"the page of {consumer.name}, who withdrew", consumer.address))
    with closing(consumer):
        consumer.follow("/withdraw")
        heading = consumer.page.heading
        consumer.fill("/withdraw", {"quantity-0": "1"})
        world.tale.say(f"{consumer.name} taps “{heading}”, chooses, and confirms once more")
        consumer.fill("/withdraw", {})
        world.tale.say(f"the page says: “{consumer.page.heading}”")
        [slip] = [href for href, _ in consumer.page.links if href.endswith("/slip.pdf")]
        code = _code_on(consumer.download(slip))
    receipt = await_letter(world, _ORDER, _NAME)
    world.tale.say(f"the receipt by e-mail: “{receipt.subject}”")
    world.tale.say(f"she puts the goods into a carton, with the slip that carries {code}")
    return code


def _code_on(paper: bytes) -> str:
    """The return's own code, read from the paper as a scanner reads it."""
    with closing(pypdfium2.PdfDocument(io.BytesIO(paper))) as document:
        image = document[0].render(scale=_SCALE).to_pil()
    for found in zxingcpp.read_barcodes(image):
        code = parse(found.text)
        if isinstance(code, OwnLabel) and code.kind is Kind.RETURN:
            return found.text
    raise Stuck("The slip carries no code of a return")


def take_in(world: World, handheld: Handheld, code: str) -> None:
    """Scan the slip's code and the piece, grade it, take the picture that the shop wants."""
    index, quantity = _ORDER.lines[0]
    goods = world.goods[_ORDER.shop][index]
    shot = picture(f"{goods.sku}: opened")
    inspect(world, handheld, code, goods.sku, quantity, grade=_GRADE, photo=shot)


def pay_back(world: World) -> None:
    """The shop's program hears that nothing stands in the way, and says that it paid back.

    Raises:
        Stuck: the evidence is not what the inspector kept.
    """
    shop = world.systems[_ORDER.shop]
    [back] = [one for one in shop.every("/returns") if one["order_id"] == world.orders[_NAME]]
    world.worth_a_look.append(("the tea that came back", f"/office/returns/{back['number']}"))
    hooks.await_told(world, [(_ORDER.shop, "return.refund_clearable", back["external_id"])])
    [found] = [found for line in back["lines"] for found in line["findings"]]
    [photo] = found["photos"]
    size = len(shop.download(f"/returns/{back['id']}/photos/{photo}"))
    world.tale.say(f"{_ORDER.shop} fetches the evidence: grade {found['grade']}, a photo, {size} B")
    shop.post(f"/returns/{back['id']}/refunded", {})
    world.tale.say(f"{_ORDER.shop} pays back and says so")


def await_news(world: World) -> None:
    """She is told by e-mail that nothing stands in the way of her money."""
    letter = await_letter(world, _ORDER)
    world.tale.say(f"e-mail to {_ORDER.to['name']}: “{letter.subject}”")
