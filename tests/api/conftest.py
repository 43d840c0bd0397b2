"""The doors with a real application on a real database, and people who stand at them.

- ``client``: httpx on the application (no key, no cookie);
- ``shop_key``: a shop with a key for everything; ``shop`` its client;
- ``floor_client``: an operator logged in on an enrolled handheld, through the real pages;
- ``office_client``: a manager logged in at a desk.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest

from api.app import Doors, build, furnish
from tests.api.people import HANDHELD, PASSWORD, PIN, open_app, ticket_in
from wms.access.desks import hire_office_user
from wms.access.devices import announce_device
from wms.access.keys import SCOPES, issue_key
from wms.access.operators import hire_operator
from wms.db import HALL, Database
from wms.settings import Settings
from wms.shops.open import open_shop


@pytest.fixture(scope="session")
def doors() -> Doors:
    """The doors, built once a process; a test file with routes of its own has its own ``doors``."""
    return build()


@pytest.fixture
async def app(doors: Doors, db: Database, settings: Settings) -> AsyncIterator[Doors]:
    """The application, started: the doors opened to a house of the test's own."""
    doors.open(furnish(settings, db))
    async with open_app(doors):
        yield doors


@asynccontextmanager
async def _client(app: Doors, **options: object) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]  # Litestar has ASGI types of its own
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://warehouse.test",
        **options,  # type: ignore[arg-type]  # whatever httpx takes
    ) as made:
        yield made


NewClient = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def new_client(app: Doors) -> AsyncIterator[NewClient]:
    """Makes more clients, each with cookies of its own."""
    open_ones: list[object] = []

    async def make(**options: object) -> httpx.AsyncClient:
        context = _client(app, **options)
        made = await context.__aenter__()
        open_ones.append(context)
        return made

    yield make
    for context in open_ones:
        await context.__aexit__(None, None, None)  # type: ignore[attr-defined]  # kept as an object, opened above


@pytest.fixture
async def client(new_client: NewClient) -> httpx.AsyncClient:
    """Somebody whom nobody knows."""
    return await new_client()


@dataclass(frozen=True)
class ShopKey:
    """A shop and its key."""

    shop_id: UUID
    key: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


NewShop = Callable[..., Awaitable[ShopKey]]


@pytest.fixture
async def new_shop(db: Database) -> NewShop:
    """Opens shops, each with a key."""

    async def make(code: str = "GLOBEX", scopes: tuple[str, ...] = SCOPES) -> ShopKey:
        async with db.begin(HALL) as tx:
            shop_id = await open_shop(tx, code=code, name=code.title(), email="it@example.com")
            issued = await issue_key(tx, shop_id, name="test", scopes=scopes)
        return ShopKey(shop_id, issued.key)

    return make


@pytest.fixture
async def shop_key(new_shop: NewShop) -> ShopKey:
    """A shop with a key for everything."""
    return await new_shop()


@pytest.fixture
async def shop(new_client: NewClient, shop_key: ShopKey) -> httpx.AsyncClient:
    """That shop's program."""
    return await new_client(headers=shop_key.headers)


@dataclass(frozen=True)
class Worker:
    """An operator with badge and PIN."""

    id: UUID
    badge: str
    pin: str = PIN


NewOperator = Callable[..., Awaitable[Worker]]


@pytest.fixture
async def new_operator(db: Database) -> NewOperator:
    """Hires operators."""

    async def make(
        name: str = "Ola", *, language: str = "en", is_supervisor: bool = False
    ) -> Worker:
        async with db.begin(HALL) as tx:
            hired = await hire_operator(
                tx, name=name, pin=PIN, language=language, is_supervisor=is_supervisor
            )
        return Worker(hired.id, hired.badge)

    return make


@pytest.fixture
async def enrolment(db: Database) -> str:
    """The one-time code of a new handheld."""
    async with db.begin(HALL) as tx:
        return (await announce_device(tx, name=HANDHELD)).code


NewFloorClient = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def new_floor_client(
    new_client: NewClient, db: Database, new_operator: NewOperator
) -> NewFloorClient:
    """Operators who log in on handhelds of their own, through the real pages."""

    async def make(name: str = "Ola", **options: object) -> httpx.AsyncClient:
        worker = await new_operator(name, **options)
        async with db.begin(HALL) as tx:
            code = (await announce_device(tx, name=f"Handheld of {name}")).code
        made = await new_client()
        await made.post("/scanner/enrol", data={"enrolment": code})
        asked = await made.post(
            "/scanner/login/badge", data={"code": worker.badge}, follow_redirects=True
        )
        answer = await made.post(
            "/scanner/login", data={"ticket": ticket_in(asked.text), "pin": worker.pin}
        )
        assert answer.status_code == 303, answer.text
        return made

    return make


@pytest.fixture
async def floor_client(new_floor_client: NewFloorClient) -> httpx.AsyncClient:
    """An operator at work."""
    return await new_floor_client()


@pytest.fixture
async def office_client(new_client: NewClient, db: Database) -> httpx.AsyncClient:
    """A manager at a desk."""
    async with db.begin(HALL) as tx:
        await hire_office_user(
            tx, email="anna@example.com", name="Anna", password=PASSWORD, role="manager"
        )
    made = await new_client()
    answer = await made.post(
        "/office/login", data={"email": "anna@example.com", "password": PASSWORD}
    )
    assert answer.status_code == 303, answer.text
    return made
