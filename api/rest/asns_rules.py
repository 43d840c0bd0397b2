"""What a shop wants done at the dock."""

from __future__ import annotations

from typing import Final

from litestar import Response, Router, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from api.rest.asns import READ, TAG, WRITE
from api.rest.examples import Example
from api.rest.versions import IfMatch, rules_answer
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.inbound.rules import Rules, put_rules, rules_of

_KINDS: Final = (
    "over", "unexpected_product", "unannounced", "damaged", "wrong_label", "wrong_lot",
    "no_barcode", "short_dated",
)  # fmt: skip
_NOTHING: Final[dict[str, str | None]] = dict.fromkeys(_KINDS)
_RULES: Final = {
    "is_blind": False,
    "decide_within_hours": 24,
    "least_days_left": 30,
    "put_away_first": "storage",
    "fallbacks": _NOTHING | {"over": "return_to_supplier"},
}


@get(
    "/inbound-rules",
    operation_id="readInboundRules",
    summary="Read the rules of receiving",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            response={
                "is_blind": False,
                "decide_within_hours": 48,
                "least_days_left": 0,
                "put_away_first": "pick_face",
                "fallbacks": _NOTHING,
            }
        ),
    },
)
async def read_rules(
    read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[Rules]:
    """The defaults, until you say otherwise."""
    return rules_answer(await rules_of(read, caller.shop_id))


@put(
    "/inbound-rules",
    operation_id="putInboundRules",
    summary="Say how deliveries are received",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            request={
                "decide_within_hours": 24,
                "least_days_left": 30,
                "put_away_first": "storage",
                "fallbacks": {"over": "return_to_supplier"},
            },
            response=_RULES,
            after=("readInboundRules",),
        ),
    },
)
async def write_rules(
    data: JSONBody[Rules],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    if_match: NamedDependency[IfMatch],
) -> Response[Rules]:
    """All of them at once; what is left out goes back to its default. Goods that expire within
    `least_days_left` days are held; `fallbacks` say what happens when you do not decide in time."""
    await if_match.check_rules(tx, caller.shop_id, lambda: rules_of(tx, caller.shop_id))
    return rules_answer(await put_rules(tx, caller.shop_id, data))


router = Router("/", route_handlers=[read_rules, write_rules])
