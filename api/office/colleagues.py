"""The people of one's own shop: who may log in, and one's own password."""

from __future__ import annotations

import secrets
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.auth import ALL_ROLES, count_log_in
from api.house import house_of
from api.i18n import known_language
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, words_of
from api.office.operators import NAME_MAX_CHARS, NameMissing
from api.office.users import EMAIL_MAX_CHARS, PASSWORD_BYTES, EmailMalformed
from api.transaction import look, unit_of_work
from wms.access import desks
from wms.access.errors import LogInWrong
from wms.access.people import Desk
from wms.access.queries import LIST_MAX, office_user, people_of_shop
from wms.access.secrets import DESK, prove
from wms.db import HALL, Tx
from wms.errors import N_, Kind, NotFound, Refusal

LIST: Final = "/office/colleagues"
OWN: Final = "/office/password"
PASSWORD_MAX_CHARS: Final = 1000
#: only for a shop's own people; the house's own are hired by its admins
OF_SHOPS: Final = {"roles": ("shop",)}

FLASHES["colleague_left"] = N_("They cannot log in any more.")


class OneselfStays(Refusal):
    """Who removes themselves may leave a shop that nobody can look after."""

    kind = Kind.INVALID
    code = "access.oneself_stays"
    sentence = N_("You cannot remove yourself. Ask a colleague, or the warehouse.")


class PasswordsDiffer(Refusal):
    """Mistyped, which nobody notices in a field of dots."""

    kind = Kind.INVALID
    code = "access.passwords_differ"
    sentence = N_("The two new passwords are not the same. Type both again.")


class OldPasswordWrong(Refusal):
    """Somebody may sit at another one's desk."""

    kind = Kind.INVALID
    code = "access.old_password_wrong"
    sentence = N_("Your present password is another one. Type it again.")


async def _page(
    request: AnyRequest, desk: Desk, desk_page: DeskPage,
    given: dict[str, str] | None = None, no: Refusal | None = None,
) -> Response[Any]:  # fmt: skip
    shop_id = _shop_of(desk)
    # who sits at a desk is the house's to know: the shop's own rows are asked for by their shop
    rows = await look(
        house_of(request.scope), HALL, lambda read: people_of_shop(read, shop_id, limit=LIST_MAX)
    )
    return desk_page.show(
        "office/colleagues.html",
        status=422 if no else 200,
        rows=rows,
        me=desk.user_id,
        given=given or {},
        error=words_of(request, no) if no else None,
    )


def _shop_of(desk: Desk) -> UUID:
    if desk.shop_id is None:
        raise NotFound(what="shop", name=desk.name)
    return desk.shop_id


@get(LIST, opt=OF_SHOPS)
async def list_colleagues(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage]
) -> Response[Any]:
    """Who of the shop may log in."""
    return await _page(request, desk, desk_page)


@post(LIST, opt=OF_SHOPS, status_code=200)
async def add_colleague(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage]
) -> Response[Any]:
    """Somebody of the same shop may log in. The answer shows their first password, once."""
    form = await desk_page.form()
    name, email = form.get("name", "").strip()[:NAME_MAX_CHARS], form.get("email", "").strip()
    password = secrets.token_urlsafe(PASSWORD_BYTES)

    async def join(tx: Tx) -> UUID:
        if not name:
            raise NameMissing
        if "@" not in email.strip("@") or len(email) > EMAIL_MAX_CHARS:
            raise EmailMalformed
        return await desks.hire_office_user(
            tx, email=email, name=name, password=password, role="shop", shop_id=_shop_of(desk),
            language=known_language(form.get("language")) or i18n.SOURCE_LANGUAGE,
        )  # fmt: skip

    try:
        await unit_of_work(house_of(request.scope), HALL, join)
    except Refusal as no:
        return await _page(request, desk, desk_page, form, no)
    return desk_page.show(
        "office/password_shown.html", name=name, email=email, password=password,
        is_colleague=True,
    )  # fmt: skip


@post(LIST + "/{user_id:uuid}/leave", opt=OF_SHOPS, status_code=200)
async def remove_colleague(
    request: AnyRequest, user_id: FromPath[UUID], desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
) -> Response[Any]:  # fmt: skip
    """Somebody of the same shop may not log in any more."""
    if user_id == desk.user_id:
        return await _page(request, desk, desk_page, no=OneselfStays())

    async def leave(tx: Tx) -> None:
        if (await office_user(tx, user_id)).shop_id != _shop_of(desk):
            raise NotFound(what="office user", name=str(user_id))
        await desks.dismiss_office_user(tx, user_id)

    await unit_of_work(house_of(request.scope), HALL, leave)
    return go(LIST, said="colleague_left")


@get(OWN, opt={"roles": ALL_ROLES})
async def show_password(desk_page: NamedDependency[DeskPage]) -> Response[Any]:
    """The form for one's own new password."""
    return desk_page.show("office/password.html", error=None)


@post(OWN, opt={"roles": ALL_ROLES}, status_code=200)
async def change_password(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage]
) -> Response[Any]:
    """One's own new password; every browser has to log in with it."""
    form = await desk_page.form()
    try:
        await _change(request, desk, form)
    except Refusal as no:
        error = words_of(request, no)
        return desk_page.show("office/password.html", status=422, error=error)
    return go("/office/login")


async def _change(request: AnyRequest, desk: Desk, form: dict[str, str]) -> None:
    """Compare the present one, which may be guessed as seldom as at the log-in, and replace it.

    Raises:
        PasswordsDiffer, OldPasswordWrong, PasswordTooShort: the form says no.
        RateLimited, TooManyLogIns: too many guesses.
    """
    house = house_of(request.scope)
    await count_log_in(house, str(desk.user_id))
    new = form.get("new", "")[:PASSWORD_MAX_CHARS]
    if new != form.get("again", "")[:PASSWORD_MAX_CHARS]:
        raise PasswordsDiffer
    me = await look(house, HALL, lambda read: office_user(read, desk.user_id))
    kept = await look(house, HALL, lambda read: desks.kept_password(read, me.email))
    proof = await prove(kept, form.get("old", "")[:PASSWORD_MAX_CHARS], DESK)

    async def replace(tx: Tx) -> LogInWrong | None:
        """A wrong guess counts as one at the log-in, which must be kept: returned, not raised."""
        return await desks.change_own_password(tx, desk.user_id, proof, new)

    if await unit_of_work(house, HALL, replace) is not None:
        raise OldPasswordWrong
    house.doorman.forget()


handlers: Final = [
    list_colleagues, add_colleague, remove_colleague, show_password, change_password,
]  # fmt: skip
