"""Whoever ordered, in a browser: they open the link of their e-mail, and have no log-in."""

from __future__ import annotations

import re

from wms.demo.browser import Browser, Stuck
from wms.demo.letters import await_letter
from wms.demo.plot import Order
from wms.demo.world import World


class Consumer(Browser):
    """One browser."""

    def __init__(self, world: World, order: Order) -> None:
        super().__init__(world.stage.url, language=order.more.get("language", "en"))
        self.name = order.to["name"].split(" ")[0]
        self.order = order
        letter = await_letter(world, order, "/o/")
        self.address = letter.link
        self.go(self.address)
        world.tale.say(f"e-mail to {self.name}: “{letter.subject}”; its link is opened")

    def reads(self, sentence: str) -> str:
        """The sentence on the page that a pattern finds.

        Raises:
            Stuck: it does not stand there.
        """
        found = re.search(sentence, self.page.text)
        if found is None:
            raise Stuck(f"{self.name} does not read “{sentence}” but: {self.page.text[:300]}")
        return found[0]
