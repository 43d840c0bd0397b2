"""What our sender really sent proves itself to the libraries that shops verify with."""

from __future__ import annotations

from functools import partial

from sqlalchemy import text

from tests.clients.proving import believed_by_javascript, believed_by_python
from tests.clients.test_examples import HAS_NODE
from tests.lived import as_lived
from tests.workers.conftest import (
    Hands,
    Receiver,
    Told,
    hands,
    own_redis,
    receiver,
    told,
    until,
)
from wms.db import HALL, new_id
from wms.events.delivery_log import deliveries
from wms.events.outbox import Subject, record
from wms.events.signing import new_secret
from wms.inbound.decision_links import completed_event
from wms.settings import settings

__all__ = ["hands", "own_redis", "receiver", "told"]


async def test_the_official_libraries_believe_what_came_and_the_log_shows_the_same(
    hands: Hands, receiver: Receiver, told: Told
) -> None:
    fresh, stranger = new_secret(), new_secret()
    await told.endpoint(receiver.url("usual"), receiver.secret)
    rotated = await told.endpoint(receiver.url("rotated"), fresh)
    async with told.db.begin(HALL) as tx:
        await tx.execute(
            text(
                "UPDATE webhook_endpoints SET previous_secret = :old, "
                "previous_secret_until = now() + interval '1 hour' WHERE id = :id"
            ),
            {"old": receiver.secret, "id": rotated},
        )
        words = "Zażółć gęślą jaźń, ґудзик 📦 \"'\\ /"
        about = Subject("return", new_id(), "O/1")
        await record(tx, told.shop_id, about, as_lived("return.rejected", reason=words))
    receiver.behave("usual", "500")
    hands.start()
    await until(lambda: receiver.received("usual", "500"), "a failed attempt")
    receiver.behave("usual", "ok")
    await until(lambda: told.all_delivered(2), "both deliveries")

    came = receiver.received()
    first, *_, again = receiver.received("usual")
    assert first["id"] == again["id"] and first["body"] == again["body"]
    [both] = receiver.received("rotated")
    assert len(both["headers"]["webhook-signature"].split()) == 2
    asked = [
        *((receiver.secret, one) for one in came),
        (fresh, both),
        *((stranger, one) for one in came),
        (fresh, first),
        *((receiver.secret, one | {"body": one["body"] + " "}) for one in came),
        (receiver.secret, first | {"headers": first["headers"] | {"webhook-id": both["id"] + "x"}}),
    ]
    expected = [True] * (len(came) + 1) + [False] * (2 * len(came) + 2)
    assert believed_by_python(asked) == expected
    if HAS_NODE:
        assert believed_by_javascript(asked) == expected

    async with told.db.read(HALL) as read:
        log = await deliveries(read, told.shop_id, partial(completed_event, settings()), limit=10)
    tried = {
        (attempt.request_headers or {}).get("webhook-timestamp", "") + str(attempt.request_url): (
            attempt,
            one,
        )
        for one in log
        for attempt in one.attempts
    }
    assert len(tried) == len(came)
    for one in came:
        key = one["headers"]["webhook-timestamp"] + receiver.url(one["name"])
        attempt, delivery = tried[key]
        assert attempt.request_headers == one["headers"]
        assert delivery.request_body == one["body"]
        assert attempt.response_headers is not None
        assert attempt.response_headers["content-length"] == "2"
