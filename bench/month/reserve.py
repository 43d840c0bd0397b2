"""The reserve: LPNs are put away as one and carried on, and pick faces are filled from there."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text

from bench.month.people import Hand, Job, Reply, carried_on, is_refused
from bench.month.plan import Delivery
from bench.month.site import Site
from wms.access.people import AtWork
from wms.db import HALL, Read
from wms.replenish.rules import Rule, set_rules
from wms.replenish.steps import Finished, Step, Take, next_step

PUT_AWAY, MOVE, REPLENISH = "/scanner/put-away", "/scanner/move", "/scanner/replenish"
#: what a pick face holds at least and at most, pieces
LEAST, MOST = 3, 8
#: steps of one walk; more means that it never ends
_STEPS_MAX: Final = 80
_LABEL: Final = text("SELECT label_code FROM places WHERE id = :place")


def putting_away(site: Site, plate: str, *, to: str) -> Job:
    """Take an LPN from the dock and stand it into the reserve, with everything in it."""

    async def job(hand: Hand) -> None:
        if is_refused(await hand.post("LPN taken", PUT_AWAY, code=plate)):
            return
        down = await hand.post("LPN put away", PUT_AWAY, code=site.labels[to])
        if down.get("did") == "full_asked":  # the same place again says: there all the same
            down = await hand.post("LPN put away", PUT_AWAY, code=site.labels[to])
        hand.managed("put away as one", down)

    return job


def carrying(site: Site, plate: str, *, to: str) -> Job:
    """An LPN stands somewhere else in the reserve from now on."""

    async def job(hand: Hand) -> None:
        carried = await hand.post("LPN lifted", MOVE, code=plate)
        if is_refused(carried):
            return
        for _ in range(2):  # a place that is full is scanned twice
            code = site.labels[to]
            carried = await hand.post("LPN moved", MOVE, code=code, **carried_on(carried))
            if carried.get("did") != "full_asked":
                break
        hand.managed("moved as one", carried)

    return job


async def keep_filled(site: Site, deliveries: list[Delivery], home: dict[str, str]) -> int:
    """The office writes rules for what came on LPNs: its pick faces are filled from the reserve."""
    written = 0
    for delivery in deliveries:
        if delivery.lpn is None:
            continue
        skus = sorted({line.product.sku for line in delivery.halves[0]})
        rules = [
            Rule(sku=sku, place=home[sku], min_quantity=LEAST, max_quantity=MOST) for sku in skus
        ]
        async with site.database.begin(HALL) as tx:
            written += await set_rules(tx, site.shop_ids[delivery.shop], rules)
    return written


def replenishing(site: Site) -> Job:
    """Push a cart through the reserve and fill pick faces, as the screen says."""

    async def job(hand: Hand) -> None:
        if is_refused(await hand.post("cart begun", f"{REPLENISH}/start")):
            return  # every pick face has enough
        step, reply = None, None
        for _ in range(_STEPS_MAX):
            await hand.see(REPLENISH)
            async with site.database.read(HALL) as read:
                step = await next_step(read, _at_work(hand))
                if isinstance(step, Finished):
                    return
                code = await _wanted(read, step)
            reply = await _do(hand, step, code)
            if is_refused(reply):  # an order was promised it meanwhile
                reply = await _leave(hand, step)
            if reply.get("did") == "set_down":
                hand.managed("pick faces filled", reply)
        raise AssertionError(f"{hand.person.operator_id} walks for ever: {step} {reply}")

    return job


async def _do(hand: Hand, step: Step, code: str) -> Reply:
    reply = await hand.post("replenish scan", REPLENISH, code=code)
    if isinstance(step, Take) and not is_refused(reply) and reply["collected"] < reply["quantity"]:
        return await hand.post("replenish all", f"{REPLENISH}/all")
    return reply


async def _leave(hand: Hand, step: Step) -> Reply:
    """The rest of it is not there; what cannot be helped is left to somebody else."""
    assert not isinstance(step, Finished), "who has finished was refused nothing"
    if not isinstance(step, Take):  # the pick face takes none of it: all of it goes back
        return await hand.post("no room", f"{REPLENISH}/room", task=str(step.task), fit="0")
    reply = await hand.post(
        "replenish short", f"{REPLENISH}/short", task=str(step.task), reason="fewer"
    )
    return await hand.post("cart full", f"{REPLENISH}/full") if is_refused(reply) else reply


async def _wanted(read: Read, step: Step) -> str:
    """What is scanned at a step: the goods, or the label of the place or LPN that is shown."""
    if isinstance(step, Take):
        return step.barcode or ""
    assert not isinstance(step, Finished), "nothing is scanned then"
    label: str = await read.scalar(_LABEL, {"place": step.place_id})
    return label


def _at_work(hand: Hand) -> AtWork:
    nobody = UUID(int=0)
    return AtWork(
        operator_id=hand.person.operator_id, device_id=hand.person.device_id, session_id=nobody,
        name="", language="en", is_supervisor=False,
    )  # fmt: skip
