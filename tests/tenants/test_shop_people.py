"""Every page and form of the desk, tried by a shop's own people.

The routes come from the running application: a page that is new is tried without a word here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from api.app import Doors
from tests.api.conftest import NewClient, NewShop
from tests.api.people import PASSWORD
from tests.tenants.story import Story, live
from wms.access.desks import hire_office_user
from wms.cases.open import open_case
from wms.db import HALL, Database

#: what a path's parameter names, by the word before it
_NUMBERS = {
    "orders": "SELECT number FROM orders", "returns": "SELECT number FROM returns",
    "talks": "SELECT number FROM contact_threads",
    "cases": "SELECT number FROM cases", "inbound": "SELECT number FROM asns",
}  # fmt: skip
_IDS = {
    "webhooks": "SELECT id FROM webhook_deliveries", "products": "SELECT id FROM products",
    "addresses": "SELECT id FROM webhook_endpoints", "keys": "SELECT id FROM api_keys",
    "imports": "SELECT id FROM product_imports", "photos": "SELECT photo_id FROM product_photos",
    "discrepancies": "SELECT id FROM discrepancies",
    "colleagues": "SELECT id FROM office_users WHERE role = 'shop'",
}  # fmt: skip
#: fields that many forms have, filled with what is the first shop's
_FORM = {
    "order": "1", "ids": "1", "words": "Mine now", "title": "Mine now", "name": "Mine now",
    "email": "mine@example.com", "shop": "ACME", "do": "say", "why": "mine", "note": "mine",
    "code": "payment", "kind": "enquiry", "decision": "accept", "scopes": "orders:read",
}  # fmt: skip
#: these end the session that tries all others
_LOG_OUT = {"/office/logout", "/office/password"}


async def _person(
    db: Database, new_client: NewClient, shop_id: UUID, email: str
) -> httpx.AsyncClient:
    async with db.begin(HALL) as tx:
        await hire_office_user(
            tx, email=email, name="Kasia", password=PASSWORD, role="shop", shop_id=shop_id
        )
    client = await new_client()
    answer = await client.post("/office/login", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 303
    return client


def _doors(app: Doors) -> Iterator[tuple[str, str, bool]]:
    """(method, path with parameters, is it for a shop's people) of every page of the desk."""
    for route in app.routes:
        if not f"{route.path}/".startswith("/office/") or route.path in _LOG_OUT:
            continue
        for handler, _ in getattr(route, "route_handler_map", {}).values():
            if handler.opt.get("open") or handler.fn.__name__ == "options_handler":
                continue
            for method in sorted(handler.http_methods - {"HEAD"}):
                yield method, route.path, "shop" in handler.opt.get("roles", ())


class _Names:
    """Puts the first shop's own numbers, ids and code into paths."""

    def __init__(self, story: Story, found: dict[str, str], code: str) -> None:
        self._any, self._found, self._code = story.paths["order_id"], found, code

    def fill(self, path: str) -> str:
        words: list[str] = []
        for word in path.split("/"):
            before = next((w for w in reversed(words) if w in self._found), "")
            if word.startswith("{") and word.endswith(":uuid}"):
                word = self._found.get(words[-1]) or self._any
            elif word.startswith("{") and word.endswith(":int}"):
                word = self._found.get(before, "1")
            elif word == "{code:str}":
                word = self._code
            words.append(re.sub(r"{\w+:\w+}", "1", word))
        return "/".join(words)


@pytest.fixture
async def story(db: Database, new_client: NewClient) -> Story:
    return await live(db, new_client)


async def _names(story: Story) -> _Names:
    found = {}
    async with story.db.read(HALL) as read:
        for word, sql in (_NUMBERS | _IDS).items():
            found[word] = str(await read.scalar(text(f"{sql} ORDER BY 1 LIMIT 1")) or 1)
        code = await read.scalar(
            text("SELECT code FROM shops WHERE id = :shop"), {"shop": story.shop_id}
        )
    return _Names(story, found, str(code))


async def test_a_shops_people_find_their_own_shop_and_nothing_of_another_one(
    app: Doors, story: Story, new_client: NewClient, new_shop: NewShop
) -> None:
    other = (await new_shop("GLOBEX")).shop_id
    own = await _person(story.db, new_client, story.shop_id, "own@example.com")
    stranger = await _person(story.db, new_client, other, "stranger@example.com")
    names = await _names(story)
    before, tried = await story.digest(), 0
    for method, template, is_for_shops in sorted(_doors(app)):
        path = names.fill(template)
        sent = {"data": _FORM} if method == "POST" else {}
        answer = await stranger.request(method, path, **sent)
        tried += 1
        if not is_for_shops:
            assert answer.status_code == 403, f"{method} {path}: {answer.status_code}"
            assert "Ask a manager" in answer.text
            continue
        assert answer.status_code < 500, f"{method} {path}: {answer.text[:2000]}"
        assert not story.told_by(answer), f"{method} {path}: {story.told_by(answer)}"
    assert tried > 200
    assert await story.digest() == before, "nothing of the first shop was changed"
    people = text("SELECT count(*) FROM office_users WHERE left_at IS NULL AND shop_id = :shop")
    async with story.db.read(HALL) as read:
        assert await read.scalar(people, {"shop": story.shop_id}) == 1, "nobody came or went"
    # without this the rest would prove nothing; every page of a shop's own people is asked in
    # tests/office/test_pages.py
    for page in ("orders", "inbound", "discrepancies", "cases"):
        assert story.told_by(await own.get(f"/office/{page}")), "the shop's own people see it"


async def test_a_shops_people_keep_their_keys_their_colleagues_and_their_cases(
    story: Story, new_client: NewClient
) -> None:
    own = await _person(story.db, new_client, story.shop_id, "own@example.com")
    names = await _names(story)
    shop = names.fill("/office/shops/{code:str}")
    assert (await own.get("/office/keys")).headers["Location"] == shop
    issued = await own.post(f"{shop}/keys", data={"name": "stock", "scopes": "stock:read"})
    [key] = re.findall(r"wms_live_[\w-]{20,}", issued.text)
    program = await new_client(headers={"Authorization": f"Bearer {key}"})
    assert (await program.get("/v1/stock")).status_code == 200
    assert (await program.get("/v1/orders")).status_code == 403
    assert key not in (await own.get(shop)).text
    kept = re.findall(r"/keys/([\w-]{36})/revoke", (await own.get(shop)).text)[0]
    assert (await own.post(f"{shop}/keys/{kept}/revoke")).status_code == 303
    assert f"/keys/{kept}/revoke" not in (await own.get(shop)).text

    added = await own.post("/office/colleagues", data={"name": "Ewa", "email": "ewa@example.com"})
    [password] = re.findall(r'id="once-secret">([^<]+)<', added.text)
    ewa = await new_client()
    log_in = {"email": "ewa@example.com", "password": password}
    assert (await ewa.post("/office/login", data=log_in)).status_code == 303
    wrong = {"old": "not it", "new": "a new one of mine", "again": "a new one of mine"}
    assert (await ewa.post("/office/password", data=wrong)).status_code == 422
    right = wrong | {"old": password}
    assert (await ewa.post("/office/password", data=right | {"again": "x"})).status_code == 422
    assert (await ewa.post("/office/password", data=right)).status_code == 303
    assert (await ewa.get("/office/today")).status_code == 401, "she logs in with the new one"
    assert (await ewa.post("/office/login", data=log_in)).status_code != 303
    log_in["password"] = right["new"]
    assert (await ewa.post("/office/login", data=log_in)).status_code == 303
    [leave] = re.findall(
        r"/office/colleagues/[\w-]{36}/leave", (await own.get("/office/colleagues")).text
    )
    assert (await own.post(leave)).status_code == 303
    assert (await ewa.get("/office/today")).status_code == 401

    case = names.fill("/office/cases/{number:int}")
    assert (await own.post(f"{case}/say", data={"words": "Where is it?"})).status_code == 303
    page = (await own.get(case)).text
    assert "Where is it?" in page and "CASE-SECRET" in page
    for what in ("take", "task", "resolve", "anything"):
        assert (await own.post(f"{case}/{what}", data={})).status_code == 403, what
    assert (await own.post(f"{case}/settle")).status_code == 303
    async with story.db.begin(story.shop_id) as tx:
        again = await open_case(tx, story.shop_id, kind="enquiry", title="Second")
    assert f"C-{again.number}" in (await own.get("/office/cases")).text
