"""How far a shop's integration has come towards its certificate."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.asker import language_of
from api.auth import ALL_ROLES
from api.certificate_paper import certificate_answer, certificate_paper
from api.house import house_of
from api.office.desk import DeskPage
from api.office.doing import AnyRequest
from api.transaction import look
from wms.certificate.issue import CertificateProved, Standing, certificate, standing
from wms.certificate.judges import Judged, passed
from wms.certificate.platform import EXCUSES
from wms.certificate.scenarios import SCENARIOS
from wms.db import Read
from wms.halls import twin_of
from wms.shops.queries import shop_by_code


@get("/office/shops/{code:str}/certificate", opt={"roles": ALL_ROLES})
async def show_certificate(
    request: AnyRequest,
    code: FromPath[str],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Twenty scenarios of the shop's sandbox, each with what was seen or what to do.

    After a certificate, until something is proved for the next one, what has proved that.
    """
    one = await shop_by_code(read, code)
    twin_id = twin_of(one.id)
    now, shown = await look(house_of(request.scope), twin_id, partial(_standing, twin_id=twin_id))
    judged = now.judged if shown is None else _passed(shown)
    return desk_page.show(
        "office/certificate.html",
        shop=one,
        now=now,
        shown=shown.issued.number if shown else None,
        scenarios=[(each, judged[each.number]) for each in SCENARIOS],
        excuses=EXCUSES,
    )


async def _standing(read: Read, twin_id: UUID) -> tuple[Standing, CertificateProved | None]:
    now = await standing(read, twin_id)
    if not now.issued or any(one.seen for one in now.judged.values()):
        return now, None
    return now, await certificate(read, twin_id, now.issued[0].number)


def _passed(one: CertificateProved) -> dict[int, Judged]:
    not_asked = Judged(state="not_asked")
    return {number: passed(*seen) if seen else not_asked for number, seen in one.proofs.items()}


@get("/office/shops/{code:str}/certificate/{number:int}/pdf", opt={"roles": ALL_ROLES})
async def print_certificate(
    request: AnyRequest, code: FromPath[str], number: FromPath[int], read: NamedDependency[Read]
) -> Response[Any]:
    """One that was issued, in the language of who prints it."""
    one = await shop_by_code(read, code)
    twin_id = twin_of(one.id)
    proved = await look(
        house_of(request.scope), twin_id, lambda inside: certificate(inside, twin_id, number)
    )
    paper = certificate_paper(proved, one.name, language_of(request), i18n.current_zone())
    return await asyncio.to_thread(certificate_answer, paper)


handlers: Final = [show_certificate, print_certificate]
