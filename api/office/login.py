"""Logging in at the desk: e-mail and password, a session of a new id each time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from api import fault_pages, i18n
from api.asker import language_of, wants_json
from api.auth import ALL_ROLES, LoggedOutOffice, RateLimited, count_log_in
from api.cookies import LANGUAGE_COOKIE, OFFICE_COOKIE, cookie, no_cookie
from api.errors import on_error
from api.house import house_of
from api.marks import BY
from api.office.desk import DeskPage, go
from api.problems import status_of, waiting_headers
from api.transaction import look, unit_of_work
from wms.access import desks
from wms.access.errors import TooManyLogIns
from wms.access.people import Desk
from wms.access.secrets import DESK, prove
from wms.db import HALL
from wms.errors import Refusal

AnyRequest = Request[Any, Any, Any]
OFFICE: Final = "/office"
#: where everybody lands after logging in
FIRST_PAGE: Final = "/office/today"
PASSWORD_MAX_CHARS: Final = 1000
_S_PER_HOUR: Final = 3600
_YEAR_S: Final = 31_536_000
_OUR_PAGE: Final = re.compile(r"/office(?:/[A-Za-z0-9._~/-]*)?")


def our_page(path: str) -> str:
    """A desk address to go on to, the first page when it is none: never leads off this site."""
    return path if _OUR_PAGE.fullmatch(path) and "//" not in path else FIRST_PAGE


def login_page(request: AnyRequest) -> tuple[str, dict[str, Any]]:
    """The page for somebody who is not logged in, at the address they asked for."""
    path = request.scope["path"] if request.method == "GET" else FIRST_PAGE
    return "office/login.html", {"back": our_page(path), "email": "", "error": None, "user": None}


def show_login_instead(request: AnyRequest, error: LoggedOutOffice) -> Response[Any]:
    """What the desk answers to somebody who is not logged in: the log-in page, here."""
    if wants_json(request):
        return on_error(request, error)
    template, facts = login_page(request)
    return fault_pages.render(request, template, status=status_of(error), facts=facts)


@get("/office/login", opt={"open": True})
async def show_login(request: AnyRequest, desk_page: NamedDependency[DeskPage]) -> Response[str]:
    """The log-in page."""
    template, facts = login_page(request)
    return desk_page.show(template, **{**facts, "back": FIRST_PAGE})


@post("/office/login", opt={"open": True}, status_code=200)
async def log_in(request: AnyRequest, desk_page: NamedDependency[DeskPage]) -> Response[Any]:
    """Begin a session; the browser's old one ends (no session fixation)."""
    house = house_of(request.scope)
    form = await desk_page.form()
    email, back = form.get("email", ""), our_page(form.get("next", ""))
    hours = house.settings.office_session_hours
    try:
        answer = await _judged(request, email, form.get("password", ""), timedelta(hours=hours))
    except (RateLimited, TooManyLogIns) as busy:
        answer = busy
    if isinstance(answer, Refusal):
        sentence = i18n.translate(language_of(request), answer.sentence, **answer.facts)
        facts = {"back": back, "email": email, "error": sentence, "user": None}
        page = desk_page.show("office/login.html", status=status_of(answer), **facts)
        page.headers.update(waiting_headers(answer))
        return page
    house.doorman.forget()
    response = go(back)
    response.set_cookie(
        cookie(
            house.settings, OFFICE_COOKIE, answer.token, path=OFFICE, max_age_s=hours * _S_PER_HOUR
        )
    )
    return response


async def _judged(
    request: AnyRequest, email: str, password: str, lasts: timedelta
) -> desks.AtDesk | Refusal:
    """Read, compare, count: the slow part in the middle holds no connection.

    Raises:
        RateLimited: this address tried too often.
        TooManyLogIns: too many wait to be compared.
    """
    house = house_of(request.scope)
    await count_log_in(house, request.client.host if request.client else "")
    kept = await look(house, HALL, lambda read: desks.kept_password(read, email))
    proof = await prove(kept, password[:PASSWORD_MAX_CHARS], DESK)
    return await unit_of_work(
        house,
        HALL,
        lambda tx: desks.log_in_office(
            tx,
            email=email,
            proof=proof,
            lasts=lasts,
            instead_of=request.cookies.get(OFFICE_COOKIE),
        ),
    )


@post("/office/logout", opt={"open": True}, status_code=200)
async def log_out(request: AnyRequest) -> Response[Any]:
    """End the session."""
    house = house_of(request.scope)
    token = request.cookies.get(OFFICE_COOKIE)
    if token:
        await unit_of_work(house, HALL, lambda tx: desks.end_session(tx, token))
        house.doorman.forget()
    response = go("/office/login")
    response.set_cookie(no_cookie(house.settings, OFFICE_COOKIE, path=OFFICE))
    return response


@post("/office/language", opt={"open": True}, status_code=200)
async def choose_language(
    request: AnyRequest, desk_page: NamedDependency[DeskPage]
) -> Response[Any]:
    """The person's language, kept with them."""
    house = house_of(request.scope)
    form = await desk_page.form()
    language = i18n.known_language(form.get("language")) or i18n.SOURCE_LANGUAGE
    by = request.scope.get(BY)
    if isinstance(by, Desk):
        user_id = by.user_id
        await unit_of_work(house, HALL, lambda tx: desks.set_desk_language(tx, user_id, language))
        house.doorman.forget()
    referer = request.headers.get("referer", "")
    path = "/" + referer.split("://", 1)[-1].partition("/")[2].partition("?")[0]
    response = go(our_page(path))
    response.set_cookie(
        cookie(house.settings, LANGUAGE_COOKIE, language, path="/", max_age_s=_YEAR_S)
    )
    return response


@get("/office", opt={"roles": ALL_ROLES})
async def first_page() -> Response[Any]:
    """Everybody's first page says what waits now."""
    return go(FIRST_PAGE)


handlers: Final = [show_login, log_in, log_out, choose_language, first_page]
