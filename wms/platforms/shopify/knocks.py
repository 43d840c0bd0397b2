"""What Shopify tells by itself: the bell of a fulfilment service, webhooks, and privacy.

All are signed over the raw body with the secret of our app. Source: Shopify's guides "Verify
webhook deliveries", "Build for fulfillment services" and "Privacy law compliance".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from wms.db import new_id
from wms.platforms.port import Concerned, Heard, Knock, NotGenuine
from wms.platforms.shopify.ask import number_of

#: what stands behind a connection's address
BELL: Final = "fulfillment_order_notification"
HOOKS: Final = "hooks"
#: what the mandatory privacy webhooks are called
DATA_REQUEST: Final = "customers/data_request"
REDACT: Final = "customers/redact"
SHOP_REDACT: Final = "shop/redact"
#: where a webhook of a fulfillment order has it: "moved" tells of two
_ORDER_KEYS: Final = ("fulfillment_order", "original_fulfillment_order")


def heard(knock: Knock, *, secret: str, domain: str) -> Heard:
    """What a genuine request is about. Raises NotGenuine."""
    given = knock.headers.get("x-shopify-hmac-sha256", "")
    try:
        signature = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotGenuine("no signature") from error
    if not hmac.compare_digest(signature, hmac.digest(secret.encode(), knock.body, hashlib.sha256)):
        raise NotGenuine("another signature")
    if knock.headers.get("x-shopify-shop-domain", domain).lower() != domain:
        raise NotGenuine("another shop")
    try:
        body = msgspec.json.decode(knock.body)
    except msgspec.MsgspecError as error:
        raise NotGenuine("it cannot be read") from error
    if not isinstance(body, dict):
        raise NotGenuine("it cannot be read")
    # the bell has no number of its own: each ringing is one, and reads all that waits
    delivery = knock.headers.get("x-shopify-webhook-id") or str(new_id())
    if knock.path.strip("/") == BELL:
        return Heard(delivery_id=delivery, topic=f"{BELL}/{body.get('kind')}")
    topic = knock.headers.get("x-shopify-topic", "")
    return Heard(delivery_id=delivery, topic=topic, order_id=_order_in(body))


def concerned(topic: str, body: bytes) -> Concerned | None:
    """Whom a privacy webhook is about; None: it is none.

    Source: Shopify's guide "Privacy law compliance"; ``shop/redact`` comes two days after the app
    was thrown out.
    """
    if topic not in (DATA_REQUEST, REDACT, SHOP_REDACT):
        return None
    said = msgspec.json.decode(body)
    email = (said.get("customer") or {}).get("email") or None
    return Concerned(
        is_to_forget=topic != DATA_REQUEST, email=email, is_everybody=topic == SHOP_REDACT
    )


def _order_in(body: Mapping[str, Any]) -> str | None:
    for key in _ORDER_KEYS:
        found = body.get(key)
        if isinstance(found, dict) and found.get("id"):
            return number_of(found["id"])
    return None
