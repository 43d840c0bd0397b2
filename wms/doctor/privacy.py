"""Checks of forgetting: whoever is to be forgotten is, within a day."""

from __future__ import annotations

from typing import Final

from wms.doctor.database import in_the_hall
from wms.doctor.findings import Installation, Verdict, fail, ok

#: workers look each 20 s at who is due
UNSEEN_MIN: Final = 15
_STAND: Final = (
    "SELECT count(*) FILTER (WHERE failed_at IS NOT NULL) AS failed,"
    f" count(*) FILTER (WHERE look_at < clock_timestamp() - interval '{UNSEEN_MIN} minutes')"
    " AS unseen, count(*) FILTER (WHERE waits_for IS NOT NULL) AS waiting"
    " FROM erasures WHERE done_at IS NULL"
)


async def forgotten(at: Installation) -> Verdict:
    """Nobody waits to be forgotten because a try failed, or because nobody looks."""
    row = await in_the_hall(at, _STAND)
    found = f"{row['failed']} failed, {row['unseen']} not looked at, {row['waiting']} wait"
    if row["failed"]:
        return fail(
            found,
            "It is tried again each ten minutes. The workers' log says why (somebody could not be"
            " forgotten); the desk shows whose it is (a shop's Privacy). A day is what there is.",
        )
    if row["unseen"]:
        return fail(found, "Start the workers (`wms workers`), or look at what they say.")
    return ok(found)
