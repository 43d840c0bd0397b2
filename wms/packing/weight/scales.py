"""Which bench has which scale."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, text
from sqlalchemy.dialects.postgresql import insert

from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Kind, NotFound, Refusal
from wms.packing.weight.models import PROTOCOLS, Scale
from wms.packing.weight.scale_call import ScaleAddress

PORT_MAX: Final = 65_535
#: benches that are shown
BENCHES_MAX: Final = 200
_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:_-]{0,251}[A-Za-z0-9])?")


class ScaleImpossible(Refusal):
    """Nobody can be called there."""

    kind = Kind.INVALID
    code = "scale.impossible"
    sentence = N_("A scale has a name or an address in the network and a port of 1 to {most}.")


class BenchScale(msgspec.Struct, frozen=True, kw_only=True):
    """A bench and its scale, if it has one."""

    bench_id: UUID
    bench: str
    protocol: str | None
    host: str | None
    port: int | None
    changed_at: datetime | None
    changed_by: str | None


async def set_scale(tx: Tx, bench_id: UUID, scale: ScaleAddress, *, by: Desk | None) -> None:
    """The bench has this scale from now on.

    Raises:
        ScaleImpossible: no address.
        NotFound: there is no such bench.
    """
    if (
        scale.protocol not in PROTOCOLS
        or not 1 <= scale.port <= PORT_MAX
        or not _HOST.fullmatch(scale.host)
    ):
        raise ScaleImpossible(most=PORT_MAX)
    is_bench = await tx.scalar(
        text("SELECT EXISTS (SELECT FROM places WHERE id = :id AND kind = 'bench')"),
        {"id": bench_id},
    )
    if not is_bench:
        raise NotFound(what="bench", name=str(bench_id))
    facts = {**msgspec.structs.asdict(scale), "changed_by_id": by.user_id if by else None}
    await tx.execute(
        insert(Scale)
        .values(bench_id=bench_id, **facts)
        .on_conflict_do_update(
            index_elements=["bench_id"], set_={**facts, "changed_at": func.clock_timestamp()}
        )
    )


async def remove_scale(tx: Tx, bench_id: UUID) -> None:
    """The bench has none any more: weights are typed."""
    await tx.execute(delete(Scale).where(Scale.bench_id == bench_id))


_LIST = text(
    """
    SELECT b.id AS bench_id, b.code AS bench, s.protocol, s.host, s.port, s.changed_at,
           u.name AS changed_by
    FROM places b LEFT JOIN scales s ON s.bench_id = b.id
    LEFT JOIN office_users u ON u.id = s.changed_by_id
    WHERE b.kind = 'bench' AND (s.bench_id IS NOT NULL OR b.retired_at IS NULL)
    ORDER BY b.code LIMIT :limit
    """
)


async def scale_list(read: Read | Tx) -> list[BenchScale]:
    """All benches, each with its scale."""
    return [BenchScale(**r._mapping) for r in await read.execute(_LIST, {"limit": BENCHES_MAX})]


async def scale_at(read: Read | Tx, bench_id: UUID | None) -> ScaleAddress | None:
    """The scale of a bench; None when it has none, or nobody said which bench it is."""
    if bench_id is None:
        return None
    row = (
        await read.execute(
            text("SELECT protocol, host, port FROM scales WHERE bench_id = :id"), {"id": bench_id}
        )
    ).first()
    return ScaleAddress(**row._mapping) if row else None
