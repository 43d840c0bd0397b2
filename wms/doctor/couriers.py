"""Checks of the accounts with couriers: can they be read, and do the couriers know us."""

from __future__ import annotations

import base64

from wms.doctor.database import in_the_hall
from wms.doctor.findings import Installation, Verdict, fail, ok, warn
from wms.strongbox import LockedOut, unlock

_ACCOUNTS = (
    "SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', carrier || ', ' || label,"
    " 'locked', encode(locked, 'base64'), 'refused', failure IS NOT NULL) ORDER BY carrier, id),"
    " '[]') AS accounts FROM courier_accounts WHERE closed_at IS NULL"
)


async def accounts(at: Installation) -> Verdict:
    """Every account opens with this secret key, and its courier knew us when it was asked last."""
    told = (await in_the_hall(at, _ACCOUNTS))["accounts"]
    if not told:
        return ok("none: everything goes with the house courier")
    lost = [one["name"] for one in told if at.settings.secret_key and not _opens(at, one)]
    if lost:
        return fail(
            f"cannot be read with this secret key: {'; '.join(lost)}",
            "Set WMS_SECRET_KEY to what it was, or type them in anew (Couriers in the office).",
        )
    refused = [one["name"] for one in told if one["refused"]]
    if refused:
        return warn(
            f"the courier did not know us: {'; '.join(refused)}",
            "Couriers in the office says why, and asks again.",
        )
    return ok(f"{len(told)} well")


def _opens(at: Installation, one: dict[str, str]) -> bool:
    try:
        unlock(at.settings.secret_key, base64.b64decode(one["locked"]), belongs_to=one["id"])
    except LockedOut:
        return False
    return True
