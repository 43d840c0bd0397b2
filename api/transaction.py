"""A request's transaction begins and ends here, and nowhere else in the doors.

- ``tx``: a write transaction that commits before the response starts; a COMMIT that fails becomes
  the response. A handler says no by raising: a *returned* 4xx would commit.
- ``read``: for GET; a shop's READ ONLY transaction, or READ ONLY statements of the hall.
- ``hot``: one SQL function that is its own transaction.
- ``unit_of_work``: for the scanner door, which needs two transactions (the scan, and the note that
  it was refused).

A request has at most one of the first two: Litestar cleans two generator dependencies up
concurrently (tests/api/test_transaction.py pins what we rely on). A unit that PostgreSQL gave up
for the sake of another one runs again from the start, see `Again`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, TypeVar
from uuid import UUID

from litestar.di import Provide
from litestar.types import Scope

from api.house import House, house_of
from api.marks import AGAIN, ANSWER_LOST, RUN, STAGE, TENANT, marks_of
from api.problems import Away
from wms.db import HALL, MAX_RUNS, Hot, Read, Tx, again_on_conflict, is_conflict

T = TypeVar("T")


def tenant_of(scope: Scope) -> UUID | str:
    """For whom the request works. KeyError (a 500) when no guard said so: default deny."""
    tenant: UUID | str = marks_of(scope)[TENANT]
    return tenant


async def provide_tx(scope: Scope) -> AsyncIterator[Tx]:
    """The request's write transaction."""
    house = house_of(scope)
    marks = marks_of(scope)
    async with house.database.begin(tenant_of(scope)) as tx:
        marks[STAGE] = "open"
        yield tx
        marks[STAGE] = "committing"
    marks[STAGE] = "committed"
    house.bell.wake()
    _lose_answer(scope)


async def provide_read(scope: Scope) -> AsyncIterator[Read]:
    """What a GET reads with; it cannot write."""
    database, tenant = house_of(scope).database, tenant_of(scope)
    async with database.hall() if tenant == HALL else database.read(tenant) as read:
        yield read


async def provide_hot(scope: Scope) -> AsyncIterator[Hot]:
    """The one-statement door; what it calls sets its tenant itself."""
    house = house_of(scope)
    yield await house.database.hot()
    house.bell.wake()
    _lose_answer(scope)


def _lose_answer(scope: Scope) -> None:
    """In a sandbox, when it was asked for: all is committed. Raises Away."""
    if marks_of(scope).get(ANSWER_LOST):
        raise Away


async def unit_of_work(house: House, tenant: UUID | str, unit: Callable[[Tx], Awaitable[T]]) -> T:
    """Run ``unit`` in a transaction of its own and commit; again after a deadlock."""

    async def once() -> T:
        async with house.database.begin(tenant) as tx:
            return await unit(tx)

    answer = await again_on_conflict(once)
    house.bell.wake()
    return answer


async def look(house: House, tenant: UUID | str, reading: Callable[[Read], Awaitable[T]]) -> T:
    """Run ``reading`` in a READ ONLY transaction of its own, for pages made outside a handler."""
    async with house.database.read(tenant) as read:
        return await reading(read)


def runs_again(scope: Scope, error: BaseException) -> bool:
    """Whether the request runs again because of ``error``; notes it in the scope if so."""
    marks = marks_of(scope)
    if is_conflict(error) and marks.get(RUN, MAX_RUNS) < MAX_RUNS:
        marks[AGAIN] = True
        return True
    return False


DEPENDENCIES: Final = {
    "tx": Provide(provide_tx),
    "read": Provide(provide_read),
    "hot": Provide(provide_hot),
}
