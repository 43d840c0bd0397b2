"""Checks of the print stations: do their printers work, and does every paper come out."""

from __future__ import annotations

from wms.doctor.database import in_the_hall
from wms.doctor.findings import Installation, Verdict, fail, ok, warn
from wms.packing.prints.watch import STUCK_AFTER_S

#: states in which nothing comes out
_SICK = (
    "SELECT s.name || ', ' || p.name || ': ' || replace(p.state, '_', ' ') AS one"
    " FROM printers p JOIN print_stations s ON s.id = p.station_id"
    " WHERE p.retired_at IS NULL AND p.paused_at IS NULL AND p.state NOT IN ('ready', 'unknown')"
)


async def printers(at: Installation) -> Verdict:
    """Every printer answered when it was asked last, and has paper."""
    row = await in_the_hall(
        at,
        "SELECT (SELECT count(*) FROM printers WHERE retired_at IS NULL) AS printers,"
        f" (SELECT string_agg(one, '; ' ORDER BY one) FROM ({_SICK}) x) AS sick,"
        " (SELECT string_agg(name, ', ' ORDER BY name) FROM print_stations"
        "  WHERE retired_at IS NULL AND agent_hash IS NOT NULL AND coalesce(agent_seen_at <"
        "  clock_timestamp() - interval '1 minute', true)) AS away",
    )
    if not row["printers"]:
        return ok("none: papers lie in the print folder as files")
    if row["sick"]:
        return fail(
            str(row["sick"]), "Look at the printer; Printers in the office says since when."
        )
    if row["away"]:
        return warn(
            f"print agents not heard of: {row['away']}",
            "Start `wms print-agent` beside the printers of these stations.",
        )
    return ok(f"{row['printers']} well")


async def papers(at: Installation) -> Verdict:
    """Every slip and label came out."""
    row = await in_the_hall(
        at,
        "SELECT count(*) FILTER (WHERE status IN ('failed', 'unsure')) AS failed,"
        " count(*) FILTER (WHERE status IN ('queued', 'leased') AND created_at <"
        f" clock_timestamp() - interval '{STUCK_AFTER_S} s') AS waiting"
        " FROM print_jobs WHERE status IN ('queued', 'leased', 'failed', 'unsure')",
    )
    found = f"{row['failed']} did not come out, {row['waiting']} wait too long"
    if row["waiting"]:
        return fail(found, "Start the workers (`wms workers`), or look at what they say.")
    if row["failed"]:
        return warn(found, "Printers in the office says why, and prints them.")
    return ok(found)
