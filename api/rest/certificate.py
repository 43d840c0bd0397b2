"""The go-live certificate: how far an integration has come in the sandbox, and its certificate."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api import i18n
from api.certificate_paper import PDF, certificate_answer, certificate_paper
from api.marks import API_VERSION, marks_of
from api.rest.examples import Example
from api.rest.idempotency import Once
from wms.access.keys import SANDBOX_SCOPE
from wms.access.people import Caller
from wms.certificate.issue import (
    CertificateIssued,
    Standing,
    certificate,
    issue_certificate,
    standing,
)
from wms.certificate.judges import Sight
from wms.certificate.platform import EXCUSES
from wms.certificate.scenarios import SCENARIOS, Scenario
from wms.db import Read, Tx
from wms.shops.queries import shop

TAG: Final = ["Sandbox"]


class ScenarioSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario and what it has come to."""

    number: int
    #: stable
    code: str
    name: str
    #: why it matters
    why: str
    #: `passed`, `not_yet`, `failed` or `not_asked`. What failed can be done again; what a platform
    #: has no place for is not asked of its connection
    state: str
    #: what was seen that proves it
    seen: list[Sight]
    #: by what it is judged, or why it is not asked
    judged: str
    #: what to do next; null when it is passed or not asked
    next: str | None


class CertificateStanding(msgspec.Struct, frozen=True, kw_only=True):
    """All scenarios, and the certificates that were issued."""

    #: how many are passed
    passed: int
    #: whether the certificate can be issued
    is_earned: bool
    #: what came before this does not count; null: all that is kept
    since: datetime | None
    #: the User-Agents and platforms that took part
    programs: list[str]
    #: all twenty, by number
    scenarios: list[ScenarioSeen]
    #: the newest first
    issued: list[CertificateIssued]


def told(now: Standing, language: str) -> CertificateStanding:
    """The standing in the words of a language."""

    def say(words: str) -> str:
        return i18n.translate(language, words)

    def shown(one: Scenario) -> ScenarioSeen:
        found = now.judged[one.number]
        is_asked = found.state != "not_asked"
        return ScenarioSeen(
            number=one.number,
            code=one.code,
            name=say(one.name),
            why=say(one.why),
            state=found.state,
            seen=found.seen,
            judged=say(one.judged if is_asked else EXCUSES[one.number].words),
            next=say(one.how) if is_asked and found.state != "passed" else None,
        )

    scenarios = [shown(one) for one in SCENARIOS]
    return CertificateStanding(
        passed=sum(one.state == "passed" for one in scenarios),
        is_earned=not now.missing,
        since=now.since,
        programs=now.programs,
        scenarios=scenarios,
        issued=now.issued,
    )


_LANGUAGE: Final = QueryParameter(pattern="^(en|pl|uk)$", description="Of the sentences.")
_FIRST: Final = SCENARIOS[0]
_SHOWN: Final[dict[str, Any]] = {
    "passed": 0,
    "is_earned": False,
    "since": None,
    "programs": ["shop/2.1"],
    "scenarios": [
        {
            "number": 1,
            "code": _FIRST.code,
            "name": _FIRST.name,
            "why": _FIRST.why,
            "state": "not_yet",
            "seen": [],
            "judged": _FIRST.judged,
            "next": _FIRST.how,
        }
    ],
    "issued": [],
}


@get(
    "/sandbox/certificate",
    operation_id="readCertificate",
    summary="Read how far your integration has come",
    tags=TAG,
    opt={"scope": SANDBOX_SCOPE, "example": Example(response=_SHOWN)},
)
async def read_certificate(
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    language: Annotated[str, _LANGUAGE] = "en",
) -> CertificateStanding:
    """Twenty scenarios, judged from what really happened in your sandbox since the last
    certificate: requests (a second after their answer), orders, events, webhooks and what was
    answered, acts of a platform's connection. Nobody ticks a box."""
    return told(await standing(read, caller.shop_id), language)


@post(
    "/sandbox/certificate",
    operation_id="issueCertificate",
    summary="Issue the certificate",
    tags=TAG,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(
            response={
                "number": 1001,
                "issued_at": "2026-11-30T12:00:00Z",
                "api_version": "2026-11-30",
                "programs": ["shop/2.1"],
                "not_asked": [],
            }
        ),
    },
)
async def issue(
    request: Request[Any, Any, Any],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[CertificateIssued]:
    """When all scenarios are passed; it is kept and never taken back. The next one counts only what
    comes after it."""
    version = str(marks_of(request.scope)[API_VERSION])
    return await once.answer(
        lambda: issue_certificate(tx, caller.shop_id, api_version=version), status=201
    )


@get(
    "/sandbox/certificates/{number:int}/pdf",
    operation_id="downloadCertificate",
    summary="Download a certificate",
    tags=TAG,
    media_type=PDF,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(path={"number": "$issueCertificate/number"}),
    },
)
async def download(
    number: FromPath[int],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    language: Annotated[str, _LANGUAGE] = "en",
) -> Response[bytes]:
    """A sheet of A4 to print: its number, your shop, the day, and the twenty scenarios with the ids
    of what proves them."""
    one = await certificate(read, caller.shop_id, number)
    twin = await shop(read, caller.shop_id)
    paper = certificate_paper(one, twin.name, language, i18n.current_zone())
    return await asyncio.to_thread(certificate_answer, paper)


router = Router("/", route_handlers=[read_certificate, issue, download])
