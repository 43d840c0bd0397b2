"""What consumers find in their mailboxes: the letters that the demo's mail server took."""

from __future__ import annotations

import re
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any, Final

from wms.demo.browser import Stuck
from wms.demo.plot import Order
from wms.demo.world import World

LIMIT_S: Final = 30.0
LOOK_EVERY_S: Final = 0.1
#: what all shops of the demo tell their consumers: the first with the link to the order's own page
TOLD: Final = ("shipped", "refund_cleared")
_LINK: Final = re.compile(r"https?://\S+?(/o/[\w-]+)")


class Letter:
    """One letter."""

    def __init__(self, content: bytes) -> None:
        self._message = message_from_bytes(content, policy=default)
        self.to = str(self._message["to"])
        self.subject = str(self._message["subject"])
        body: Any = self._message.get_body(("plain",))
        self.words = str(body.get_content()) if body else ""

    @property
    def link(self) -> str:
        """The path of the order's page. Stuck: there is no link to it."""
        found = _LINK.search(self.words)
        if found is None:
            raise Stuck(f"No link to the order in “{self.subject}”")
        return found[1]


def write_to_consumers(world: World) -> None:
    """Each shop says by REST what its consumers are told by e-mail: as it begins, nothing."""
    for system in world.systems.values():
        system.put("/notices", {"kinds": TOLD, "fallback_language": system.shop.language})
    world.tale.say(f"consumers will be told by e-mail: {', '.join(TOLD)}")


def await_letter(world: World, order: Order, containing: str = "") -> Letter:
    """Wait for a letter to who ordered, with such words in it; each is read once.

    Raises:
        Stuck: it did not come within `LIMIT_S`.
    """
    deadline = time.monotonic() + LIMIT_S
    while True:
        for file in _unread(world):
            letter = Letter(file.read_bytes())
            if order.to["email"] in letter.to and containing in letter.words:
                world.read_letters.add(file.name)
                return letter
        if time.monotonic() > deadline:
            raise Stuck(f"No letter to {order.to['email']} with “{containing}” in it")
        time.sleep(LOOK_EVERY_S)


def _unread(world: World) -> list[Path]:
    """In the order in which they came."""
    # the server moves a letter here when it has all of it
    here = (world.stage.mail / "new").glob("*")
    return sorted(
        (one for one in here if one.name not in world.read_letters),
        key=lambda one: one.stat().st_mtime_ns,
    )
