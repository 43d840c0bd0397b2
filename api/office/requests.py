"""What shops' programs asked in the last seven days, and why they were refused."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.auth import ALL_ROLES
from api.marks import UNSAID
from api.office.desk import DeskPage
from api.office.doing import AnyRequest, own_shop, sandbox_of, shop_choices
from api.office.filters import READ_ROWS, Filters, page_of
from api.refusals import codes
from api.transaction import look, tenant_of
from wms.access.people import Desk
from wms.db import Read
from wms.requests.queries import CLASSES, RequestRow, Wanted, request_row, requests

EVERYBODY: Final = {"roles": ALL_ROLES}
#: of which of a shop's two halls they are, in the address
OF: Final = "of"
TEST: Final = "test"
#: what a sentence of a refusal would be filled with; the log does not keep it
_FACT: Final = re.compile(r"\{\w+\}")


class Explained(NamedTuple):
    """A code in the words of the page; both are empty when nobody knows it any more."""

    code: str
    meaning: str
    remedy: str


def explained(code: str) -> Explained:
    """What a code means and what to do about it, in the language of the page."""
    known = codes().get(code)
    if known is None:
        return Explained(code, "", "")
    language = i18n.current_language()
    return Explained(code, _FACT.sub(UNSAID, known.meaning[language]), known.remedy[language])


def _day(filters: Filters, name: str, *, days_on: int = 0) -> datetime | None:
    """The beginning of a day of the warehouse, or of one after it."""
    day = filters.day(name)
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=days_on), time(), tzinfo=i18n.current_zone())


def _before(filters: Filters) -> tuple[datetime, UUID] | None:
    try:
        return msgspec.convert(
            tuple(filters.text("before").split("~")), tuple[datetime, UUID], strict=False
        )
    except msgspec.ValidationError:
        return None


def _position(row: RequestRow) -> str:
    return f"{row.seen.at.isoformat()}~{row.id}"


@get("/office/requests", opt=EVERYBODY)
async def list_requests(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage]
) -> Response[Any]:
    """By hall, how they ended, key, operation, code and day."""
    filters = Filters(request)
    wanted = Wanted(
        ended=filters.one_of("state", CLASSES) or None,
        operation=filters.text("operation") or None,
        code=filters.text("code") or None,
        request_id=filters.text("q") or None,
        key_id=filters.id("key"),
        since=_day(filters, "from"),
        until=_day(filters, "to", days_on=1),
        shop=own_shop(desk, filters.text("shop")) or None,
    )

    async def seen(read: Read) -> tuple[list[RequestRow], list[tuple[str, str]]]:
        shop_id = whose if isinstance(whose, UUID) else None
        rows = await requests(read, shop_id, wanted, limit=READ_ROWS, after=_before(filters))
        return rows, await shop_choices(read, desk)

    is_test = filters.text(OF) == TEST
    whose = _whose(request, is_test=is_test)
    rows, shops = await look(desk_page.house, whose, seen)
    return desk_page.show(
        "office/requests.html",
        **page_of(filters, rows, before=_position),
        filters=filters,
        is_test=is_test,
        shops=shops,
        explained=explained,
    )


def _whose(request: AnyRequest, *, is_test: bool) -> UUID | str:
    """Whose log is read: that of whoever asks, or of their sandbox."""
    return sandbox_of(request) if is_test else tenant_of(request.scope)


@get("/office/requests/{row_id:uuid}", opt=EVERYBODY)
async def show_request(
    request: AnyRequest, row_id: FromPath[UUID], desk_page: NamedDependency[DeskPage]
) -> Response[Any]:
    """One request: all that is kept of it, and what its refusal means."""
    is_test = Filters(request).text(OF) == TEST
    whose = _whose(request, is_test=is_test)
    row = await look(desk_page.house, whose, lambda read: request_row(read, row_id))
    told = dict.fromkeys([*([row.seen.code] if row.seen.code else []), *row.seen.field_codes])
    return desk_page.show(
        "office/request.html",
        row=row,
        one=row.seen,
        is_test=is_test,
        meanings=[explained(code) for code in told],
    )


handlers: Final = [list_requests, show_request]
