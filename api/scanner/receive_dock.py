"""What every page of receiving has in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from litestar import Response

from api.scanner.door import Door
from api.scanner.form import ScanForm
from wms.db import Tx
from wms.inbound.counting import RECEIVING

HOME: Final = "/scanner/receive"

Verb = Callable[[Tx, ScanForm], Awaitable[dict[str, Any]]]


async def at_dock(door: Door, asn_id: UUID, verb: Verb, *, tone: str = "ok") -> Response[Any]:
    """Do ``verb`` once for this tap and go on with the delivery; a whole line sounds "done"."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        answer = await verb(tx, form)
        is_whole = answer.get("did") == "received" and answer["received"] == answer["expected"]
        return {"tone": "done" if is_whole else tone, **answer}

    return await door.accept(RECEIVING, back=f"{HOME}/{asn_id}", work=work, subject_id=asn_id)
