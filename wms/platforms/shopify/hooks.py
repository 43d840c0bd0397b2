"""Our own place in the shop: the fulfilment service with its location, its bell, and our webhooks.

All of it is looked at from time to time, for its owner may take it away, and Shopify takes webhooks
away that were not answered for some hours. Source: Shopify's reference of fulfillmentServiceCreate
and webhookSubscriptionCreate, and its guide on webhooks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from wms.platforms.port import Hooks, PlatformRefused
from wms.platforms.shopify import documents, knocks
from wms.platforms.shopify.ask import Ask, check
from wms.platforms.shopify.failures import NOT_ALLOWED, OTHER_ADDRESS
from wms.platforms.shopify.profile import PROFILE, SCOPES

#: what the bell does not tell: what its owner does without asking, and that they throw us out
TOPICS: Final = (
    "APP_UNINSTALLED",
    "FULFILLMENT_ORDERS_CANCELLED",
    "FULFILLMENT_ORDERS_HOLD_RELEASED",
    "FULFILLMENT_ORDERS_MOVED",
    "FULFILLMENT_ORDERS_PLACED_ON_HOLD",
)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What we are in the shop."""

    #: the shop's own name
    shop: str
    #: by which Shopify signs what it tells
    domain: str
    #: ids of our service and of its location; empty: there is none yet
    service: str
    location: str
    #: the bell rings at our address
    is_ours: bool
    #: scopes that we need and do not have
    missing: tuple[str, ...]


async def look(ask: Ask, *, address: str, name: str) -> Place:
    """What stands there now; our service is known by its bell, else by its name."""
    answer = await ask.read(documents.ABOUT_US)
    shop = answer["shop"]
    services: Sequence[Mapping[str, Any]] = shop["fulfillmentServices"]
    ours = next((one for one in services if one["callbackUrl"] == address), None)
    named = ours or next((one for one in services if one["serviceName"] == name), None)
    have = {one["handle"] for one in answer["currentAppInstallation"]["accessScopes"]}
    return Place(
        shop=shop["name"],
        domain=shop["myshopifyDomain"],
        service=named["id"] if named else "",
        location=(named["location"] or {}).get("id", "") if named else "",
        is_ours=ours is not None,
        missing=tuple(one for one in SCOPES if one not in have and not _written(one, have)),
    )


def _written(scope: str, have: set[str]) -> bool:
    """Whoever may write may read."""
    return scope.replace("read_", "write_", 1) in have


def check_place(place: Place, domain: str) -> None:
    """Raises PlatformRefused with the scopes that are missing, or with the shop's right address."""
    if place.domain.lower() != domain:
        raise PlatformRefused(code=OTHER_ADDRESS, platform=PROFILE.name, domain=place.domain)
    if place.missing:
        raise PlatformRefused(
            code=NOT_ALLOWED, platform=PROFILE.name, scopes=", ".join(place.missing)
        )


async def mend(ask: Ask, *, address: str, name: str, domain: str) -> tuple[Hooks, Place]:
    """Make what is missing, and put right what is not; what was done, and our place then."""
    place = await look(ask, address=address, name=name)
    check_place(place, domain)
    made = mended = 0
    if not place.service:
        done = await ask.change(documents.MAKE_SERVICE, name=name, url=address)
        made += 1
    elif not place.is_ours:
        done = await ask.change(documents.MEND_SERVICE, id=place.service, url=address)
        mended += 1
    else:
        done = None
    if done is not None:
        check(done)
        service = done["fulfillmentService"]
        place = msgspec.structs.replace(
            place, service=service["id"], location=service["location"]["id"], is_ours=True
        )
    well, hooked = await _mend_webhooks(ask, f"{address}/{knocks.HOOKS}")
    is_well = int(not made and not mended)
    return Hooks(well=well + is_well, made=made + hooked, mended=mended), place


async def _mend_webhooks(ask: Ask, uri: str) -> tuple[int, int]:
    """(those that were there, those that were made)."""
    answer = await ask.read(documents.HOOKS, topics=list(TOPICS))
    there = {one["topic"] for one in answer["webhookSubscriptions"]["nodes"] if one["uri"] == uri}
    for topic in TOPICS:
        if topic not in there:
            check(await ask.change(documents.MAKE_HOOK, topic=topic, hook={"uri": uri}))
    return len(there), len(TOPICS) - len(there)
