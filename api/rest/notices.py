"""What a shop's consumers are told by e-mail: the switches, and the shop's own words."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, Router, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.rest.examples import Example
from api.rest.versions import IfMatch, rules_answer
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.errors import NotFound
from wms.notices.kinds import KINDS
from wms.notices.settings import Told, save_told, told_by
from wms.notices.texts import OwnText, own_texts, save_text, spoken
from wms.packing.slips.template import LANGUAGES

TAG: Final = ["Shipments"]
READ: Final = "orders:read"
WRITE: Final = "orders:write"

_OFF: Final[dict[str, Any]] = {
    "kinds": [], "quiet_from": None, "quiet_until": None, "urgent_kinds": [],
    "fallback_language": "en", "survey_after_days": None, "survey_scale": "five",
}  # fmt: skip
_TOLD: Final = {
    "kinds": ["delayed", "shipped", "pickup", "delivered"],
    "quiet_from": 1260,
    "quiet_until": 420,
    "urgent_kinds": ["pickup"],
    "fallback_language": "pl",
    "survey_after_days": 3,
    "survey_scale": "ten",
}
_WORDS: Final = {
    "subject": "{{ order.external_id }} jedzie do Ciebie",
    "body": "Cześć! Twoja paczka już jedzie.",
}


class TextOut(msgspec.Struct, frozen=True, kw_only=True):
    """The words that count; `version` 0: ours."""

    version: int
    subject: str
    body: str


@get(
    "/notices",
    operation_id="readNotices",
    summary="Read what your consumers are told",
    tags=TAG,
    opt={"scope": READ, "example": Example(response=_OFF)},
)
async def read_notices(
    read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[Told]:
    """Which messages go out by themselves, and when not. As it begins: none."""
    return rules_answer(await told_by(read, caller.shop_id))


@put(
    "/notices",
    operation_id="putNotices",
    summary="Say what your consumers are told",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(request=_TOLD, response=_TOLD, after=("readNotices",)),
    },
)
async def write_notices(
    data: JSONBody[Told],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    if_match: NamedDependency[IfMatch],
) -> Response[Told]:
    """All of it at once; what is left out goes back to its default. It counts for what happens from
    now on. Quiet hours are minutes from midnight by the consumer's clock, and may span midnight.
    `kinds`: `received`, `preparing`, `packed`, `delayed`, `shipped`, `pickup`, `delivered`,
    `return_label`, `return_received`, `refund_cleared`."""
    await if_match.check_rules(tx, caller.shop_id, lambda: told_by(tx, caller.shop_id))
    await save_told(tx, caller.shop_id, data)
    return rules_answer(await told_by(tx, caller.shop_id))


@get(
    "/notices/{kind:str}/{language:str}",
    operation_id="readNoticeText",
    summary="Read the words of a message",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            path={"kind": "shipped", "language": "pl"},
            response={"version": 1, **_WORDS},
            after=("putNoticeText",),
        ),
    },
)
async def read_text(
    kind: FromPath[str],
    language: FromPath[str],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Response[TextOut]:
    """Yours, or ours while you have written none."""
    return rules_answer(await _text(read, caller, kind, language))


@put(
    "/notices/{kind:str}/{language:str}",
    operation_id="putNoticeText",
    summary="Say a message in your own words",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"kind": "shipped", "language": "pl"},
            request=_WORDS,
            response={"version": 1, **_WORDS},
            after=("putNotices",),
        ),
    },
)
async def write_text(
    kind: FromPath[str],
    language: FromPath[str],
    data: JSONBody[OwnText],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    if_match: NamedDependency[IfMatch],
) -> Response[TextOut]:
    """A new version that counts at once. Both texts empty: ours count again. They name facts and
    have "if" as slips do (`{{ order.external_id }}`). Greeting, parcels, pickup point, button and
    signature are put around the text by us."""
    _known(kind, language)
    await if_match.check_rules(tx, caller.shop_id, lambda: _text(tx, caller, kind, language))
    await save_text(tx, caller.shop_id, kind, language, data)
    return rules_answer(await _text(tx, caller, kind, language))


def _known(kind: str, language: str) -> None:
    if kind not in KINDS or language not in LANGUAGES:
        raise NotFound(what="message", name=f"{kind}/{language}")


async def _text(read: Read | Tx, caller: Caller, kind: str, language: str) -> TextOut:
    _known(kind, language)
    found = spoken(await own_texts(read, caller.shop_id), kind, language, language)
    return TextOut(version=found.version, subject=found.subject, body=found.body)


router = Router("/", route_handlers=[read_notices, write_notices, read_text, write_text])
