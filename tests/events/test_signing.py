"""What we sign, the public library of Standard Webhooks accepts, and nothing else."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from wms.events.signing import SECRET_PREFIX, new_secret, signed_headers

BODY = json.dumps({"type": "order.packed", "name": "Zażółć ґєії"}, ensure_ascii=False).encode()
MESSAGE = "evt_0197f0a1b2c3"


def test_the_specification_s_own_example() -> None:
    """Secret, id, time and body as published with the specification's reference libraries."""
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        at=at,
        secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_the_public_library_verifies() -> None:
    secret = new_secret()
    headers = signed_headers(MESSAGE, BODY, at=datetime.now(UTC), secrets=[secret])
    assert Webhook(secret).verify(BODY, headers) == json.loads(BODY)


@pytest.mark.parametrize("hours", [-7, 2, 14])
def test_the_clock_s_time_zone_does_not_matter(hours: int) -> None:
    secret, now = new_secret(), datetime.now(timezone(timedelta(hours=hours)))
    headers = signed_headers(MESSAGE, BODY, at=now, secrets=[secret])
    Webhook(secret).verify(BODY, headers)


def test_both_secrets_verify_during_rotation_and_a_third_does_not() -> None:
    old, new = new_secret(), new_secret()
    headers = signed_headers(MESSAGE, BODY, at=datetime.now(UTC), secrets=[new, old])
    assert len(headers["webhook-signature"].split(" ")) == 2
    Webhook(old).verify(BODY, headers)
    Webhook(new).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(BODY, headers)


@pytest.mark.parametrize("changed", ["body", "id", "time"])
def test_nothing_signed_can_be_changed(changed: str) -> None:
    secret = new_secret()
    headers = signed_headers(MESSAGE, BODY, at=datetime.now(UTC), secrets=[secret])
    if changed == "id":
        headers["webhook-id"] += "x"
    if changed == "time":
        headers["webhook-timestamp"] = str(int(headers["webhook-timestamp"]) - 1)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY + (b" " if changed == "body" else b""), headers)


def test_an_old_attempt_is_stale() -> None:
    secret = new_secret()
    old = datetime.now(UTC) - timedelta(minutes=6)
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(secret).verify(BODY, signed_headers(MESSAGE, BODY, at=old, secrets=[secret]))


def test_secrets_are_long_and_different() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    for secret in made:
        assert secret.startswith(SECRET_PREFIX)
        assert len(base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)) == 32


def test_mistakes_are_refused() -> None:
    now, secret = datetime.now(UTC), new_secret()
    with pytest.raises(ValueError, match="time zone"):
        signed_headers(MESSAGE, BODY, at=now.replace(tzinfo=None), secrets=[secret])
    with pytest.raises(ValueError, match="secrets"):
        signed_headers(MESSAGE, BODY, at=now, secrets=[])
    with pytest.raises(ValueError, match="secrets"):
        signed_headers(MESSAGE, BODY, at=now, secrets=[new_secret() for _ in range(3)])
    with pytest.raises(ValueError, match="full stop"):
        signed_headers("a.b", BODY, at=now, secrets=[secret])
