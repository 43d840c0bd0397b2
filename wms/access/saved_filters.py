"""Lists of the desk as somebody likes to see them: kept under a name, shared, opened with.

The rows are the office's own. A shop's person has colleagues, too: the others of their shop.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from wms.access.models import SavedFilter
from wms.access.people import Desk
from wms.db import Read, Tx, in_the_hall
from wms.errors import N_, Kind, NotFound, Refusal

NAME_MAX_CHARS: Final = 60
QUERY_MAX_CHARS: Final = 1000
#: filters that one person keeps of one list
KEPT_MAX: Final = 30
#: filters shown beside a list
SHOWN_MAX: Final = 60


class FilterNameMissing(Refusal):
    """A filter is kept under a name, or found by nobody."""

    kind = Kind.INVALID
    code = "filter.name_missing"
    sentence = N_("Give the filter a name of at most {maximum} characters.")

    def __init__(self) -> None:
        super().__init__(maximum=NAME_MAX_CHARS)


class FilterEmpty(Refusal):
    """Everything is no filter."""

    kind = Kind.INVALID
    code = "filter.empty"
    sentence = N_(
        "Narrow the list first, then save it. Searched words are not saved: they may be a person's."
    )


class TooManyFilters(Refusal):
    """Nobody finds anything among so many."""

    code = "filter.too_many"
    sentence = N_("You keep {maximum} filters already. Delete one first.")

    def __init__(self) -> None:
        super().__init__(maximum=KEPT_MAX)


class KeptFilter(msgspec.Struct, frozen=True, kw_only=True):
    """A list under its name, as one reader sees it."""

    id: UUID
    name: str
    query: str
    is_shared: bool
    is_mine: bool
    #: the list opens with it for this reader
    is_default: bool
    #: who keeps it
    owner: str


_KEPT = text(
    """
    SELECT f.id, f.name, f.query, f.is_shared, f.user_id = :user AS is_mine,
           f.is_default AND f.user_id = :user AS is_default, u.name AS owner
    FROM saved_filters f JOIN office_users u ON u.id = f.user_id
    WHERE f.page = :page
      AND (f.user_id = :user OR f.is_shared AND u.left_at IS NULL
           AND u.shop_id IS NOT DISTINCT FROM CAST(:shop AS uuid))
    ORDER BY f.user_id <> :user, lower(f.name), f.id LIMIT :most
    """
)


async def kept_filters(read: Read | Tx, page: str, *, by: Desk) -> list[KeptFilter]:
    """The reader's own filters of a list, then what colleagues share."""
    facts = {"user": by.user_id, "page": page, "shop": by.shop_id, "most": SHOWN_MAX}
    async with in_the_hall(read):
        rows = (await read.execute(_KEPT, facts)).all()
    return [KeptFilter(**row._mapping) for row in rows]


async def keep_filter(
    tx: Tx, page: str, name: str, query: str, *, is_shared: bool, is_default: bool, by: Desk
) -> UUID:
    """Keep a list as it is narrowed now; under a name that the person has, instead of that one.

    Raises:
        FilterNameMissing, FilterEmpty, TooManyFilters: see their sentences.
    """
    called = " ".join(name.split())
    if not called or len(called) > NAME_MAX_CHARS:
        raise FilterNameMissing
    if not query or len(query) > QUERY_MAX_CHARS:
        raise FilterEmpty
    async with in_the_hall(tx):
        if is_default:
            await _open_with_none(tx, page, by)
        row = {"query": query, "is_shared": is_shared, "is_default": is_default}
        kept: UUID | None = await tx.scalar(
            insert(SavedFilter)
            .values(user_id=by.user_id, page=page, name=called, **row)
            .on_conflict_do_update(index_elements=["user_id", "page", "name"], set_=row)
            .returning(SavedFilter.id)
        )
        mine = await tx.scalar(
            select(func.count()).where(SavedFilter.user_id == by.user_id, SavedFilter.page == page)
        )
    if (mine or 0) > KEPT_MAX:
        raise TooManyFilters
    assert kept is not None, "an insert with a returning answers"
    return kept


async def _open_with_none(tx: Tx, page: str, by: Desk) -> None:
    await tx.execute(
        update(SavedFilter)
        .where(SavedFilter.user_id == by.user_id, SavedFilter.page == page, SavedFilter.is_default)
        .values(is_default=False)
    )


async def open_with(tx: Tx, page: str, filter_id: UUID | None, *, by: Desk) -> None:
    """The list opens with this filter of theirs from now on; None: with everything.

    Raises:
        NotFound: the person keeps no such filter.
    """
    async with in_the_hall(tx):
        await _open_with_none(tx, page, by)
        if filter_id is not None:
            done = await tx.scalar(
                update(SavedFilter)
                .where(SavedFilter.id == filter_id, SavedFilter.user_id == by.user_id)
                .values(is_default=True)
                .returning(SavedFilter.id)
            )
            if done is None:
                raise NotFound(what="filter", name=str(filter_id))


async def forget_filter(tx: Tx, filter_id: UUID, *, by: Desk) -> None:
    """Their own filter is not needed any more; a second time changes nothing."""
    async with in_the_hall(tx):
        await tx.execute(
            delete(SavedFilter).where(
                SavedFilter.id == filter_id, SavedFilter.user_id == by.user_id
            )
        )
