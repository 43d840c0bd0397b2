"""The door for the desk: e-mail and password, roles, a session of its own per browser."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Response, get, post
from litestar.di import NamedDependency
from sqlalchemy import text

from api.app import Doors, build
from api.auth import ALL_ROLES
from api.office import office_router
from api.office.desk import DeskPage
from tests.api.conftest import NewClient, NewShop
from tests.api.people import PASSWORD
from wms.access.desks import dismiss_office_user, hire_office_user, set_password
from wms.access.people import Desk
from wms.db import HALL, Database, Read

LOG_IN = {"email": "anna@example.com", "password": PASSWORD}


@get("/office/test/shops", opt={"roles": ALL_ROLES})
async def shops(read: NamedDependency[Read], desk: NamedDependency[Desk]) -> dict[str, Any]:
    codes = (await read.scalars(text("SELECT code FROM shops ORDER BY code"))).all()
    return {"role": desk.role, "shops": list(codes)}


@get("/office/test/staff")
async def staff() -> str:
    return "staff"


@get("/office/test/admins", opt={"roles": ("admin",)})
async def admins() -> str:
    return "admins"


@post("/office/test/change", status_code=200)
async def change(desk_page: NamedDependency[DeskPage]) -> Response[Any]:
    return Response(b"done " + str(await desk_page.form()).encode())


@get("/office/test/bug")
async def bug() -> None:
    raise ZeroDivisionError


@pytest.fixture(scope="module")
def doors() -> Doors:
    import api.office as office

    made, pages = build(), office.PAGES[:]
    office.PAGES[:] = [[shops, staff, admins, change, bug]]
    try:
        made.register(office_router())
    finally:
        office.PAGES[:] = pages
    return made


async def test_nobody_comes_in_without_logging_in(client: httpx.AsyncClient) -> None:
    page = await client.get("/office/test/staff")
    assert page.status_code == 401
    assert 'name="password"' in page.text
    assert 'name="next" value="/office/test/staff"' in page.text


async def test_who_logs_in_lands_on_the_page_asked_for(
    office_client: httpx.AsyncClient, new_client: NewClient
) -> None:
    other = await new_client()
    answer = await other.post("/office/login", data={**LOG_IN, "next": "/office/test/staff"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/office/test/staff")
    assert (await other.get("/office/test/staff")).text == "staff"
    answer = await other.post("/office/login", data={**LOG_IN, "next": "https://evil.example"})
    assert answer.headers["location"] == "/office/today"


async def test_e_mails_are_read_as_people_type_them(
    office_client: httpx.AsyncClient, new_client: NewClient
) -> None:
    other = await new_client()
    answer = await other.post("/office/login", data={**LOG_IN, "email": " Anna@Example.COM "})
    assert answer.status_code == 303


async def test_the_session_id_is_new_at_each_log_in_and_never_the_browsers(
    office_client: httpx.AsyncClient, new_client: NewClient, db: Database
) -> None:
    planted = "planted-by-an-attacker"
    victim = await new_client()
    victim.cookies.set("wms_office", planted, domain="warehouse.test", path="/office")
    first = await victim.post("/office/login", data=LOG_IN)
    one = re.match(r"wms_office=([^;]+)", first.headers["set-cookie"]).group(1)  # type: ignore[union-attr]  # without a match the test fails here
    assert one != planted
    for guard in ("httponly", "samesite=strict", "path=/office"):
        assert guard in first.headers["set-cookie"].lower()
    assert "secure" not in first.headers["set-cookie"].lower()  # plain http in this test
    second = await victim.post("/office/login", data=LOG_IN)
    two = re.match(r"wms_office=([^;]+)", second.headers["set-cookie"]).group(1)  # type: ignore[union-attr]  # without a match the test fails here
    assert two != one
    old = await new_client(cookies={"wms_office": one})
    assert (await old.get("/office/test/staff")).status_code == 401


async def test_behind_https_cookies_travel_encrypted_only(
    doors: Doors, db: Database, settings: Any, office_client: httpx.AsyncClient
) -> None:
    from dataclasses import replace

    from tests.api.people import open_app, reopened

    app = reopened(doors, replace(settings, public_url="https://wms.example"), db)
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # Litestar has ASGI types of its own
    async with open_app(app), httpx.AsyncClient(transport=transport, base_url="https://w") as made:
        answer = await made.post("/office/login", data=LOG_IN)
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "max-age" in answer.headers["strict-transport-security"]


async def test_logging_out_ends_the_session_for_every_copy_of_the_cookie(
    office_client: httpx.AsyncClient, new_client: NewClient
) -> None:
    copied = await new_client(cookies=dict(office_client.cookies))
    assert (await copied.get("/office/test/staff")).status_code == 200
    await office_client.post("/office/logout")
    assert (await copied.get("/office/test/staff")).status_code == 401


async def test_a_session_ends_by_itself(
    office_client: httpx.AsyncClient, app: Doors, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE office_sessions SET expires_at = now()"))
    app.house.doorman.forget()
    assert (await office_client.get("/office/test/staff")).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "wrong"},
        {"email": "nobody@example.com"},
        {"password": ""},
        {"email": ""},
        {"password": "x" * 5000},
        {"email": "a\x00b"},
        {"password": "\x00"},
    ],
)
async def test_a_wrong_log_in_does_not_tell_what_was_wrong(
    office_client: httpx.AsyncClient, client: httpx.AsyncClient, wrong: dict[str, str]
) -> None:
    page = await client.post("/office/login", data={**LOG_IN, **wrong})
    assert page.status_code in (401, 422)
    assert page.status_code == 422 or "E-mail or password is not right." in page.text
    assert "wms_office" not in page.headers.get("set-cookie", "")


async def test_five_wrong_passwords_wait(
    office_client: httpx.AsyncClient, client: httpx.AsyncClient, db: Database
) -> None:
    for _ in range(5):
        await client.post("/office/login", data={**LOG_IN, "password": "wrong"})
    page = await client.post("/office/login", data=LOG_IN)
    assert page.status_code == 401
    assert "wait five minutes" in page.text
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE office_users SET locked_until = now() - interval '1 second'"))
    assert (await client.post("/office/login", data=LOG_IN)).status_code == 303


async def test_a_new_password_or_leaving_ends_all_sessions(
    office_client: httpx.AsyncClient, db: Database, app: Doors
) -> None:
    async with db.begin(HALL) as tx:
        user_id = await tx.scalar(text("SELECT id FROM office_users"))
        await set_password(tx, user_id, "another password")
    app.house.doorman.forget()
    assert (await office_client.get("/office/test/staff")).status_code == 401
    new = {**LOG_IN, "password": "another password"}
    assert (await office_client.post("/office/login", data=new)).status_code == 303
    assert (await office_client.get("/office/test/staff")).status_code == 200
    async with db.begin(HALL) as tx:
        await dismiss_office_user(tx, user_id)
    app.house.doorman.forget()
    assert (await office_client.get("/office/test/staff")).status_code == 401
    assert (await office_client.post("/office/login", data=new)).status_code == 401


async def test_a_role_is_for_its_pages_only(office_client: httpx.AsyncClient) -> None:
    assert (await office_client.get("/office/test/staff")).status_code == 200
    page = await office_client.get("/office/test/admins")
    assert page.status_code == 403
    assert "Your role does not allow this" in page.text


async def test_a_shops_own_person_sees_that_shop_and_staff_pages_not_at_all(
    new_client: NewClient, new_shop: NewShop, office_client: httpx.AsyncClient, db: Database
) -> None:
    mine, _ = await new_shop("MINE"), await new_shop("OTHER")
    async with db.begin(HALL) as tx:
        await hire_office_user(
            tx,
            email="it@mine.example",
            name="Piotr",
            password=PASSWORD,
            role="shop",
            shop_id=mine.shop_id,
        )
    piotr = await new_client()
    await piotr.post("/office/login", data={"email": "it@mine.example", "password": PASSWORD})
    assert (await piotr.get("/office/test/shops")).json() == {"role": "shop", "shops": ["MINE"]}
    assert (await piotr.get("/office/test/staff")).status_code == 403
    everyone = (await office_client.get("/office/test/shops")).json()
    assert everyone["shops"] == ["MINE", "OTHER"]


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
async def test_another_sites_page_cannot_post(
    office_client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert (await office_client.post("/office/test/change", headers=headers)).status_code == 403
    # not even log somebody in as somebody else
    answer = await office_client.post("/office/login", data=LOG_IN, headers=headers)
    assert answer.status_code == 403


async def test_a_bug_is_a_page_with_the_request_id(office_client: httpx.AsyncClient) -> None:
    page = await office_client.get("/office/test/bug")
    assert page.status_code == 500
    assert page.headers["x-request-id"] in page.text
    assert "ZeroDivision" not in page.text


async def test_the_language_is_the_persons(office_client: httpx.AsyncClient, db: Database) -> None:
    answer = await office_client.post(
        "/office/language",
        data={"language": "uk"},
        headers={"Referer": "http://warehouse.test/office/test/staff"},
    )
    assert answer.headers["location"] == "/office/test/staff"
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT language FROM office_users")) == "uk"
    page = await office_client.get("/office/test/admins")
    assert '<html lang="uk">' in page.text


async def test_a_session_lasts_as_long_as_the_setting_says(
    office_client: httpx.AsyncClient, db: Database, settings: Any
) -> None:
    async with db.read(HALL) as read:
        lasts = await read.scalar(text("SELECT expires_at - started_at FROM office_sessions"))
    assert abs(lasts - timedelta(hours=settings.office_session_hours)) < timedelta(minutes=1)
