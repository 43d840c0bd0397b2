"""Where the month takes place: servers, our programs, the hall, the shops and the people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from uuid import UUID

from bench.client import line
from bench.hall import ADDRESS, PIN, hire
from bench.month.people import Caller, Hand, Program, Tally
from bench.month.plan import LPN_EVERY, Sizes
from bench.processes import program
from bench.yard import settings_of
from wms.access.desks import hire_office_user
from wms.access.keys import SCOPES, issue_key
from wms.access.people import Desk
from wms.commands.installation import environment_of
from wms.db import HALL, Database, Tx, new_id
from wms.layout.build import add_locations, add_lpns, add_totes, open_warehouse
from wms.layout.walk import NewPlace, Rack, rack_places
from wms.local import Local
from wms.settings import Settings
from wms.shops.open import open_shop

#: nobody in the month forgets their handheld
UNLOCKED_MINUTES: Final = 100_000
BAYS, LEVELS, PICK_LEVELS = 50, 5, 4
TOTES: Final = 96
DOCKS: Final = ("DOCK-1", "DOCK-2", "DOCK-3")
ASIDE: Final = {
    "QUAR-1": "quarantine", "RET-1": "returns", "BENCH-1": "bench", "STAGE-1": "staging",
}  # fmt: skip
_APPROVERS: Final = ("Marta", "Piotr")


@dataclass(frozen=True)
class Site:
    """Everything that is there before the first day."""

    settings: Settings
    database: Database
    hands: tuple[Hand, ...]
    programs: tuple[Program, ...]
    keys: tuple[str, ...]
    shop_ids: tuple[UUID, ...]
    approvers: tuple[Desk, ...]
    #: ten digits on each place by its name
    labels: dict[str, str]
    pick_faces: tuple[str, ...]
    reserve: tuple[str, ...]
    totes: list[str]
    #: ten digits on each LPN
    lpns: tuple[str, ...]


@contextmanager
def programs(local: Local, folder: Path) -> Iterator[tuple[Settings, dict[str, int]]]:
    """The web process and the workers, as `wms up` starts them; the process ids of all servers."""
    here = replace(settings_of(local, folder), floor_lock_minutes=UNLOCKED_MINUTES)
    told = environment_of(here)
    assert local.postgres.pid is not None, "started by opened()"
    assert local.redis.pid is not None, "started by opened()"
    pids = {"postgres": local.postgres.pid, "valkey": local.redis.pid}
    with ExitStack() as undo:
        for words, port in ((["api"], here.bind_port), (["workers"], None)):
            log = folder / f"{words[0]}.log"
            started = program(words, log=log, environment=told, port=port)
            pids[words[0]] = undo.enter_context(started)
        yield here, pids


async def furnish(here: Settings, database: Database, sizes: Sizes, tally: Tally) -> Site:
    """Open the hall and the shops, hire the people; goods come later, by lorry."""
    racks = _racks(sizes.products)
    labels: dict[str, str] = {}
    async with database.begin(HALL) as tx:
        warehouse = await open_warehouse(tx, code="MONTH", name="The hall of the month")
        aside = [NewPlace(code=code, kind="dock") for code in DOCKS]
        aside += [
            NewPlace(code="QUAR-1", kind="quarantine"),
            NewPlace(code="RET-1", kind="returns"),
            NewPlace(code="BENCH-1", kind="bench"),
            NewPlace(code="STAGE-1", kind="staging"),
        ]
        for places in (aside, *racks):
            for card in await add_locations(tx, warehouse, places):
                labels[card.code] = card.label_code or ""
        totes = [card.label_code or "" for card in await add_totes(tx, warehouse, TOTES)]
        plates = await add_lpns(tx, warehouse, sizes.asns // LPN_EVERY + 1)
        labels |= {card.code: card.label_code or "" for card in plates}
        opened = []
        for number in range(sizes.shops):
            shop_id = await open_shop(
                tx, code=f"MONTH-{number}", name=f"Shop {number}",
                email=f"shop{number}@example.com", address=ADDRESS,
            )  # fmt: skip
            key = await issue_key(tx, shop_id, name="month", scopes=SCOPES)
            opened.append((shop_id, key.key))
        crew = [await hire(tx, number) for number in range(sizes.people)]
        desks = [await _desk(tx, name) for name in _APPROVERS]
    port = here.bind_port
    kinds = {place.code: place.kind for rack in racks for place in rack}
    return Site(
        settings=here,
        database=database,
        hands=tuple([Hand(Caller(await line(port), port), person, tally) for person in crew]),
        programs=tuple([Program(Caller(await line(port), port), key, tally) for _, key in opened]),
        keys=tuple(key for _, key in opened),
        shop_ids=tuple(shop_id for shop_id, _ in opened),
        approvers=tuple(desks),
        labels=labels,
        pick_faces=tuple(code for code, kind in kinds.items() if kind == "pick_face"),
        reserve=tuple(code for code, kind in kinds.items() if kind == "storage"),
        totes=totes,
        lpns=tuple(card.label_code or "" for card in plates),
    )


def _racks(products: int) -> list[list[NewPlace]]:
    """As many aisles as give each product a pick face of its own; one list an aisle."""
    per_aisle = BAYS * PICK_LEVELS
    aisles = [f"{n // 26 or ''}{chr(ord('A') + n % 26)}" for n in range(-(-products // per_aisle))]
    made = rack_places(Rack(aisles=aisles, bays=BAYS, levels=LEVELS, pick_levels=PICK_LEVELS))
    return [[place for place in made if place.aisle == aisle] for aisle in aisles]


async def _desk(tx: Tx, name: str) -> Desk:
    user_id = await hire_office_user(
        tx, email=f"{name.lower()}@example.com", name=name, password=f"{PIN} {name} {PIN} {name}"
    )
    return Desk(
        user_id=user_id, session_id=new_id(), name=name, role="office", shop_id=None, language="en"
    )
