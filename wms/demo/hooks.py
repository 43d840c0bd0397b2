"""The webhooks of the shops: where they go, and waiting for what they say."""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from typing import Final

from wms.demo.plot import ORDERS
from wms.demo.world import World

LIMIT_S: Final = 20.0
LOOK_EVERY_S: Final = 0.1


class NotHeard(Exception):  # noqa: N818 - reads as the fact it is
    """A shop was not told something in time, or was told it with a wrong signature."""


def subscribe(world: World) -> None:
    """Each shop names its receiver's address and hands the secret to its receiver."""
    secrets = {}
    for code, system in world.systems.items():
        url = f"http://127.0.0.1:{world.stage.receiver_port}/hooks/{code}"
        secrets[code] = system.post("/webhook-endpoints", {"url": url})["secret"]
        world.tale.say(f"{code} will be told at {url}")
    world.stage.secrets.chmod(0o600)
    world.stage.secrets.write_text(json.dumps(secrets))


def heard(world: World) -> list[str]:
    """The lines of the receiver so far.

    Raises:
        NotHeard: a message came with a wrong signature.
    """
    lines = world.stage.receiver_log.read_text().splitlines()
    refused = [line for line in lines if not line.startswith("verified ")]
    if refused:
        raise NotHeard(f"The receiver says: {refused[0]}")
    return lines


def await_told(world: World, wanted: Collection[tuple[str, str, str]]) -> None:
    """Wait until each (shop, event type, subject's name) was received, and print those lines.

    Raises:
        NotHeard: it did not come within `LIMIT_S`.
    """
    deadline = time.monotonic() + LIMIT_S
    beginnings = {" ".join(("verified", *one)): one for one in wanted}
    while True:
        lines = heard(world)
        found = {b: line for line in lines for b in beginnings if line.startswith(b + " ")}
        missing = [beginnings[b] for b in beginnings if b not in found]
        if not missing:
            break
        if time.monotonic() > deadline:
            raise NotHeard(f"After {LIMIT_S:.0f} s nobody told {' '.join(missing[0])}")
        time.sleep(LOOK_EVERY_S)
    for beginning in beginnings:
        world.tale.say(f"receiver | {found[beginning]}")


def await_shipped(world: World) -> None:
    """Every order was told as packed and as shipped."""
    await_told(
        world,
        [(o.shop, t, o.name) for o in ORDERS for t in ("order.packed", "order.shipped")],
    )
