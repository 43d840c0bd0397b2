"""The Python client: what it writes, asks, repeats, and says of an answer."""

from __future__ import annotations

import inspect
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from uuid import UUID

import httpx
import msgspec
import pytest
from wms_client import (
    AsyncWarehouse,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotSignedError,
    RateLimitedError,
    Retries,
    ServerError,
    UnauthorizedError,
    UnreachableError,
    VersionMovedError,
    Warehouse,
    read_event,
)
from wms_client.models import (
    NewOrder,
    NewOrderLine,
    NewProduct,
    OrderChange,
    ProductChange,
    Recipient,
)

from api.app import Doors
from clients.__main__ import ROOT, written
from tests.api.conftest import ShopKey, app, doors, new_client, new_shop
from tests.faults.servers import free_port
from tests.tenants.story import Story, live
from wms.db import Database
from wms.events.signing import new_secret, signed_headers

__all__ = ["app", "doors", "new_client", "new_shop"]

#: nobody waits in a test
AT_ONCE = Retries(first_pause_s=0.001, longest_pause_s=0.001)
ANNA = Recipient(
    name="Anna Nowak", street="Polna 1", postcode="00-622", city="Warszawa", country="PL",
    phone="+48600100200",
)  # fmt: skip


def test_the_client_says_what_the_description_says() -> None:
    stale = [path.name for path, code in written().items() if path.read_text() != code]
    assert not stale, "run `make clients`"


def _program(app: Doors, key: str) -> AsyncWarehouse:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]  # Litestar has ASGI types of its own
    return AsyncWarehouse(
        "http://warehouse.test", key=key, http=httpx.AsyncClient(transport=transport)
    )


async def test_a_shop_registers_orders_amends_and_reads_on(app: Doors, new_shop: Any) -> None:
    shop: ShopKey = await new_shop()
    async with _program(app, shop.key) as warehouse:
        tea = await warehouse.register_product(NewProduct(sku="TEA/1", name="Black tea"))
        changed = await warehouse.change_product(
            tea.sku, ProductChange(name="Green tea"), version=tea.version
        )
        assert (changed.name, changed.weight_g) == ("Green tea", tea.weight_g)
        with pytest.raises(VersionMovedError):
            await warehouse.change_product(
                tea.sku, ProductChange(name="Old tea"), version=tea.version
            )
        asked = NewOrder(
            external_id="WEB-1", recipient=ANNA, lines=[NewOrderLine(sku="TEA/1", quantity=2)]
        )
        order = await warehouse.place_order(asked, idempotency_key="once")
        assert (await warehouse.place_order(asked, idempotency_key="once")).id == order.id
        with pytest.raises(ConflictError) as there:
            await warehouse.place_order(asked)
        assert there.value.code == "order.exists"
        more = await warehouse.amend_order(order.id, OrderChange(priority=1), version=order.version)
        assert more.priority == 1
        for n in range(2, 6):
            await warehouse.place_order(msgspec.structs.replace(asked, external_id=f"WEB-{n}"))
        named = [one.external_id async for one in warehouse.list_orders(limit=2)]
        assert sorted(named) == [f"WEB-{n}" for n in range(1, 6)]
        with pytest.raises(NotFoundError):
            await warehouse.read_product("NOBODY'S")
        with pytest.raises(InvalidError) as wrong:
            await warehouse.place_order(msgspec.structs.replace(asked, external_id=" ", lines=[]))
        assert {one.pointer for one in wrong.value.problem.errors} >= {"/lines"}
    async with _program(app, "wms_live_nobody") as stranger:
        with pytest.raises(UnauthorizedError):
            await stranger.read_order(order.id)


async def test_every_answer_has_the_shape_that_the_client_knows(
    app: Doors, db: Database, new_client: Callable[..., Any]
) -> None:
    story: Story = await live(db, new_client)
    read = 0
    async with _program(app, story.key) as warehouse:
        for name, method in inspect.getmembers(AsyncWarehouse, inspect.isfunction):
            if not re.match(r"(list|read|explain)_", name):
                continue
            parameters = list(inspect.signature(method).parameters.values())[1:]
            if any(one.name == "body" for one in parameters):
                continue  # asks by what it sends
            needed = [
                story.paths[one.name]
                for one in parameters
                if one.kind is one.POSITIONAL_OR_KEYWORD and one.default is one.empty
            ]
            asked = method(warehouse, *needed)
            try:
                if inspect.iscoroutine(asked):
                    await asked
                else:
                    [one async for one in asked]
            except ForbiddenError as refused:
                assert refused.code == "sandbox.live_key", name  # tests/sandbox reads these
            read += 1
    assert read > 50


class _Moody(BaseHTTPRequestHandler):
    """Answers as it was told, one mood a request, then well; writes down what came."""

    moods: ClassVar[list[tuple[int, dict[str, str], bytes]]]
    came: ClassVar[list[tuple[str, str, str | None]]]

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.rfile.read(length)
        self.came.append((self.command, self.path, self.headers.get("Idempotency-Key")))
        status, headers, body = self.moods.pop(0) if self.moods else (204, {}, b"")
        if status == 0:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

    def log_message(self, *_: object) -> None:
        pass


Moody = Callable[..., Any]


@pytest.fixture
def moody() -> Iterator[Moody]:
    """A client of a server that has moods; what came to it stands in ``.came``."""
    open_ones: list[Any] = []

    @contextmanager
    def with_moods(*moods: tuple[int, dict[str, str], bytes]) -> Iterator[Any]:
        handler = type("Handler", (_Moody,), {"moods": list(moods), "came": []})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        open_ones.append(server)
        url = f"http://127.0.0.1:{server.server_port}/"
        with Warehouse(url, key="wms_live_x", retries=AT_ONCE) as warehouse:
            warehouse.came = handler.came  # type: ignore[attr-defined]  # for the test to look at
            yield warehouse

    yield with_moods
    for server in open_ones:
        server.shutdown()
        server.server_close()


