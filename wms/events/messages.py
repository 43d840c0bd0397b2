"""A webhook as it goes out: the bytes, and the headers that prove them."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from wms.events.deliveries import Claimed
from wms.events.guard import Trouble
from wms.events.outcomes import Outcome
from wms.events.secrets import opened
from wms.events.sending import TOTAL_TIMEOUT_S
from wms.events.signing import new_secret, signed_headers


def signed(claimed: Claimed, secret_key: str) -> tuple[bytes, dict[str, str]]:
    """What is posted now. One that is forged is signed by a secret that nobody else knows."""
    body = msgspec.json.encode(claimed.body)
    secrets = [opened(secret_key, claimed.endpoint_id, one) for one in claimed.secrets]
    if claimed.is_forged:
        secrets = [new_secret()]
    proof = signed_headers(str(claimed.body.id), body, at=datetime.now(UTC), secrets=secrets)
    return body, proof


def not_in_time(claimed: Claimed) -> Outcome:
    """Nobody answered for as long as we wait."""
    waited_ms = round(TOTAL_TIMEOUT_S * 1000)
    return Outcome(
        is_delivered=False, error=Trouble.TIMEOUT.value, url=claimed.url, latency_ms=waited_ms
    )
