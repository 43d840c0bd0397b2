"""How far an integration has come, and its certificate once it has passed all."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import select, text

from wms.certificate.judges import Judged, Sight
from wms.certificate.models import Certificate
from wms.certificate.platform import judge
from wms.certificate.scenarios import SCENARIOS
from wms.certificate.seen import Seen, what_happened
from wms.db import Read, Tx
from wms.errors import N_, NotFound, Refusal

#: programs that are named; a sandbox that more have used names the newest
PROGRAMS_MAX: Final = 20
CERTIFICATES_MAX: Final = 50
#: PostgreSQL counts no farther (bigint)
NUMBER_MAX: Final = 2**63 - 1
_ONE_AT_A_TIME: Final = text(
    "SELECT pg_advisory_xact_lock(hashtext('wms.certificate'), hashtext(:shop))"
)


class NotEarned(Refusal):
    """Not all scenarios are passed."""

    code = "certificate.not_earned"
    title = N_("Certificate not earned yet")
    sentence = N_("{count} of 20 scenarios are not passed yet: {missing}.")
    remedy = N_(
        "Read GET /v1/sandbox/certificate: it says of each scenario what is still missing; live "
        "them in the sandbox, then ask again."
    )


class CertificateIssued(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate as it is kept."""

    #: by which people name it
    number: int
    #: when it was issued
    issued_at: datetime
    #: of the API that it was earned at
    api_version: str
    #: the User-Agents and platforms that took part
    programs: list[str]
    #: scenarios that were not asked, because of what the platform is
    not_asked: list[int] = []


class CertificateProved(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate with what proved each scenario."""

    issued: CertificateIssued
    #: number of the scenario → what was seen
    proofs: dict[int, list[Sight]]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What each scenario has come to since the last certificate."""

    since: datetime | None
    judged: dict[int, Judged]
    programs: list[str]
    issued: list[CertificateIssued]

    @property
    def missing(self) -> list[int]:
        """Numbers of what is still to be passed."""
        return [
            number
            for number, one in self.judged.items()
            if one.state not in ("passed", "not_asked")
        ]


async def standing(read: Read | Tx, shop_id: UUID) -> Standing:
    """How far a sandbox's integration has come, judged now."""
    issued = await certificates(read, shop_id)
    since = issued[0].issued_at if issued else None
    seen = await what_happened(read, shop_id, since)
    return Standing(
        since=since,
        judged={one.number: judge(one.number, seen) for one in SCENARIOS},
        programs=_programs(seen),
        issued=issued,
    )


def _programs(seen: Seen) -> list[str]:
    """Who took part, the newest first."""
    named = [one.user_agent or "" for one in seen.asks] + [one.kind for one in seen.acts]
    return [one for one in dict.fromkeys(reversed(named)) if one][:PROGRAMS_MAX]


async def issue_certificate(tx: Tx, shop_id: UUID, *, api_version: str) -> CertificateIssued:
    """Issue it; the next one counts what comes after it.

    Raises:
        NotEarned: a scenario is not passed.
    """
    await tx.execute(_ONE_AT_A_TIME, {"shop": str(shop_id)})
    now = await standing(tx, shop_id)
    if now.missing:
        told = ", ".join(str(number) for number in now.missing)
        raise NotEarned(count=len(now.missing), missing=told)
    row = Certificate(
        shop_id=shop_id,
        since=now.since,
        api_version=api_version,
        programs=now.programs,
        scenarios=_kept(now.judged),
    )
    tx.add(row)
    await tx.flush()
    await tx.refresh(row)
    return _issued(row)


def _kept(judged: dict[int, Judged]) -> dict[str, Any]:
    return {str(n): msgspec.to_builtins(one.seen) for n, one in judged.items()}


async def certificates(read: Read | Tx, shop_id: UUID) -> list[CertificateIssued]:
    """Those that were issued, the newest first."""
    rows = await read.scalars(
        select(Certificate)
        .where(Certificate.shop_id == shop_id)
        .order_by(Certificate.number.desc())
        .limit(CERTIFICATES_MAX)
    )
    return [_issued(row) for row in rows]


async def certificate(read: Read | Tx, shop_id: UUID, number: int) -> CertificateProved:
    """One that was issued to this sandbox, with its proofs. Raises NotFound."""
    if number > NUMBER_MAX:
        raise NotFound(what="certificate", name=str(number))
    row = await read.scalar(
        select(Certificate).where(Certificate.shop_id == shop_id, Certificate.number == number)
    )
    if row is None:
        raise NotFound(what="certificate", name=str(number))
    proofs = {int(n): msgspec.convert(seen, list[Sight]) for n, seen in row.scenarios.items()}
    return CertificateProved(issued=_issued(row), proofs=proofs)


def _issued(row: Certificate) -> CertificateIssued:
    return CertificateIssued(
        number=row.number,
        issued_at=row.issued_at,
        api_version=row.api_version,
        programs=row.programs,
        not_asked=[int(number) for number, seen in row.scenarios.items() if not seen],
    )
