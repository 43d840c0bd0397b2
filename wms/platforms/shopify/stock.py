"""What lies here, told to Shopify: at our location, and at no other.

Shopify itself counts what was bought and has not left (*committed*), whether it was requested of
us or not yet. So it is told what lies here for it (*on hand*): what can be sold, and what is
promised to its own orders. It takes the rest off by itself, and a piece that is bought while we
speak is not sold twice. Each number is set only if it still is what we read; another one is read
again.

Source: Shopify's reference of inventorySetQuantities, and its guides on inventory states and on
idempotent requests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from wms.db import new_id
from wms.failures import Failure
from wms.platforms.failures import BUSY, NOT_COUNTED_THERE, SKU_NOT_THERE
from wms.platforms.port import Level, PlatformAway
from wms.platforms.shopify import documents
from wms.platforms.shopify.ask import Ask, check
from wms.platforms.shopify.failures import SHOPIFY_REFUSED, SKU_TWICE
from wms.platforms.shopify.profile import PROFILE

#: so often it is tried again when somebody buys while we speak
TRIES: Final = 4
REASON: Final = "correction"
_STALE: Final = "CHANGE_FROM_QUANTITY_STALE"
#: of one product, whatever is wrong with it: the others are set without it
_OF_ONE: Final[Mapping[str, str]] = {
    "INVALID_INVENTORY_ITEM": SKU_NOT_THERE,
    "NON_MUTABLE_INVENTORY_ITEM": NOT_COUNTED_THERE,
    "INVALID_QUANTITY_TOO_HIGH": SHOPIFY_REFUSED,
}


async def tell(ask: Ask, location: str, levels: Sequence[Level]) -> Mapping[str, Failure]:
    """Set what lies at our location; by SKU why one was not taken."""
    refused: dict[str, Failure] = {}
    left = list(levels)
    for _ in range(TRIES):
        wanted = await _read(ask, location, left, refused)
        if not wanted:
            return refused
        is_stale, wrong = await _set(ask, wanted)
        refused |= wrong
        if not is_stale and not wrong:
            return refused
        left = [one for one in left if one.sku not in refused]
    raise PlatformAway(code=BUSY, platform=PROFILE.name)


async def _read(
    ask: Ask, location: str, levels: Sequence[Level], refused: dict[str, Failure]
) -> list[tuple[str, dict[str, Any]]]:
    """(SKU, what to set) of all that differ; what Shopify does not know, or count, is refused."""
    wanted = []
    for begin in range(0, len(levels), documents.ITEMS_PAGE):
        some = levels[begin : begin + documents.ITEMS_PAGE]
        found = await _items(ask, location, [one.sku for one in some])
        for one in some:
            items = found.get(one.sku, [])
            if len(items) != 1:
                code = SKU_TWICE if items else SKU_NOT_THERE
                refused[one.sku] = Failure(code=code, facts={"platform": PROFILE.name})
            elif not items[0]["tracked"]:
                refused[one.sku] = Failure(code=NOT_COUNTED_THERE, facts={"platform": PROFILE.name})
            elif (entry := _entry(items[0], location, one)) is not None:
                wanted.append((one.sku, entry))
    return wanted


async def _items(
    ask: Ask, location: str, skus: Sequence[str]
) -> Mapping[str, list[Mapping[str, Any]]]:
    """By the SKU exactly as it is written; its search forgives more."""
    query = " OR ".join(f"sku:{_quoted(sku)}" for sku in skus)
    answer = await ask.read(documents.ITEMS, skus=query, location=location)
    found: dict[str, list[Mapping[str, Any]]] = {}
    for item in answer["inventoryItems"]["nodes"]:
        found.setdefault(item["sku"], []).append(item)
    return found


def _quoted(sku: str) -> str:
    escaped = sku.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _entry(item: Mapping[str, Any], location: str, level: Level) -> dict[str, Any] | None:
    """What to set; None: it is so already."""
    wanted, there = level.quantity, item["inventoryLevel"]
    known = there["quantities"][0]["quantity"] if there else None
    if known == wanted:
        return None
    return {
        "inventoryItemId": item["id"],
        "locationId": location,
        "quantity": wanted,
        "changeFromQuantity": known,
    }


async def _set(
    ask: Ask, wanted: Sequence[tuple[str, dict[str, Any]]]
) -> tuple[bool, dict[str, Failure]]:
    """All or none: whether one changed meanwhile, and which ones are to be left out."""
    done = await ask.change(
        documents.SET_ON_HAND,
        input={
            "name": "on_hand",
            "reason": REASON,
            "quantities": [entry for _, entry in wanted],
        },
        key=str(new_id()),
    )
    is_stale, wrong = False, {}
    for error in done.get("userErrors") or ():
        at = _index(error)
        if error["code"] == _STALE:
            is_stale = True
        elif error["code"] in _OF_ONE and at is not None and at < len(wanted):
            wrong[wanted[at][0]] = Failure(
                code=_OF_ONE[error["code"]],
                facts={"platform": PROFILE.name},
                words=error["message"],
            )
        else:
            check(done)
    return is_stale, wrong


def _index(error: Mapping[str, Any]) -> int | None:
    """Which of the quantities it is: ``["input", "quantities", "3", …]``."""
    numbers: Iterator[str] = (part for part in error.get("field") or () if part.isdecimal())
    found = next(numbers, None)
    return None if found is None else int(found)
