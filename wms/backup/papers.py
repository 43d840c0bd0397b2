"""Print files: each is closed with the key of the person for whose parcel it was printed.

A file of which nobody knows whose it is, as no print job names it any more, is in no backup.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Final

import asyncpg
import msgspec

from wms.backup.manifest import FOLDER_MODE, Say
from wms.backup.people import LEVEL, records, write
from wms.privacy.whose import PLAIN
from wms.seals.seals import Seal

FILE: Final = "papers.rows.gz"
_KEYS: Final = (
    "SELECT w.file, k.shop_id, k.subject_id, k.key FROM ("
    f"SELECT x.shop_id, {PLAIN['print_jobs']} AS subject_id, f.file FROM print_jobs x "
    "CROSS JOIN LATERAL unnest(x.files) AS f (file) WHERE f.file = ANY($1)) w "
    "JOIN seal_keys k ON k.shop_id = w.shop_id AND k.subject_id = w.subject_id"
)
_NAMED: Final = "SELECT unnest(files) AS file FROM print_jobs"
_KEY: Final = (
    "SELECT key FROM seal_keys WHERE shop_id = $1::uuid AND subject_id = $2::uuid "
    "AND key IS NOT NULL"
)


class Paper(msgspec.Struct, frozen=True, array_like=True):
    """A file, under which name, and whose."""

    name: str
    content: bytes
    shop: str | None = None
    subject: str | None = None


def _files(spool: Path) -> list[Path]:
    return [one for one in spool.rglob("*") if one.is_file()] if spool.is_dir() else []


async def take_out(connection: asyncpg.Connection, spool: Path, folder: Path, say: Say) -> None:
    """Write what lies in the print folder into ``folder``, in the caller's transaction."""
    found = _files(spool)
    names = [str(one.relative_to(spool)) for one in found]
    whose = {row["file"]: row for row in await connection.fetch(_KEYS, names)}
    taken = 0
    with gzip.open(folder / FILE, "wb", LEVEL) as file:
        for name, path in zip(names, found, strict=True):
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # somebody took it, or its person was forgotten just now
                continue
            owner = whose.get(name)
            if owner is None or owner["key"] is None:
                continue
            sealed = Seal(owner["key"]).close(content)
            write(file, Paper(name, sealed, str(owner["shop_id"]), str(owner["subject_id"])))
            taken += 1
    say(f"  print files: {taken}, and {len(found) - taken} of nobody known left out")


async def take_in(keys: asyncpg.Connection, spool: Path, folder: Path, say: Say) -> None:
    """Put them back, but those of people who were forgotten; what lies there already stays.

    But for papers of parcels that the restored database knows nothing of: nobody could forget them.
    """
    back = gone = 0
    with gzip.open(folder / FILE, "rb") as file:
        for paper in records(file, Paper):
            place = spool / paper.name
            if place.exists():
                continue
            content = paper.content
            if paper.subject is not None:
                key = await keys.fetchval(_KEY, paper.shop, paper.subject)
                if key is None:
                    gone += 1
                    continue
                content = Seal(key).open_bytes(content)
            place.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            place.write_bytes(content)
            back += 1
    say(f"  print files: {back} put back, {gone} of people who were forgotten left out")
    strange = await _sweep(keys, spool)
    if strange:
        say(f"  print files: {strange} deleted, as no print job names them any more")


async def _sweep(connection: asyncpg.Connection, spool: Path) -> int:
    """Delete the papers of parcels, each in the folder of its day, that nothing names; how many."""
    named = {row["file"] for row in await connection.fetch(_NAMED)}
    strange = [
        one for one in _files(spool)
        if one.parent != spool and str(one.relative_to(spool)) not in named
    ]  # fmt: skip
    for one in strange:
        one.unlink(missing_ok=True)
    return len(strange)
