"""People on the floor and their badges."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import i18n
from api.i18n import known_language
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, file, words_of
from api.office.filters import Filters
from printing.badge import BadgeCard, badge
from wms import barcodes
from wms.access.operators import (
    Hired,
    dismiss_operator,
    hire_operator,
    join_team,
    replace_badge,
    set_language,
    set_pin,
    unlock_operator,
)
from wms.access.people import Desk
from wms.access.queries import LIST_MAX, OperatorShown, operator, operators
from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal
from wms.layout.place_list import warehouse_name

ONLY_MANAGERS: Final = {"roles": MANAGERS}
LIST: Final = "/office/operators"
NAME_MAX_CHARS: Final = 60
SUPERVISOR: Final = N_("Supervisor")
OPERATOR: Final = N_("Operator")

FLASHES.update(
    {
        "left": N_("The badge opens nothing any more."),
        "pin_set": N_("The new PIN holds from now on."),
        "unlocked": N_("They can try again now."),
        "team_set": N_("Their work counts for this team from now on."),
        "language_set": N_("The floor speaks this language to them from now on."),
    }
)


class NameMissing(Refusal):
    """Somebody has to be called something."""

    kind = Kind.INVALID
    code = "access.name_missing"
    sentence = N_("Write the name as people say it.")


class NoBadge(Refusal):
    """What should be printed is no badge."""

    kind = Kind.INVALID
    code = "paper.no_badge"
    sentence = N_("A badge is shown once. Make a new one.")


@get(LIST)
async def list_operators(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Everybody on the floor."""
    filters = Filters(request)
    rows = await operators(read, after=filters.id("after"))
    return desk_page.show(
        "office/operators.html",
        rows=[row for row in rows if row.left_at is None or filters.text("left")],
        next_page=filters.link(after=rows[-1].id) if len(rows) == LIST_MAX else None,
        filters=filters,
        may_manage=desk.role in MANAGERS,
    )


@get(LIST + "/new", opt=ONLY_MANAGERS)
async def new_operator(desk_page: NamedDependency[DeskPage]) -> Response[Any]:
    """The form for somebody who joins."""
    return desk_page.show("office/operator_new.html", given={}, error=None)


@post(LIST + "/new", opt=ONLY_MANAGERS, status_code=200)
async def hire(request: AnyRequest, desk_page: NamedDependency[DeskPage]) -> Response[Any]:
    """Somebody joins. The answer shows the badge to print, and nothing ever shows it again."""
    form = await desk_page.form()
    name = form.get("name", "").strip()[:NAME_MAX_CHARS]
    language = known_language(form.get("language")) or i18n.SOURCE_LANGUAGE
    is_supervisor = form.get("supervisor") == "yes"

    async def join(tx: Tx) -> Hired:
        if not name:
            raise NameMissing
        return await hire_operator(
            tx,
            name=name,
            pin=form.get("pin", ""),
            language=language,
            is_supervisor=is_supervisor,
        )

    done = await attempt(request, join)
    if isinstance(done, Refusal):
        error = words_of(request, done)
        return desk_page.show("office/operator_new.html", status=422, given=form, error=error)
    return desk_page.show(
        "office/badge_shown.html",
        name=name,
        language=language,
        is_supervisor=is_supervisor,
        value=done.badge,
        operator_id=done.id,
    )


@get(LIST + "/{operator_id:uuid}")
async def show_operator(
    operator_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One person."""
    one = await operator(read, operator_id)
    return _person(desk_page, one, desk)


def _person(
    desk_page: DeskPage, one: OperatorShown, desk: Desk, error: str | None = None
) -> Response[Any]:
    return desk_page.show(
        "office/operator.html",
        status=422 if error else 200,
        one=one,
        error=error,
        may_manage=desk.role in MANAGERS and one.left_at is None,
    )


@post(LIST + "/{operator_id:uuid}/badge", opt=ONLY_MANAGERS, status_code=200)
async def new_badge(
    operator_id: FromPath[UUID], desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]
) -> Response[Any]:
    """A badge for a lost one, which is worth nothing from now on."""
    one = await operator(tx, operator_id)
    value = await replace_badge(tx, operator_id)
    return desk_page.show(
        "office/badge_shown.html",
        name=one.name,
        language=one.language,
        is_supervisor=one.is_supervisor,
        value=value,
        operator_id=operator_id,
    )


@post(LIST + "/{operator_id:uuid}/pin", opt=ONLY_MANAGERS, status_code=200)
async def new_pin(
    request: AnyRequest,
    operator_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """A PIN for a forgotten one; it unlocks too."""
    form = await desk_page.form()
    done = await attempt(request, lambda tx: set_pin(tx, operator_id, form.get("pin", "")))
    if isinstance(done, Refusal):
        one = await operator(read, operator_id)
        return _person(desk_page, one, desk, words_of(request, done))
    return go(f"{LIST}/{operator_id}", said="pin_set")


@post(LIST + "/{operator_id:uuid}/unlock", status_code=200)
async def unlock(operator_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """Somebody guessed too often and may try again."""
    await unlock_operator(tx, operator_id, by=None)
    return go(f"{LIST}/{operator_id}", said="unlocked")


@post(LIST + "/{operator_id:uuid}/language", status_code=200)
async def speak(
    operator_id: FromPath[UUID], desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]
) -> Response[Any]:
    """The language of the floor's pages for this person."""
    form = await desk_page.form()
    language = known_language(form.get("language")) or i18n.SOURCE_LANGUAGE
    await set_language(tx, operator_id, language)
    return go(f"{LIST}/{operator_id}", said="language_set")


@post(LIST + "/{operator_id:uuid}/team", opt=ONLY_MANAGERS, status_code=200)
async def change_team(
    operator_id: FromPath[UUID], desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]
) -> Response[Any]:
    """With whom this person works."""
    await join_team(tx, operator_id, (await desk_page.form()).get("team", ""))
    return go(f"{LIST}/{operator_id}", said="team_set")


@post(LIST + "/{operator_id:uuid}/leave", opt=ONLY_MANAGERS, status_code=200)
async def leave(operator_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """Badge and sessions are worth nothing from now on."""
    await dismiss_operator(tx, operator_id)
    return go(LIST, said="left")


@post("/office/badge.pdf", opt=ONLY_MANAGERS, status_code=200)
async def badge_pdf(
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """The badge as a card. It comes out of the page that shows it once: we keep only its digest."""
    form = await desk_page.form()
    value = form.get("value", "")
    if not isinstance(barcodes.parse(value), barcodes.Badge):
        raise NoBadge
    language = known_language(form.get("language")) or i18n.SOURCE_LANGUAGE
    role = SUPERVISOR if form.get("supervisor") == "yes" else OPERATOR
    card = BadgeCard(
        language=language,
        operator_name=form.get("name", "")[:NAME_MAX_CHARS],
        role=i18n.translate(language, role),
        value=value,
        warehouse=await warehouse_name(read),
    )
    return file(await asyncio.to_thread(badge, card), "badge.pdf")


handlers: Final = [
    list_operators,
    new_operator,
    hire,
    show_operator,
    new_badge,
    new_pin,
    unlock,
    speak,
    change_team,
    leave,
    badge_pdf,
]
