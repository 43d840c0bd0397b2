"""The papers of the hall: badges to cut out, labels for shelves and totes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from wms.commands.paper import draw
from wms.demo.cast import DESK, SHOP_DESK, Cast
from wms.demo.world import World

#: who may read what stands in it
OWNER_ONLY: Final = 0o600


#: as the office prints it on a badge
SUPERVISOR: Final = {"en": "Supervisor", "pl": "Brygadzista", "uk": "Старший зміни"}


def print_hall(world: World) -> None:
    """Draw them all into the print folder."""
    cast, folder = world.cast, world.stage.settings.spool_dir
    badges = draw("badges", _badges(cast), folder / "badges.pdf")
    shelves = [p for p in cast.places.values() if not p.is_container and p.kind != "tote"]
    locations = draw(
        "locations", [{"address": p.code, "code": p.label_code} for p in shelves],
        folder / "locations.pdf",
    )  # fmt: skip
    totes = draw(
        "totes", [{"name": p.code, "code": p.label_code} for p in cast.of_kind("tote")],
        folder / "totes.pdf",
    )  # fmt: skip
    lpns = draw(
        "totes",
        [{"name": p.code, "code": p.label_code, "kind": p.kind} for p in cast.of_kind("lpn")],
        folder / "lpns.pdf",
    )
    stations = draw("stations", _cards(cast), folder / "stations.pdf")
    world.tale.say(f"badges, labels of places, totes and LPNs: {badges.parent}")
    world.tale.say(f"  {badges.name} {locations.name} {totes.name} {lpns.name} {stations.name}")


def _cards(cast: Cast) -> list[dict[str, object]]:
    return [
        {
            "language": "en",
            "name": one.name,
            "bench": one.bench,
            "code": one.code,
            "printers": [printer.name for printer in one.printers],
        }
        for one in cast.stations
    ]


def _badges(cast: Cast) -> list[dict[str, object]]:
    return [
        {
            "language": person.language,
            "operator_name": person.name,
            "role": SUPERVISOR[person.language] if person.is_supervisor else "",
            "value": person.badge,
            "warehouse": "Demo",
        }
        for person in cast.people
    ]


def log_ins(cast: Cast) -> list[str]:
    """Who may come in, a line each."""
    return [
        f"office   {DESK}   password {cast.desk_password}",
        f"portal   {SHOP_DESK}   password {cast.shop_password}   of {next(iter(cast.shops))}",
        *(f"floor    {p.name}   badge {p.badge}   PIN {p.pin}" for p in cast.people),
        *(f"device   enrol once with {code}" for code in cast.spare_device_codes),
        *(f"shop     {s.code}   key {s.key}" for s in cast.shops.values()),
    ]


def write_log_ins(folder: Path, lines: Sequence[str]) -> Path:
    """Keep them in a file of its owner alone; its path."""
    file = folder / "log-ins.txt"
    file.unlink(missing_ok=True)
    file.touch(OWNER_ONLY)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
