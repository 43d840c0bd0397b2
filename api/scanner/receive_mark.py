"""Damaged, wrong label: something is wrong with a piece of the last scan at the dock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm
from api.scanner.receive_dock import HOME, at_dock
from wms.db import Read, Tx
from wms.errors import N_
from wms.inbound import counting
from wms.inbound.mark import DAMAGED, DAMAGES, WRONGS, mark, markable
from wms.inbound.recognise import plain

DAMAGE_WORDS: Final = {
    "broken": N_("Broken"),
    "wet": N_("Wet"),
    "crushed": N_("Crushed"),
    "leaking": N_("Leaking"),
}
WRONG_WORDS: Final = {
    "wrong_label": N_("Another product than its label says"),
    "wrong_lot": N_("Another lot than its label says"),
}


def side_doors(address: str, language: str) -> list[dict[str, Any]]:
    """The ways to say it."""

    def say(words: dict[str, str], kinds: Sequence[str]) -> list[tuple[str, str]]:
        return [(kind, i18n.translate(language, words[kind])) for kind in kinds]

    return [
        {
            "label": i18n.translate(language, N_("Damaged")),
            "icon": "damaged",
            "action": f"{address}/damaged",
            "reasons": say(DAMAGE_WORDS, DAMAGES),
        },
        {
            "label": i18n.translate(language, N_("Wrong label")),
            "icon": "warn",
            "action": f"{address}/wrong",
            "reasons": say(WRONG_WORDS, WRONGS),
        },
    ]


@get(HOME + "/{asn_id:uuid}/which")
async def show_which(
    asn_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
) -> Response[str]:
    """A carton took several goods in at once: which of them is it? A scan of the piece says it."""
    asn = await counting.delivery(read, asn_id)
    kind, why = (request.query_params.get(name, "") for name in ("kind", "reason"))
    return await screen.show(
        "scanner/receive_which.html",
        asn=asn,
        address=f"{HOME}/{asn_id}",
        action=f"{HOME}/{asn_id}/{'damaged' if kind == DAMAGED else 'wrong'}",
        choices=await markable(read, asn.shop_id, asn_id, screen.by),
        fields={"reason": why if why in (*DAMAGES, *WRONGS) else "", "which": "scanned"},
    )


@post(HOME + "/{asn_id:uuid}/damaged", status_code=200)
async def damaged(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """One piece of the last scan is damaged."""
    why = door.form["reason"] if door.form["reason"] in DAMAGES else DAMAGES[0]
    return await _mark(asn_id, door, DAMAGED, why)


@post(HOME + "/{asn_id:uuid}/wrong", status_code=200)
async def wrong(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """One piece of the last scan is not what its label says."""
    kind = door.form["reason"] if door.form["reason"] in WRONGS else WRONGS[0]
    return await _mark(asn_id, door, kind, None)


async def _mark(asn_id: UUID, door: Door, kind: str, why: str | None) -> Response[Any]:
    async def held(tx: Tx, form: ScanForm) -> dict[str, Any]:
        asn = await counting.delivery(tx, asn_id)
        is_asked = form["which"] == "" and form["movement"] == ""
        if is_asked and len(await markable(tx, asn.shop_id, asn_id, door.by)) > 1:
            query = urlencode({"kind": kind, "reason": form["reason"]})
            return {"did": "which_asked", "to": f"{HOME}/{asn_id}/which?{query}"}
        marked = await mark(
            tx, asn_id, kind, why=why, by=door.by, scan_id=form.scan_id,
            movement_id=form.id("movement") if form["movement"] else None, code=form.code,
        )  # fmt: skip
        return plain(marked)

    return await at_dock(door, asn_id, held)


HANDLERS: Final = [show_which, damaged, wrong]
