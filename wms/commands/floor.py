"""The hall: operators and their badges, handhelds, shelves and totes."""

from __future__ import annotations

import argparse
import secrets
from pathlib import Path
from typing import Final

from wms.access.devices import Announced, announce_device
from wms.access.operators import PIN_MIN_DIGITS, Hired, hire_operator, replace_badge
from wms.access.queries import OperatorShown, operators
from wms.commands import paper
from wms.commands.installation import complete, in_the_hall, look_into
from wms.commands.opening import first_warehouse
from wms.commands.parts import CommandFailed, Commands, declare, family, language, table
from wms.db import Tx
from wms.layout.build import add_locations, add_totes
from wms.layout.models import LOCATION_KINDS
from wms.layout.queries import PlaceCard
from wms.layout.walk import NewPlace, Rack, rack_places
from wms.settings import settings

SUPERVISOR: Final = "Supervisor"


def add(commands: Commands) -> None:
    """Declare them."""
    _add_people(commands)
    device = family(commands, "device", "Handhelds and bench computers")
    invite = declare(device, "invite", "A one-time code for a new device", run_invite)
    invite.add_argument("name", help="what people call it, as Handheld 7")
    _add_places(commands)


def _add_people(commands: Commands) -> None:
    operator = family(commands, "operator", "People on the floor")
    hire = declare(operator, "hire", "Somebody joins: a badge and a PIN", run_hire)
    hire.add_argument("name")
    hire.add_argument("--pin", help="4 to 6 digits (default: a random one, shown once)")
    hire.add_argument("--supervisor", action="store_true")
    hire.add_argument("--file", type=Path, help="where the badge is drawn, as a PDF")
    language(hire)
    badge = declare(operator, "badge", "A new badge for a lost one", run_badge)
    badge.add_argument("name", help="the operator's name or id")
    badge.add_argument("--file", type=Path, help="where the badge is drawn, as a PDF")
    declare(operator, "list", "Everybody on the floor", run_operators)


def _add_places(commands: Commands) -> None:
    layout = family(commands, "layout", "Shelves, benches, docks and totes")
    racks = declare(layout, "racks", "Shelves along aisles, named as A-03-2", run_racks)
    racks.add_argument("aisles", help="letters with commas between, as A,B,C")
    racks.add_argument("--bays", type=int, default=5, help="along each aisle (default: 5)")
    racks.add_argument("--levels", type=int, default=4, help="above each other (default: 4)")
    racks.add_argument(
        "--pick-levels", type=int, default=1, help="levels picked from by hand (default: 1)"
    )
    one = declare(layout, "add", "One more place", run_place)
    one.add_argument("kind", choices=LOCATION_KINDS)
    one.add_argument("code", help="what is written on it, as BENCH-2")
    totes = declare(layout, "totes", "More totes", run_totes)
    totes.add_argument("count", type=int)


def run_hire(arguments: argparse.Namespace) -> int:
    """Badge as a PDF, PIN on the screen."""
    pin = arguments.pin or f"{secrets.randbelow(10**PIN_MIN_DIGITS):0{PIN_MIN_DIGITS}}"

    async def work(tx: Tx) -> Hired:
        return await hire_operator(
            tx,
            name=arguments.name,
            pin=pin,
            language=arguments.language,
            is_supervisor=arguments.supervisor,
        )

    hired = in_the_hall(settings(), work)
    role = SUPERVISOR if arguments.supervisor else ""
    file = _drawn(arguments.file, hired.badge, arguments.name, arguments.language, role)
    print(f"{arguments.name} works here now. The badge to print: {file}")
    print(f"PIN: {pin}" if not arguments.pin else "The PIN is as given.")
    print("Neither is kept in a readable form: print the badge, then remove the file.")
    return 0


def _drawn(file: Path | None, badge: str, name: str, speaks: str, role: str) -> Path:
    place = file or complete(settings()).spool_dir / f"badge-{name.replace('/', '-')}.pdf"
    card = {"language": speaks, "operator_name": name, "role": role, "value": badge}
    return paper.draw("badges", [card], place)


def run_badge(arguments: argparse.Namespace) -> int:
    """The lost badge is worth nothing from now on."""

    async def work(tx: Tx) -> tuple[OperatorShown, str]:
        person = _named(await operators(tx), arguments.name)
        return person, await replace_badge(tx, person.id)

    person, badge = in_the_hall(settings(), work)
    role = SUPERVISOR if person.is_supervisor else ""
    file = _drawn(arguments.file, badge, person.name, person.language, role)
    print(f"{person.name}'s new badge to print: {file}\nThe old one opens nothing any more.")
    return 0


def _named(people: list[OperatorShown], name: str) -> OperatorShown:
    found = [p for p in people if name in (p.name, str(p.id)) and p.left_at is None]
    if len(found) != 1:
        raise CommandFailed(
            f"{len(found)} operators are called {name}; `wms operator list` shows their ids."
        )
    return found[0]


def run_operators(arguments: argparse.Namespace) -> int:
    """Everybody on the floor."""
    del arguments
    rows = [
        (p.name, p.language, SUPERVISOR if p.is_supervisor else "", _state(p), p.id)
        for p in look_into(settings(), operators)
    ]
    heads = ("name", "language", "role", "state", "id")
    print(table(heads, rows) if rows else "Nobody yet: `wms operator hire` gives the first badge.")
    return 0


def _state(person: OperatorShown) -> str:
    if person.left_at is not None:
        return "left"
    return "locked" if person.locked_until is not None else "here"


def run_invite(arguments: argparse.Namespace) -> int:
    """The code works once, for a day."""

    async def work(tx: Tx) -> Announced:
        return await announce_device(tx, name=arguments.name)

    code = in_the_hall(settings(), work).code
    print(f"On the new device open {settings().url}/scanner and type the code {code}")
    print("It works once, within 24 hours.")
    return 0


def run_racks(arguments: argparse.Namespace) -> int:
    """Whole aisles with a walking map."""
    rack = Rack(
        aisles=[aisle.strip() for aisle in arguments.aisles.split(",") if aisle.strip()],
        bays=arguments.bays,
        levels=arguments.levels,
        pick_levels=arguments.pick_levels,
    )
    added = _add(rack_places(rack))
    print(f"{len(added)} places from {added[0].code} to {added[-1].code}.")
    return 0


def run_place(arguments: argparse.Namespace) -> int:
    """A bench, a dock …"""
    [added] = _add([NewPlace(code=arguments.code, kind=arguments.kind)])
    print(f"{added.code} is there now; its barcode is {added.label_code}.")
    return 0


def _add(places: list[NewPlace]) -> list[PlaceCard]:
    if not places:
        raise CommandFailed("That would be no place at all.")

    async def work(tx: Tx) -> list[PlaceCard]:
        return await add_locations(tx, await first_warehouse(tx), places)

    return in_the_hall(settings(), work)


def run_totes(arguments: argparse.Namespace) -> int:
    """Numbered on from the last."""

    async def work(tx: Tx) -> list[PlaceCard]:
        return await add_totes(tx, await first_warehouse(tx), arguments.count)

    added = in_the_hall(settings(), work)
    if not added:
        raise CommandFailed("That would be no tote at all.")
    print(f"{len(added)} totes from {added[0].code} to {added[-1].code}.")
    return 0