PROBLEM = b'{"status":429,"code":"rate_limited","title":"Busy","detail":"Slow down."}'
RUNNING = b'{"status":409,"code":"idempotency.twin_running","title":"Twin","detail":"Wait."}'
NO_ANSWER = (0, {}, b"")
A_PROXY = (502, {"Content-Type": "text/html"}, b"<h1>Bad gateway</h1>")


@pytest.mark.parametrize(
    "mood", [NO_ANSWER, A_PROXY, (429, {"Retry-After": "0"}, PROBLEM), (409, {}, RUNNING)],
    ids=["no answer", "a proxy", "too many", "a twin at work"],
)  # fmt: skip
def test_what_has_a_key_is_repeated_with_it(moody: Moody, mood: Any) -> None:
    with moody(mood, mood) as warehouse:
        warehouse.forget_stock_level("A/B")  # DELETE needs none
        assert [came[:2] for came in warehouse.came] == [("DELETE", "/v1/stock-levels/A%2FB")] * 3
    with moody(mood, mood, (200, {}, b'{"id":1}')) as warehouse:
        with pytest.raises(msgspec.ValidationError):  # an answer of another shape is not believed
            warehouse.register_product(NewProduct(sku="A", name="B"))
        keys = {key for _, _, key in warehouse.came}
        assert len(warehouse.came) == 3
        assert len(keys) == 1
        assert UUID(keys.pop() or "")


@pytest.mark.parametrize("mood", [NO_ANSWER, A_PROXY], ids=["no answer", "a proxy"])
def test_a_change_that_may_have_happened_is_not_repeated(moody: Moody, mood: Any) -> None:
    with moody(mood) as warehouse, pytest.raises((UnreachableError, ServerError)):
        warehouse.change_product("A", ProductChange(name="B"), version=1)
    assert len(warehouse.came) == 1


def test_who_gives_up_says_with_which_key_to_ask_again(moody: Moody) -> None:
    with moody(*[NO_ANSWER] * 9) as warehouse, pytest.raises(UnreachableError) as gave_up:
        warehouse.register_product(NewProduct(sku="A", name="B"))
    assert {key for *_, key in warehouse.came} == {gave_up.value.idempotency_key}
    assert len(warehouse.came) == AT_ONCE.attempts
    with (
        Warehouse(f"http://127.0.0.1:{free_port()}", key="k", retries=AT_ONCE) as nobody,
        pytest.raises(UnreachableError),
    ):
        nobody.read_calendar()


def test_a_wait_that_is_too_long_is_told_instead(moody: Moody) -> None:
    with (
        moody((429, {"Retry-After": "3600"}, PROBLEM)) as warehouse,
        pytest.raises(RateLimitedError) as told,
    ):
        warehouse.read_calendar()
    assert (told.value.code, len(warehouse.came)) == ("rate_limited", 1)


def test_pauses_grow_to_a_longest_and_never_all_alike() -> None:
    usual = Retries()
    pauses = [[usual.pause_s(attempt) or 0 for _ in range(200)] for attempt in range(1, 5)]
    for attempt, of_one in enumerate(pauses):
        longest = min(8.0, 0.5 * 2**attempt)
        assert longest / 2 <= min(of_one) < max(of_one) <= longest
    assert usual.pause_s(5) is None


def _event(secret: str) -> tuple[bytes, dict[str, str]]:
    body = msgspec.json.encode(
        {
            "id": "019ab2f1-3c11-7d9a-8a52-64b0e2f3a701", "type": "order.invented_tomorrow",
            "schema_version": 7, "shop_id": "019ab2f0-0000-7000-8000-000000000001", "sequence": 1,
            "occurred_at": "2026-11-22T09:30:00Z", "data": {"lines": 1}, "new": "field",
            "subject": {"type": "order", "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01",
                        "external_id": "WEB-1", "version": 1},
        }
    )  # fmt: skip
    return body, signed_headers("msg_1", body, at=datetime.now(UTC), secrets=[secret])


def test_an_event_proves_itself_by_either_secret_and_may_know_more_than_we() -> None:
    old, new = new_secret(), new_secret()
    body, headers = _event(new)
    shouted = {name.upper(): value for name, value in headers.items()}
    event = read_event(body, shouted, old, new)
    assert (event.type, event.subject.external_id) == ("order.invented_tomorrow", "WEB-1")
    for secrets, sent in ((old, body), (new, body + b" ")):
        with pytest.raises(NotSignedError):
            read_event(sent, headers, secrets)


def test_the_package_has_what_it_imports_and_says_its_version() -> None:
    told = (ROOT / "python" / "pyproject.toml").read_text()
    version = re.search(r'^version = "(.+)"', told, re.MULTILINE)
    assert version
    agent = (ROOT / "python" / "src" / "wms_client" / "calls.py").read_text()
    assert f"wms-client-python/{version[1]}" in agent


async def test_a_product_is_found_by_a_name_with_a_slash(app: Doors, new_shop: Any) -> None:
    shop: ShopKey = await new_shop()
    async with _program(app, shop.key) as warehouse:
        names = ["RED/XL", "RED%2FXL", "a b?c#d", "ł/ó/ż"]
        for name in names:
            await warehouse.register_product(NewProduct(sku=name, name="A shirt"))
        assert [(await warehouse.read_product(name)).sku for name in names] == names
        assert (await warehouse.list_product_photos("RED/XL")).items == []
        with pytest.raises(NotFoundError):
            await warehouse.read_product("RED/XS")
