"""What one check of `wms doctor` finds."""

from __future__ import annotations

import asyncio
import re

import asyncpg

from wms import doctor
from wms.doctor import Finding

Environ = dict[str, str]


def look(environ: Environ, name: str) -> Finding:
    """What one check finds."""
    chosen = [(each, check) for each, check in doctor.CHECKS if each == name]
    (finding,) = asyncio.run(doctor.examine(environ, chosen))
    assert finding.found
    if finding.level == "ok":
        assert not finding.remedy
    else:
        assert finding.remedy.endswith(".") or "chmod" in finding.remedy
    return finding


def assert_level(finding: Finding, level: str, found: str = "") -> None:
    assert finding.level == level, finding
    assert re.search(found, finding.found), finding


def as_owner(owner_url: str, *statements: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(owner_url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())
