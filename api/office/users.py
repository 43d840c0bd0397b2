"""People at desks: who may do what. For admins."""

from __future__ import annotations

import secrets
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.auth import ALL_ROLES
from api.i18n import known_language
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import ADMINS, AnyRequest, attempt, words_of
from api.office.filters import Filters
from api.office.operators import NAME_MAX_CHARS, NameMissing
from wms.access.desks import change_role, dismiss_office_user, hire_office_user, set_password
from wms.access.queries import LIST_MAX, OfficeUserShown, office_user, office_users
from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal
from wms.shops.queries import shop_by_code, shops

ONLY_ADMINS: Final = {"roles": ADMINS}
LIST: Final = "/office/users"
EMAIL_MAX_CHARS: Final = 254
#: of a first password, which its owner gets by word of mouth: 96 random bits
PASSWORD_BYTES: Final = 12

FLASHES.update(
    {
        "role_set": N_("The new role holds from now on. They have to log in again."),
        "user_left": N_("They cannot log in any more."),
    }
)


class EmailMalformed(Refusal):
    """Nobody could log in with it."""

    kind = Kind.INVALID
    code = "access.email_malformed"
    sentence = N_("This is not an e-mail address.")


class RoleUnclear(Refusal):
    """A role that is none, or a shop's person without a shop."""

    kind = Kind.INVALID
    code = "access.role_unclear"
    sentence = N_("Choose a role, and a shop for a shop's own person.")


async def _page(
    desk_page: DeskPage, read: Read, *, after: UUID | None = None, **facts: Any
) -> Response[Any]:
    rows = await office_users(read, after=after)
    told: dict[str, Any] = {
        "rows": [row for row in rows if row.left_at is None],
        "next_page": f"{LIST}?after={rows[-1].id}" if len(rows) == LIST_MAX else None,
        "shops": await shops(read),
        "roles": ALL_ROLES,
        "given": {},
        "error": None,
    }
    status = 422 if facts.get("error") else 200
    return desk_page.show("office/users.html", status=status, **{**told, **facts})


@get(LIST, opt=ONLY_ADMINS)
async def list_users(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Everybody with a desk."""
    return await _page(desk_page, read, after=Filters(request).id("after"))


async def _role(tx: Tx, form: dict[str, str]) -> tuple[str, UUID | None]:
    """The role and, for a shop's own person, the shop."""
    role = form.get("role", "")
    if role not in ALL_ROLES or (role == "shop" and not form.get("shop")):
        raise RoleUnclear
    return role, (await shop_by_code(tx, form["shop"])).id if role == "shop" else None


@post(LIST, opt=ONLY_ADMINS, status_code=200)
async def add_user(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Somebody joins the office. The answer shows their first password, once."""
    form = await desk_page.form()
    name, email = form.get("name", "").strip()[:NAME_MAX_CHARS], form.get("email", "").strip()
    password = secrets.token_urlsafe(PASSWORD_BYTES)

    async def join(tx: Tx) -> UUID:
        if not name:
            raise NameMissing
        if "@" not in email.strip("@") or len(email) > EMAIL_MAX_CHARS:
            raise EmailMalformed
        role, shop_id = await _role(tx, form)
        return await hire_office_user(
            tx,
            email=email,
            name=name,
            password=password,
            role=role,
            shop_id=shop_id,
            language=known_language(form.get("language")) or i18n.SOURCE_LANGUAGE,
        )

    done = await attempt(request, join)
    if isinstance(done, Refusal):
        return await _page(desk_page, read, given=form, error=words_of(request, done))
    return desk_page.show("office/password_shown.html", name=name, email=email, password=password)


@get(LIST + "/{user_id:uuid}", opt=ONLY_ADMINS)
async def show_user(
    user_id: FromPath[UUID], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """One person."""
    return await _person(desk_page, read, await office_user(read, user_id))


async def _person(
    desk_page: DeskPage, read: Read, one: OfficeUserShown, error: str | None = None
) -> Response[Any]:
    return desk_page.show(
        "office/user.html",
        status=422 if error else 200,
        one=one,
        error=error,
        shops=await shops(read),
        roles=ALL_ROLES,
        is_me=desk_page.by is not None and desk_page.by.user_id == one.id,
    )


@post(LIST + "/{user_id:uuid}/password", opt=ONLY_ADMINS, status_code=200)
async def new_password(
    user_id: FromPath[UUID], desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]
) -> Response[Any]:
    """A password for a forgotten one, shown once; all their browsers are logged out."""
    one = await office_user(tx, user_id)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    await set_password(tx, user_id, password)
    return desk_page.show(
        "office/password_shown.html", name=one.name, email=one.email, password=password
    )


@post(LIST + "/{user_id:uuid}/role", opt=ONLY_ADMINS, status_code=200)
async def new_role(
    request: AnyRequest,
    user_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Another role; the last admin keeps theirs."""
    form = await desk_page.form()

    async def give(tx: Tx) -> None:
        role, shop_id = await _role(tx, form)
        await change_role(tx, user_id, role, shop_id=shop_id)

    done = await attempt(request, give)
    if isinstance(done, Refusal):
        one = await office_user(read, user_id)
        return await _person(desk_page, read, one, words_of(request, done))
    return go(f"{LIST}/{user_id}", said="role_set")


@post(LIST + "/{user_id:uuid}/leave", opt=ONLY_ADMINS, status_code=200)
async def leave(
    request: AnyRequest,
    user_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Somebody leaves the office."""
    done = await attempt(request, lambda tx: dismiss_office_user(tx, user_id))
    if isinstance(done, Refusal):
        one = await office_user(read, user_id)
        return await _person(desk_page, read, one, words_of(request, done))
    return go(LIST, said="user_left")


handlers: Final = [
    list_users,
    add_user,
    show_user,
    new_password,
    new_role,
    leave,
]
