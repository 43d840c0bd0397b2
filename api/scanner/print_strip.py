"""The strip of a bench: papers of other parcels packed here that did not come out.

A page of the bench passes ``print_strip=await strip(read, bench_id, language)`` and includes
"scanner/parts/print_strip.html"; where nothing is wrong nothing is shown.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec

from api import i18n
from api.failures import say_failure
from wms.db import Read
from wms.errors import N_
from wms.packing.prints import papers
from wms.packing.prints.watch import unprinted_at

PAPER_NAMES: Final = {
    papers.SLIP: N_("Packing slip"),
    papers.LABEL: N_("Label"),
    papers.INVOICE: N_("Invoice"),
}


class StripLine(msgspec.Struct, frozen=True, kw_only=True):
    """One of them, in the packer's language."""

    parcel: int
    paper: str
    why: str
    href: str


async def strip(
    read: Read, bench_id: UUID | None, language: str, *, but: int | None = None
) -> list[StripLine]:
    """What needs somebody at this bench; ``but``: the parcel whose page it is."""
    if bench_id is None:
        return []
    return [
        StripLine(
            parcel=one.parcel,
            paper=i18n.translate(language, PAPER_NAMES[one.paper]),
            why=say_failure(one.failure, language) if one.failure else "",
            href=f"/scanner/pack/{one.parcel}",
        )
        for one in await unprinted_at(read, bench_id, but=but)
    ]
