"""A shop moves in."""

from __future__ import annotations

import secrets

import pytest

from wms.db import Tx
from wms.errors import NotFound
from wms.shops import queries
from wms.shops.errors import CodeMalformed, CodeTaken
from wms.shops.open import open_shop, resume_shop, suspend_shop


def _code() -> str:
    return f"S-{secrets.token_hex(4).upper()}"


async def test_a_shop_is_found_by_its_code(tx: Tx) -> None:
    code = _code()
    shop_id = await open_shop(
        tx, code=code, name="Книгарня «Сова»", email="it@example.com", language="uk"
    )
    found = await queries.shop_by_code(tx, code)
    assert (found.id, found.name, found.language) == (shop_id, "Книгарня «Сова»", "uk")
    assert found == await queries.shop(tx, shop_id)
    assert shop_id in {s.id for s in await queries.shops(tx)}


async def test_a_code_is_one_shops(tx: Tx) -> None:
    code = _code()
    await open_shop(tx, code=code, name="A", email="a@example.com")
    with pytest.raises(CodeTaken, match="already a shop"):
        await open_shop(tx, code=code, name="B", email="b@example.com")


@pytest.mark.parametrize("code", ["", "a", "A", "lower", "WITH SPACE", "X" * 21, "ŻÓŁW", "A\n"])
async def test_a_code_can_be_said_aloud(tx: Tx, code: str) -> None:
    with pytest.raises(CodeMalformed):
        await open_shop(tx, code=code, name="A", email="a@example.com")


async def test_a_shop_is_suspended_and_comes_back(tx: Tx) -> None:
    shop_id = await open_shop(tx, code=_code(), name="A", email="a@example.com")
    await suspend_shop(tx, shop_id)
    since = (await queries.shop(tx, shop_id)).suspended_at
    assert since is not None
    await suspend_shop(tx, shop_id)
    assert (await queries.shop(tx, shop_id)).suspended_at == since
    await resume_shop(tx, shop_id)
    assert (await queries.shop(tx, shop_id)).suspended_at is None


async def test_a_shop_that_is_not_there(tx: Tx) -> None:
    from uuid import uuid4

    for ask in (suspend_shop, resume_shop, queries.shop):
        with pytest.raises(NotFound):
            await ask(tx, uuid4())
    with pytest.raises(NotFound):
        await queries.shop_by_code(tx, "NOBODY")
