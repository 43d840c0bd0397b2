"""Verifies that nobody changed the past of your stock. Needs Python and nothing else.

    WMS_URL=https://wms.example.com WMS_KEY=wms_live_… python verify_ledger.py

A day's seal (days are UTC's) is SHA-256 over the seal of the day before and the day's movements.
Keep the last one: as long as a later run prints the same for that day, nothing was changed.
"""

import hashlib
import json
import os
import urllib.request
from collections.abc import Iterable, Iterator
from typing import Any

FIELDS = (
    "id occurred_at sku lot quantity from_place_id from_condition to_place_id to_condition reason"
)


def seal(before: str, movements: Iterable[dict[str, Any]]) -> str:
    """The seal of a day: ``before`` is the seal of the day before it, "" for the first."""
    rows = [dict(m, occurred_at=moment(m["occurred_at"])) for m in movements]
    lines = ["|".join(str(m[f] or "") for f in FIELDS.split()) + "\n" for m in rows]
    return hashlib.sha256((before + "\n" + "".join(lines)).encode()).hexdigest()


def moment(text: str) -> str:
    """A moment with all six digits behind its second, which JSON leaves out when they are zero."""
    return (text.rstrip("Z") + ("" if "." in text else ".")).ljust(26, "0")


def every(path: str, after: str | None = "") -> Iterator[dict[str, Any]]:
    """Every item of a list, page by page."""
    while after is not None:
        url = f"{os.environ['WMS_URL']}/v1/{path}?limit=200" + (after and f"&after={after}")
        key = {"Authorization": f"Bearer {os.environ['WMS_KEY']}"}
        asked = urllib.request.Request(url, headers=key)  # noqa: S310 - the shop's own address
        page = json.load(urllib.request.urlopen(asked))  # noqa: S310 - the same
        yield from page["items"]
        after = page["next"]


if __name__ == "__main__":
    days: dict[str, list[dict[str, Any]]] = {}
    last = ""
    for movement in every("stock-movements"):
        days.setdefault(movement["occurred_at"][:10], []).append(movement)
    for day in every("stock-seals"):
        last = seal(last, days.get(day["day_on"], []))
        assert last == day["digest"], f"{day['day_on']} is not what was sealed"
        print(day["day_on"], day["movements"], last)  # noqa: T201 - a program for a terminal
