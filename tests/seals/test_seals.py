"""What is known of a person is closed with a key of its own; without the key it is noise."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from wms.db import HALL, Database, Tx, new_id, work_for
from wms.seals.errors import PersonErased
from wms.seals.seals import (
    FOUND,
    asked_for,
    closed,
    destroy,
    findable,
    new_seal,
    open_all,
    opened,
    seal_of,
    words_of,
)


async def found_by(tx: Tx, shop: UUID | None, said: str) -> list[tuple[UUID, UUID]]:
    """Who is found by all these words, the newest first."""
    rows = await tx.execute(text(FOUND + " ORDER BY subject_id DESC"), asked_for(said))
    return [(row.shop_id, row.subject_id) for row in rows if shop in (None, row.shop_id)]


NAME = "Zdzisława Brzęczyszczykiewicz-Ґалаґан"


async def test_what_is_closed_is_read_until_the_key_is_destroyed(tx: Tx) -> None:
    shop, order = (await cast.open_shop(tx, "SEALS")).id, new_id()
    twice = [await closed(tx, shop, order, NAME), await closed(tx, shop, order, NAME)]
    assert twice[0] != twice[1]  # who sees two rows does not see that they say the same
    assert all(b"Zdzis" not in one for one in twice)
    assert await opened(tx, shop, order, twice[0]) == NAME.encode()
    other = new_id()
    strange = await closed(tx, shop, other, b"else")
    rows = [(shop, order, twice[1]), (shop, other, None), (shop, other, strange)]
    assert await open_all(tx, rows) == [NAME.encode(), None, b"else"]

    assert await destroy(tx, shop, order)
    assert not await destroy(tx, shop, order)
    assert await seal_of(tx, shop, order) is None
    assert await opened(tx, shop, order, twice[0]) is None
    assert await open_all(tx, rows) == [None, None, b"else"]
    with pytest.raises(PersonErased):
        await closed(tx, shop, order, "once more")
    never = new_id()  # nothing was known of it, and nothing will be
    assert not await destroy(tx, shop, never)
    with pytest.raises(PersonErased):
        await new_seal(tx, shop, never)


async def test_people_are_found_by_whole_words_until_they_are_forgotten(tx: Tx) -> None:
    shop = (await cast.open_shop(tx, "SEALS")).id
    other_shop = (await cast.open_shop(tx, "OTHER")).id
    order, later = new_id(), new_id()
    for of_shop, subject in ((shop, order), (other_shop, later)):
        await new_seal(tx, of_shop, subject)
    await findable(tx, shop, order, [NAME, "Zdzisia@Example.com", "+48 601-202-303", None or ""])
    await findable(tx, shop, order, ["Zdzisława"])  # said twice, kept once
    await findable(tx, other_shop, later, ["zdzisia@example.com"])
    for said in ("zdzisia@example.COM ", "601 202 303", "0048601202303", "zdzislawa ґалаґан"):
        assert (shop, order) in await found_by(tx, None, said), said
    assert await found_by(tx, None, "zdzisia@example.com") == [(other_shop, later), (shop, order)]
    assert await found_by(tx, shop, "zdzisia@example.com") == [(shop, order)]
    for said in ("", "Zdzis", "Zdzisława Nowak", "601202304", "%"):
        assert await found_by(tx, None, said) == [], said
    await work_for(tx, str(other_shop))
    assert await found_by(tx, None, NAME) == []  # another shop's people are nobody
    await work_for(tx, HALL)
    await destroy(tx, shop, order)
    assert await found_by(tx, None, "601202303") == []
    left = await tx.scalar(
        text("SELECT count(*) FROM seal_words WHERE subject_id = :order"), {"order": order}
    )
    assert left == 0


def test_a_telephone_number_is_the_same_however_it_is_written() -> None:
    assert words_of("+48 601 202 303", "(601) 202.303", "601-202-303") == ["601202303"]
    assert words_of("Jan Nowak", "JAN", None, " ") == ["jan", "nowak"]


async def test_two_who_close_at_once_close_with_one_key(db: Database) -> None:
    order = new_id()
    async with db.begin(HALL) as tx:
        shop = (await cast.open_shop(tx, "SEALS")).id

    async def one(said: str) -> bytes:
        async with db.begin(HALL) as tx:
            return await closed(tx, shop, order, said)

    both = await asyncio.gather(*(one(str(n)) for n in range(8)))
    async with db.read(HALL) as read:
        said = await open_all(read, [(shop, order, sealed) for sealed in both])
    assert said == [str(n).encode() for n in range(8)]
