"""For how long a shop's consumers are known, who is forgotten, what is held about one who asks."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.auth import ALL_ROLES
from api.house import house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, file, words_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.privacy.erase import WAITS, ask, erasures
from wms.privacy.errors import NobodyFound
from wms.privacy.known import known
from wms.privacy.models import RETENTION_MAX_DAYS
from wms.privacy.retention import rules_of, set_rules
from wms.shops.queries import shop_by_code

PAGE: Final = "/office/shops/{code:str}/privacy"
EVERYBODY: Final = {"roles": ALL_ROLES}
#: a shop answers for the data of its consumers, so its own people decide, too
MAKERS: Final = {"roles": (*MANAGERS, "shop")}
#: of an e-mail address (RFC 5321, 4.5.3.1); an order's name is shorter
WHO_MAX_CHARS: Final = 254
JSON: Final = "application/json"
#: erasures on the page, the newest
SHOWN_MAX: Final = 100

FLASHES["retention_saved"] = N_(
    "Saved. Whoever is past it is erased soon, once nothing of their order is open."
)
FLASHES["erasure_asked"] = N_("Noted. It stands below, and is done as soon as nothing is open.")


@get(PAGE, opt=EVERYBODY)
async def show_privacy(
    code: FromPath[str], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """For how long people are known, and the question what is held about one."""
    return await _page(desk_page, read, code)


async def _page(
    desk_page: DeskPage, read: Read, code: str, *, status: int = 200, no: str | None = None,
    typed: dict[str, str] | None = None,
) -> Response[Any]:  # fmt: skip
    one = await shop_by_code(read, code)
    by = desk_page.by
    return desk_page.show(
        "office/shop_privacy.html",
        status=status,
        shop=one,
        rules=await rules_of(read, one.id),
        rows=await erasures(read, one.id, limit=SHOWN_MAX),
        waits=WAITS,
        days_max=RETENTION_MAX_DAYS,
        who_max=WHO_MAX_CHARS,
        at=f"/office/shops/{one.code}/privacy",
        may_manage=by is not None and by.role in MAKERS["roles"],
        is_staff=by is not None and by.shop_id is None,
        typed=typed or {},
        no=no,
    )


@post(PAGE, opt=MAKERS, status_code=200)
async def save_retention(
    request: AnyRequest, code: FromPath[str], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """From now on so many days."""
    form = await desk_page.form()
    shop_id = (await shop_by_code(read, code)).id
    days = _days(form.get("retention_days", ""))
    done = await attempt(request, lambda tx: set_rules(tx, shop_id, retention_days=days))
    if isinstance(done, Refusal):
        no = words_of(request, done)
        return await _page(desk_page, read, code, status=422, no=no, typed=form)
    return go(f"/office/shops/{code}/privacy", said="retention_saved")


def _days(said: str) -> int:
    """What was typed; 0, which nobody may keep, when it is no whole number."""
    bare = said.strip()
    is_number = bare.isascii() and bare.isdigit() and len(bare) <= len(str(RETENTION_MAX_DAYS))
    return int(bare) if is_number else 0


@post(PAGE + "/erasures", opt=MAKERS, status_code=200)
async def ask_to_forget(
    request: AnyRequest, desk: NamedDependency[Desk], code: FromPath[str],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """Somebody wants to be forgotten: named by an order, or by an e-mail address."""
    form = await desk_page.form()
    said = form.get("forget", "").replace("\0", "").strip()[:WHO_MAX_CHARS]
    shop_id = (await shop_by_code(read, code)).id
    is_email = "@" in said

    async def note(tx: Tx) -> None:
        await ask(
            tx,
            shop_id,
            order_external_id=None if is_email else said,
            email=said if is_email else None,
            by="office" if desk.shop_id is None else "shop",
            user_id=desk.user_id,
            settings=house_of(request.scope).settings,
        )

    done = await attempt(request, note)
    if isinstance(done, Refusal):
        no = words_of(request, done)
        return await _page(desk_page, read, code, status=422, no=no, typed=form)
    return go(f"/office/shops/{code}/privacy", said="erasure_asked")


@post(PAGE + "/held", opt=EVERYBODY, status_code=200)
async def send_held(
    request: AnyRequest, desk: NamedDependency[Desk], code: FromPath[str],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """All that is held about a person, as a file. Posted: an e-mail address belongs in no log."""
    form = await desk_page.form()
    one = await shop_by_code(read, code)
    try:
        found = await known(
            read,
            house_of(request.scope).settings,
            one.id,
            form.get("who", "")[:WHO_MAX_CHARS],
            in_house=desk.shop_id is None,
        )
    except NobodyFound as nobody:
        no = words_of(request, nobody)
        return await _page(desk_page, read, code, status=404, no=no, typed=form)
    content = msgspec.json.format(msgspec.json.encode(found), indent=2)
    return file(content, f"held-{one.code}-{i18n.today().isoformat()}.json", kind=JSON)


handlers: Final = [show_privacy, save_retention, ask_to_forget, send_held]
