"""Work on the stock itself: goods are moved and counted, and the books are corrected."""

from __future__ import annotations

from collections import deque
from random import Random
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from bench.month.people import Hand, Job, carried_on, is_refused
from bench.month.plan import Product
from bench.month.site import Site
from wms.db import HALL, Database
from wms.stock.count_list import ask_counts, count_list
from wms.stock.settle import approve

MOVE, COUNT = "/scanner/move", "/scanner/count"
#: of all things counted: so many are a little off, so many far
OFF, FAR_OFF = 0.10, 0.02
#: every second count was asked for by the office, the others the floor begins by itself
ASKED: Final = 0.5
#: a place is tried so often, then left to tomorrow
TRIES: Final = 3
_BATCH: Final = 200
#: what a person sees on the shelf: everything that looks alike, promised or held
_THERE: Final = text(
    "SELECT coalesce(sum(on_hand), 0) FROM balances WHERE place_id = :place AND lot_id = :lot "
    "AND (condition = :condition OR :condition = 'good' AND condition = 'quarantine')"
)


def moving(site: Site, product: Product, *, home: str, to: str) -> Job:
    """Take one piece from its pick face to a place of the reserve."""

    async def job(hand: Hand) -> None:
        begun = await hand.post("move scan", MOVE, code=site.labels[home])
        if is_refused(begun):
            return
        taken = await hand.post("move scan", MOVE, code=product.ean, **carried_on(begun))
        if is_refused(taken):
            return
        carried = carried_on(taken)
        if taken["did"] == "which_asked":
            carried = carried_on({"to": taken["choices"][0]["href"]})
        await hand.post("move scan", MOVE, code=site.labels[to], **carried)

    return job


def counting(
    site: Site, place: str, rng: Random, jobs: deque[Any], *, off: int | None = None, tries: int = 0
) -> Job:
    """Count a place; what is far off is counted again by whoever comes next."""
    dice = rng.random()
    wrong = off if off is not None else (
        rng.choice((60, -60)) if dice < FAR_OFF else rng.choice((2, -2, 3)) if dice < OFF else 0
    )  # fmt: skip

    async def job(hand: Hand) -> None:
        begun = await hand.post("count begun", COUNT, code=site.labels[place])
        if is_refused(begun):
            # picked from just now, or counted by this very person: later, or by somebody else
            if tries < TRIES and begun["code"] != "count.nothing":
                jobs.append(counting(site, place, rng, jobs, off=off, tries=tries + 1))
            return
        if await _count(site, hand, str(begun["to"]), wrong):
            jobs.append(counting(site, place, rng, jobs, off=wrong, tries=tries))

    return job


async def _count(site: Site, hand: Hand, address: str, wrong: int) -> bool:
    """Say how many of each thing lie there; whether somebody else shall count again."""
    while True:
        page = await hand.see(address)
        form = next((f for f in page.forms if f.action.endswith("/number")), None)
        if form is None or "line" not in form.fields:
            break
        there = await _there(site.database, address, form.fields["line"])
        said = await hand.post(
            "count said", form.action, line=form.fields["line"], counted=str(max(there + wrong, 0))
        )
        if is_refused(said):
            break
    return (await hand.post("count done", COUNT + "/done")).get("status") == "recount"


async def _there(database: Database, address: str, line: str) -> int:
    """The shelf, as a person sees it."""
    _, lot, condition = line.split(".")
    facts = {"place": UUID(address.rsplit("/", 1)[1]), "lot": UUID(lot), "condition": condition}
    async with database.read(HALL) as read:
        return int(await read.scalar(_THERE, facts) or 0)


async def ask_to_count(database: Database, products: list[Product]) -> int:
    """The office has products counted wherever they lie; how many counts that makes."""
    asked = 0
    for product in products:
        async with database.begin(HALL) as tx:
            asked += await ask_counts(tx, sku=product.sku)
    return asked


async def approve_all(site: Site) -> int:
    """The office believes the second count; what is far off, two of them do. How many."""
    approved = 0
    async with site.database.read(HALL) as read:
        waiting = await count_list(read, status="to_approve", limit=_BATCH)
    for row in waiting:
        for desk in site.approvers:
            async with site.database.begin(HALL) as tx:
                done = await approve(tx, row.id, why="wrong_place", by=desk)
            if done == "done":
                approved += 1
                break
    return approved
