"""What shall go wrong in the sandbox, and goes wrong then, once for each time it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, text

from wms.db import Read, Tx, new_id
from wms.errors import N_, Invalid, NotFound
from wms.failures import FAILURES
from wms.sandbox.models import SandboxFault
from wms.shipping.failures import REFUSED

FaultKind = Literal[
    "short_pick", "label_refused", "parcel_lost", "parcel_damaged", "webhook_timeout",
    "api_unavailable", "api_limited",
]  # fmt: skip
#: more than that is an outage, and no test
TIMES_MAX: Final = 1_000
CODE_MAX_CHARS: Final = 60
HIT_MAX_CHARS: Final = 200
LIST_MAX: Final = 200
#: codes of a courier that says no to a label
_LABELS: Final = ("carrier.", "label.")


class NewFault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The next so many of a kind go wrong."""

    kind: FaultKind
    #: how many times it goes wrong
    times: Annotated[int, msgspec.Meta(ge=1, le=TIMES_MAX)] = 1
    #: with label_refused: what the courier says, as `shipment.exception` tells it
    code: Annotated[str, msgspec.Meta(max_length=CODE_MAX_CHARS)] | None = None


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What goes wrong, and whom it has hit; used up when `used` is `times`."""

    id: UUID
    kind: str
    #: with label_refused: what the courier says
    code: str | None
    #: how many times it goes wrong
    times: int
    #: how many of them it has gone wrong already
    used: int
    #: the last order, event or request that it hit
    last_hit: str | None
    #: when that was
    last_hit_at: datetime | None
    created_at: datetime


async def ask_for_fault(tx: Tx, twin_id: UUID, new: NewFault) -> Fault:
    """From now on the next ``times`` of it go wrong.

    Raises:
        Invalid: no courier says this code, or no courier is asked.
    """
    is_label = new.kind == "label_refused"
    if new.code is not None and not (is_label and new.code in label_codes()):
        known = ", ".join(label_codes())
        reason = N_("only with label_refused, and one of {known}").format(known=known)
        raise Invalid(field="code", reason=reason, pointer="/code")
    row = SandboxFault(
        shop_id=twin_id, id=new_id(), kind=new.kind, times=new.times,
        code=(new.code or REFUSED) if is_label else None,
    )  # fmt: skip
    tx.add(row)
    await tx.flush()
    return msgspec.convert(row, Fault, from_attributes=True)


def label_codes() -> list[str]:
    """What a courier can say when it sells no label."""
    return sorted(code for code in FAILURES if code.startswith(_LABELS))


async def faults(read: Read, twin_id: UUID) -> list[Fault]:
    """All that were asked for, the newest first, at most `LIST_MAX`."""
    rows = await read.scalars(
        select(SandboxFault)
        .where(SandboxFault.shop_id == twin_id)
        .order_by(SandboxFault.id.desc())
        .limit(LIST_MAX)
    )
    return [msgspec.convert(row, Fault, from_attributes=True) for row in rows]


async def remove_fault(tx: Tx, twin_id: UUID, fault_id: UUID) -> None:
    """It hits nobody any more. Raises NotFound."""
    which = (SandboxFault.shop_id == twin_id, SandboxFault.id == fault_id)
    gone = await tx.scalar(delete(SandboxFault).where(*which).returning(SandboxFault.id))
    if gone is None:
        raise NotFound(what="fault", name=str(fault_id))


_TAKE = text(
    """
    UPDATE sandbox_faults f
    SET used = used + 1, last_hit = :hit, last_hit_at = clock_timestamp()
    WHERE (f.shop_id, f.id) = (
        SELECT shop_id, id FROM sandbox_faults
        WHERE shop_id = :shop AND kind = ANY (:kinds) AND used < times
        ORDER BY id LIMIT 1 FOR UPDATE)
    RETURNING f.kind, f.used AS nth, coalesce(f.code, '') AS code
    """
)


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """Something goes wrong now."""

    kind: str
    #: the how manieth time of its fault this is, from 1
    nth: int
    #: what the courier says; '' when none is asked
    code: str

    @property
    def is_answer_lost(self) -> bool:
        """What is asked is done, and its answer is lost: every other time, the first one too."""
        return self.kind == "api_unavailable" and self.nth % 2 == 1


async def strike(tx: Tx, twin_id: UUID, kinds: Sequence[FaultKind], *, hit: str) -> Hit | None:
    """Whether one of these goes wrong now; then it is used up by what it ``hit``."""
    facts = {"shop": twin_id, "kinds": list(kinds), "hit": hit[:HIT_MAX_CHARS]}
    row = (await tx.execute(_TAKE, facts)).first()
    return Hit(kind=row.kind, nth=row.nth, code=row.code) if row else None
