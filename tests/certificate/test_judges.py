"""What proves each scenario, what does not, and what is a mistake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from wms.certificate.judges import JUDGES
from wms.certificate.platform import EXCUSES, ON_PLATFORM, judge
from wms.certificate.scenarios import SCENARIOS
from wms.certificate.seen import Act, Ask, Happened, Seen, Sent, Thing
from wms.platforms.failures import CHANGE_TOO_LATE, MISSING_GOODS, UNKNOWN_SKU

BEGAN = datetime(2026, 11, 30, 12, tzinfo=UTC)
KEY, ONE, OTHER = uuid4(), uuid4(), uuid4()


def at(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def ask(operation: str, seconds: float = 1, *, status: int = 200, **more: Any) -> Ask:
    usual: dict[str, Any] = {
        "key_id": KEY, "method": "POST", "path": "/v1/x", "query": "", "code": None,
        "field_codes": [], "request_id": operation, "idempotency_key": None,
        "is_replayed": False, "wait_s": None, "user_agent": "shop/1",
    }  # fmt: skip
    return Ask(operation=operation, at=at(seconds), status=status, **(usual | more))


def act(
    name: str,
    seconds: float = 1,
    *,
    key: str = "k",
    outcome: str = "done",
    code: str | None = None,
    kind: str = "woocommerce",
    **facts: Any,
) -> Act:
    return Act(at=at(seconds), act=name, outcome=outcome, code=code, subject_id=ONE, key=key,
               facts=facts, kind=kind, connection_id=KEY)  # fmt: skip


def told(type_: str, seconds: float = 1, *, key: str = "k", **more: Any) -> Act:
    return act("event.told", seconds, key=key, type=type_, **more)


def event(
    type_: str,
    sequence: int = 1,
    *,
    subject: UUID = ONE,
    order: UUID | None = None,
    heard: bool = True,
) -> Happened:
    return Happened(id=uuid4(), type=type_, sequence=sequence, occurred_at=at(sequence),
                    subject_id=subject, external_id=None, order_id=order,
                    answered_at=at(sequence) if heard else None)  # fmt: skip


def sent(*answers: int | None, test: bool = False, forged: bool = False) -> Sent:
    return Sent(id=uuid4(), is_test=test, is_forged=forged, answers=list(answers))


def thing(status: str, id_: UUID = ONE, name: str | None = "MINE-1") -> Thing:
    return Thing(id=id_, name=name, at=at(1), status=status)


def seen(**what: list[Any]) -> Seen:
    names = Seen.__struct_fields__
    return Seen(**{name: what.get(name, []) for name in names})


def feed(*afters: int, limit: int = 200) -> list[Ask]:
    return [
        ask("listEvents", n, method="GET", query=f"after={after}&limit={limit}")
        for n, after in enumerate(afters)
    ]


SKU = "order.unknown_sku"
PATH = f"/v1/orders/{ONE}"
PLACED = ask("placeOrder", 5, status=201)
LATE = ask("cancelOrder", status=409, path=f"{PATH}/cancel")
LIMITED = ask("listStock", 1, status=429, wait_s=2, method="GET", path="/v1/stock")
AWAY = ask("placeOrder", 1, status=503, idempotency_key="a")
WALK = [
    ask("listStock", 1, method="GET", query="limit=2"),
    ask("listStock", 2, method="GET", query="limit=2&after=x"),
]
#: (scenario, state, what was seen)
CASES: list[tuple[int, str, dict[str, list[Any]]]] = [
    (1, "passed", {"asks": [ask("registerProduct", status=201)], "products": [thing("whole")]}),
    (1, "not_yet", {"asks": [ask("registerProduct", status=201)], "products": [thing("bare")]}),
    (1, "not_yet", {"products": [thing("whole")]}),
    (1, "passed", {"acts": [act("stock.told", skus=3)]}),
    (2, "passed", {"deliveries": [thing("closed")], "events": [event("inbound.received")]}),
    (2, "not_yet", {"deliveries": [thing("closed")],
                    "events": [event("inbound.received", heard=False)]}),
    (2, "not_yet", {"deliveries": [thing("announced")], "events": [event("inbound.received")]}),
    (2, "passed", {"deliveries": [thing("received")], "asks": feed(0, 1),
                   "events": [event("inbound.received", heard=False)]}),
    (2, "passed", {"deliveries": [thing("received")], "acts": [act("stock.told", 2)],
                   "events": [event("inbound.received", heard=False)]}),
    (2, "not_yet", {"deliveries": [thing("received")], "acts": [act("stock.told", 0)],
                    "events": [event("inbound.received", heard=False)]}),
    (1, "not_yet", {"acts": [act("stock.told", outcome="refused")]}),
    (3, "passed", {"asks": [ask("placeOrder", status=201)], "orders": [thing("allocated")]}),
    (3, "not_yet", {"asks": [ask("placeOrder", status=422)], "orders": []}),
    (3, "passed", {"acts": [act("order.placed")]}),
    (4, "passed", {"asks": [ask("placeOrder", is_replayed=True)]}),
    (4, "passed", {"asks": [ask("placeOrder", status=409, code="order.exists")]}),
    (4, "not_yet", {"asks": [PLACED]}),
    (4, "passed", {"acts": [act("call.repeated")]}),
    (5, "passed", {"asks": [ask("placeOrder", status=422, field_codes=[SKU]), PLACED]}),
    (5, "not_yet", {"asks": [ask("placeOrder", 9, status=422, code=SKU), PLACED]}),
    (4, "passed", {"acts": [act("orders.reconciled", known=1)]}),
    (4, "not_yet", {"acts": [act("orders.reconciled", known=0, missing=1)]}),
    (5, "passed", {"acts": [act("order.refused", code=UNKNOWN_SKU), act("order.placed", 2)]}),
    (5, "not_yet", {"acts": [act("order.refused", code=UNKNOWN_SKU),
                             act("order.placed", 2, key="another")]}),
    (5, "not_yet", {"acts": [act("order.refused"), act("order.placed", 2)]}),
    (6, "passed", {"asks": [ask("amendOrder", path=PATH)], "events": [event("order.amended")]}),
    (6, "not_yet", {"asks": [ask("amendOrder", path=PATH)],
                    "events": [event("order.amended", subject=OTHER)]}),
    (6, "passed", {"acts": [act("order.amended")]}),
    (7, "passed", {"asks": [ask("cancelOrder", path=PATH)], "events": [event("order.cancelled")]}),
    (7, "not_yet", {"acts": [act("order.cancelled", outcome="refused")]}),
    (8, "passed", {"asks": [LATE]}),
    (8, "failed", {"asks": [LATE] * 4}),
    (8, "passed", {"events": [event("order.cancel_refused")]}),
    (8, "passed", {"acts": [act("order.cancel_refused", outcome="refused"), told("too_late", 2)]}),
    (8, "not_yet", {"acts": [act("order.cancel_refused", outcome="refused")]}),
    (9, "passed", {"events": [event("order.backordered")]}),
    (9, "not_yet", {"events": [event("order.short_picked", heard=False)],
                    "acts": [act("events.read", **{"from": 1, "to": 9})]}),
    (9, "passed", {"acts": [told("order.backordered")]}),
    (9, "passed", {"acts": [act("order.refused", code=MISSING_GOODS), told("rejected", 2)]}),
    (9, "not_yet", {"acts": [act("order.refused", code=MISSING_GOODS)]}),
    (10, "passed", {"events": [event("order.packed"), event("order.shipped", 2),
                               event("shipment.delivered", 3, subject=OTHER, order=ONE)]}),
    (10, "not_yet", {"events": [event("order.packed"), event("order.shipped", 2),
                                event("shipment.delivered", 3, subject=OTHER, order=OTHER)]}),
    (10, "not_yet", {"events": [event("order.packed"), event("order.shipped", 2, subject=OTHER),
                                event("shipment.delivered", 3, order=ONE)]}),
    (10, "not_yet", {"events": [event("order.packed"), event("order.shipped", 2),
                                event("shipment.delivered", 3, order=ONE, heard=False)]}),
    (10, "passed", {"acts": [told("shipment.handed_over"), told("shipment.delivered", 2)]}),
    (10, "not_yet", {"acts": [told("shipment.handed_over"),
                              told("shipment.delivered", 2, key="another")]}),
    (10, "not_yet", {"acts": [told("shipment.handed_over", kind="baselinker"),
                              told("shipment.delivered", 2, kind="baselinker")]}),
    (10, "passed", {"acts": [told("order.packed", kind="baselinker"),
                             told("shipment.handed_over", kind="baselinker"),
                             told("shipment.delivered", 2, kind="baselinker")]}),
    (11, "passed", {"sent": [sent(200, test=True), sent(401, test=True, forged=True)]}),
    (11, "failed", {"sent": [sent(200, test=True), sent(200, test=True, forged=True)]}),
    (11, "not_yet", {"sent": [sent(200, test=True), sent(500, test=True, forged=True)]}),
    (11, "not_yet", {"sent": [sent(400, test=True), sent(400, test=True, forged=True)]}),
    (11, "passed", {"acts": [act("call.taken"), act("call.forged", outcome="refused")]}),
    (12, "passed", {"sent": [sent(None, 204)]}),
    (12, "not_yet", {"sent": [sent(200), sent(None), sent(404, 200), sent(None, 200, test=True)]}),
    (12, "passed", {"acts": [act("orders.reconciled", missing=1)]}),
    (12, "not_yet", {"acts": [act("orders.reconciled", missing=0), act("call.repeated")]}),
    (12, "not_yet", {"acts": [act("orders.reconciled", missing=1, kind="baselinker")]}),
    (12, "passed", {"acts": [act("platform.failed", kind="baselinker"),
                             act("orders.reconciled", 2, missing=1, kind="baselinker")]}),
    (11, "not_asked", {"acts": [act("order.placed", kind="baselinker")]}),
    (11, "not_yet", {"acts": [act("order.placed", kind="baselinker"), act("order.placed")]}),
    (11, "not_yet", {"acts": [act("order.placed", kind="baselinker")], "sent": [sent(200)]}),
    (20, "not_asked", {"acts": [act("order.placed", kind="shopify")]}),
    (20, "not_yet", {"acts": [act("order.placed", kind="shopify")], "asks": feed(0)}),
    (13, "passed", {"asks": feed(0, 3, 6, limit=3), "events": [event("order.packed", 1)]}),
    (13, "failed", {"asks": feed(0, 9, limit=3), "events": [event("order.packed", 1)]}),
    (13, "not_yet", {"asks": feed(7, 9), "events": [event("order.packed", 1)]}),
    (13, "not_yet", {"asks": feed(0), "events": [event("order.packed", 1)]}),
    (13, "passed", {"acts": [act("events.read", **{"from": 1, "to": 4}),
                             act("events.read", **{"from": 5, "to": 9})]}),
    (13, "failed", {"acts": [act("events.read", **{"from": 1, "to": 4}),
                             act("events.read", **{"from": 6, "to": 9})]}),
    (14, "passed", {"asks": WALK, "products": [thing("whole")] * 4}),
    (14, "not_yet", {"asks": WALK, "products": [thing("whole")] * 5}),
    (14, "not_yet", {"asks": WALK[1:], "products": [thing("whole")] * 2}),
    (14, "passed", {"acts": [act("stock.told"), act("orders.reconciled")]}),
    (15, "passed", {"asks": [LIMITED, ask("listStock", 3, method="GET", path="/v1/stock")]}),
    (15, "failed", {"asks": [LIMITED, ask("listStock", 2, method="GET", path="/v1/stock")]}),
    (15, "not_yet", {"asks": [LIMITED]}),
    (15, "passed", {"acts": [act("platform.limited", 1, wait_s=2), act("platform.done", 3)]}),
    (15, "failed", {"acts": [act("platform.limited", 1, wait_s=2), act("platform.done", 2)]}),
    (16, "passed", {"asks": [AWAY, ask("placeOrder", 2, idempotency_key="a")]}),
    (16, "failed", {"asks": [AWAY, ask("placeOrder", 2, idempotency_key="b")]}),
    (16, "failed", {"asks": [ask("placeOrder", 1, status=503), ask("placeOrder", 2)]}),
    (16, "passed", {"acts": [act("platform.failed", outcome="failed"), act("platform.done", 2)]}),
    (17, "passed", {"asks": [ask("amendOrder", 1, status=412, method="PATCH", path=PATH),
                             ask("readOrder", 2, method="GET", path=PATH),
                             ask("amendOrder", 3, method="PATCH", path=PATH)]}),
    (17, "not_yet", {"asks": [ask("amendOrder", 1, status=412, method="PATCH", path=PATH),
                              ask("amendOrder", 3, method="PATCH", path=PATH)]}),
    (17, "passed", {"acts": [act("call.outdated")]}),
    (17, "passed", {"acts": [act("order.amend_refused", code=CHANGE_TOO_LATE)]}),
    (17, "not_yet", {"acts": [act("order.amend_refused", code=UNKNOWN_SKU)]}),
    (18, "passed", {"events": [event("shipment.exception"), event("shipment.label_created", 2)]}),
    (18, "not_yet", {"events": [event("shipment.label_created"), event("shipment.exception", 2)]}),
    (19, "passed", {"shipments": [thing("lost")], "asks": [ask("sendAgain", status=201)]}),
    (19, "not_yet", {"shipments": [thing("lost")]}),
    (19, "not_yet", {"asks": [ask("sendAgain", status=201)]}),
    (19, "passed", {"shipments": [thing("lost")],
                    "acts": [told("shipment.handed_over", is_sent_again=True)]}),
    (19, "not_yet", {"shipments": [thing("lost")], "acts": [told("shipment.handed_over")]}),
    (20, "passed", {"returns": [thing("told")], "events": [event("return.inspected")]}),
    (20, "not_yet", {"returns": [thing("inspected")], "events": [event("return.inspected")]}),
]  # fmt: skip


@pytest.mark.parametrize(("number", "state", "what"), CASES)
def test_a_scenario_is_judged_by_what_was_seen(
    number: int, state: str, what: dict[str, list[Any]]
) -> None:
    judged = judge(number, seen(**what))
    assert judged.state == state
    assert bool(judged.seen) == (state in ("passed", "failed"))


def test_there_are_twenty_each_with_a_judge_and_nothing_seen_proves_nothing() -> None:
    assert (
        [one.number for one in SCENARIOS]
        == list(range(1, 21))
        == sorted(JUDGES)
        == sorted(ON_PLATFORM)
    )
    assert len({one.code for one in SCENARIOS}) == 20
    assert {judge(n, seen()).state for n in JUDGES} == {"not_yet"}
    assert {n for n, state, _ in CASES if state == "not_asked"} == set(EXCUSES)
    assert {number for number, state, _ in CASES if state == "passed"} == set(JUDGES)


def test_a_mistake_that_was_mended_is_passed() -> None:
    again = [
        LIMITED, ask("listStock", 1.5, status=429, wait_s=1, method="GET", path="/v1/stock"),
        ask("listStock", 3, method="GET", path="/v1/stock"),
    ]  # fmt: skip
    assert JUDGES[15](seen(asks=again)).state == "passed"
    forged = [sent(200, test=True), sent(200, test=True, forged=True), sent(401, forged=True)]
    assert JUDGES[11](seen(sent=forged)).state == "passed"
