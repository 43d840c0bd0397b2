"""The database: table base, naming convention, the two session types, the one-statement call.

Three ways in, and no fourth:

- ``Tx``: a session inside a read-write transaction that the door opened and will commit.
- ``Read``: a session inside a READ ONLY transaction.
- ``Hot``: one SQL function call that is its own transaction, for the scan path
  (docs/decisions/0005-one-statement-per-scan.md): BEGIN and COMMIT would triple its round trips.

Every transaction first says for whom it works: a shop's id, or ``HALL`` for the people and
machines of the warehouse itself. Row-level security compares every row with it, and a transaction
that says nothing gets an error instead of rows.
"""

from __future__ import annotations

import random
import re
from asyncio import sleep
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime
from typing import Annotated, Any, Final, NewType, TypeVar, cast
from uuid import UUID

import asyncpg
import msgspec
import uuid_utils.compat
from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    ForeignKeyConstraint,
    MetaData,
    Text,
    Uuid,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.engine import Connection, ExceptionContext, make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    SessionTransaction,
    mapped_column,
)

from wms.halls import HALL as HALL
from wms.halls import hall_of
from wms.settings import Settings
from wms.violations import refusal_from

T = TypeVar("T")

#: where asyncpg puts values into an error's text: a row's, and an argument's that it cannot send
_VALUES: Final = re.compile(r"\nDETAIL:.*|(?<=invalid input for query argument ).*", re.DOTALL)

Tx = NewType("Tx", AsyncSession)
Read = NewType("Read", AsyncSession)

_FOR_WHOM: Final = text("SELECT current_setting('wms.tenant')")
_WORK_FOR: Final = text("SELECT set_config('wms.tenant', :tenant, true)")

#: a unit hit by a deadlock or a serialization failure runs again at most this often
MAX_RUNS = 5
_FIRST_PAUSE_S = 0.01


def new_id() -> UUID:
    """A time-ordered UUID (RFC 9562, version 7), for ids that must be known before the insert."""
    return uuid_utils.compat.uuid7()


class Base(DeclarativeBase):
    """Base of all tables; constraints get predictable names, so a violation has a meaning."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        datetime: DateTime(timezone=True),
        date: Date(),
        str: Text(),
        UUID: Uuid(),
        dict[str, Any]: JSONB(),
        list[str]: ARRAY(Text()),
    }


Id = Annotated[UUID, mapped_column(primary_key=True, server_default=text("uuidv7()"))]
ShopId = Annotated[UUID, mapped_column(primary_key=True)]
Number = Annotated[int, mapped_column(BigInteger)]
CreatedAt = Annotated[datetime, mapped_column(server_default=text("clock_timestamp()"))]


class ShopOwned:
    """A row about one shop's goods, orders or people outside: its key begins with the shop.

    Only the roots (products, orders …) refer to ``shops`` itself; the rows beneath them carry the
    shop through their composite keys, so a scan does not lock the shop's one row again and again.
    """

    shop_id: Mapped[ShopId] = mapped_column(sort_order=-2)
    id: Mapped[Id] = mapped_column(sort_order=-1)


#: a row of a hall that has rows of both: which one wrote it (`wms.halls`)
InSandbox = Annotated[
    bool,
    mapped_column(
        server_default=text("COALESCE(current_setting('wms.tenant', true) = 'sandbox', false)")
    ),
]


def of_a_shop() -> ForeignKeyConstraint:
    """The foreign key of a root table: its shop exists."""
    return ForeignKeyConstraint(["shop_id"], ["shops.id"])


#: How PostgreSQL plans what the hot path asks. Each statement once a connection: by default it
#: plans some of them for each call, a tenth of the time of an order. And everything by key: a plan
#: that was made while a table was young must not read the whole of it when it has grown.
HOT_PLANS: Final = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}


class Hot:
    """Calls one SQL function as one transaction in one round trip.

    The function sets the tenant itself, checks, writes and answers as JSON.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def call(self, sql: str, *arguments: Any) -> str:
        """Run ``SELECT function($1, …)`` and return its JSON answer as text.

        A deadlock or serialization failure runs it again, at most ``MAX_RUNS`` times.

        Raises:
            Refusal: what the function refused, in the warehouse's words (wms.violations).
        """

        async def once() -> str:
            try:
                answer: str = await self._pool.fetchval(sql, *arguments)
            except asyncpg.PostgresError as error:
                refused = refusal_from(error)
                _without_values(error)
                if refused is None:
                    raise
                raise refused from error
            return answer

        return await again_on_conflict(once)


def is_conflict(error: BaseException) -> bool:
    """Whether PostgreSQL gave this transaction up for the sake of another one (40001, 40P01)."""
    while error is not None:
        if getattr(error, "sqlstate", None) in ("40001", "40P01"):
            return True
        error = getattr(error, "orig", None) or error.__cause__  # type: ignore[assignment] # ends at None
    return False


async def again_on_conflict(unit: Callable[[], Awaitable[T]]) -> T:
    """Run a whole unit of work again after a deadlock or serialization failure, with jitter."""
    for run in range(1, MAX_RUNS + 1):
        try:
            return await unit()
        except Exception as error:
            if run == MAX_RUNS or not is_conflict(error):
                raise
            await sleep(_FIRST_PAUSE_S * 2**run * random.random())  # noqa: S311 - jitter, no secret
    raise AssertionError("unreachable")


class _TenantSession(Session):
    """A session that says for whom it works as soon as it has a connection."""


#: where a session keeps for whom it works
_TENANT: Final = "tenant"


def _for(tenant: UUID | str, begun: Any) -> Any:
    """SQLAlchemy's own context, whose session knows for whom it works."""
    begun.async_session.info[_TENANT] = tenant
    return begun


@event.listens_for(_TenantSession, "after_begin")
def _say_for_whom(
    session: Session, transaction: SessionTransaction, connection: Connection
) -> None:
    """The first statement of every transaction; not of its savepoints: `in_the_hall` may hold."""
    tenant = session.info.get(_TENANT)
    if tenant is not None and not transaction.nested:
        connection.execute(_WORK_FOR, {"tenant": str(tenant)})


class Database:
    """The pools of one process: sessions for ordinary work, a driver pool for the scan path."""

    def __init__(self, url: str, settings: Settings, *, name: str) -> None:
        self._url = url
        self.settings = settings
        self._server_settings = {
            "application_name": name,
            "timezone": "UTC",
            "jit": "off",  # our statements are short: compiling them costs more than it saves
            "lock_timeout": str(settings.lock_timeout_ms),
            "statement_timeout": str(settings.statement_timeout_ms),
            "idle_in_transaction_session_timeout": str(settings.idle_transaction_timeout_ms),
        }
        self.engine = self._engine(self._server_settings)
        how: dict[str, Any] = {"expire_on_commit": False, "autoflush": False}
        for_somebody = how | {"sync_session_class": _TenantSession}
        self._writes = async_sessionmaker(self.engine, **for_somebody)
        self._reads = async_sessionmaker(
            self.engine.execution_options(postgresql_readonly=True), **for_somebody
        )
        # Reads for the hall (every floor page) need no BEGIN, tenant and COMMIT, which are three
        # of their five round trips: these connections are the hall's and read-only from birth, and
        # READ COMMITTED takes a snapshot per statement in a transaction too.
        self.hall_engine = self._engine(
            {**self._server_settings, "wms.tenant": HALL, "default_transaction_read_only": "on"},
            isolation_level="AUTOCOMMIT",
        )
        self._hall_reads = async_sessionmaker(self.hall_engine, **how)
        self._pool: asyncpg.Pool | None = None

    def _engine(self, server_settings: dict[str, str], **options: Any) -> AsyncEngine:
        engine = create_async_engine(
            make_url(self._url).set(drivername="postgresql+asyncpg"),
            pool_size=self.settings.database_pool,
            # a connection beyond the pool would be closed after each use, and its plans with it
            max_overflow=0,
            connect_args={"server_settings": server_settings},
            # what a statement was given is people's names and addresses: no log gets to see it
            hide_parameters=True,
            json_deserializer=msgspec.json.decode,
            json_serializer=lambda value: msgspec.json.encode(value).decode(),
            **options,
        )
        event.listen(engine.sync_engine, "handle_error", _say_it_in_our_words)
        return engine

    async def hot(self) -> Hot:
        """The one-statement door of this process; its pool opens at the first use."""
        if self._pool is None:
            self._pool = await asyncpg.create_pool(
                driver_url(self._url),
                min_size=1,
                max_size=self.settings.database_hot_pool,
                # kept over a break: a new connection must read its functions and plan them first
                max_inactive_connection_lifetime=0,
                server_settings={**self._server_settings, **HOT_PLANS},
                # Our functions set transaction-local state only, so a connection comes back
                # clean; asyncpg's own reset would cost a second round trip per scan.
                reset=_nothing_to_reset,
            )
        return Hot(self._pool)

    def begin(self, tenant: UUID | str) -> AbstractAsyncContextManager[Tx]:
        """A read-write transaction for ``tenant``: commits at the end, rolls back on any error.

        It takes a connection at its first statement. A request that is refused while it is still
        being made ready has none, so nothing has to be given back; Litestar would not do it.
        """
        return cast("AbstractAsyncContextManager[Tx]", _for(tenant, self._writes.begin()))

    def read(self, tenant: UUID | str) -> AbstractAsyncContextManager[Read]:
        """A READ ONLY transaction for ``tenant``."""
        return cast("AbstractAsyncContextManager[Read]", _for(tenant, self._reads.begin()))

    def hall(self) -> AbstractAsyncContextManager[Read]:
        """READ ONLY statements for the hall, each by itself, for pages and look-ups of doors."""
        return cast("AbstractAsyncContextManager[Read]", self._hall_reads())

    async def connection(self) -> asyncpg.Connection:
        """A connection outside of both pools, for LISTEN and NOTIFY; the caller closes it."""
        return await asyncpg.connect(driver_url(self._url), server_settings=self._server_settings)

    async def close(self) -> None:
        """Close both pools."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None
        await self.engine.dispose()
        await self.hall_engine.dispose()


def _say_it_in_our_words(context: ExceptionContext) -> None:
    """Raise the Refusal that a database error means, so that verbs refuse in one way."""
    refused = refusal_from(context.original_exception)
    _without_values(context.original_exception)
    if refused is not None:
        raise refused from context.original_exception
    _without_values(context.sqlalchemy_exception)


def _without_values(error: BaseException | None) -> None:
    """Take out of a database error, and what caused it, the row's values that PostgreSQL tells.

    ``DETAIL: Failing row contains (…)`` names the consumer whose row it is, and every log prints
    it with the error. The statement and the constraint say enough.
    """
    while error is not None:
        if isinstance(error, asyncpg.PostgresError):
            error.detail = None
        if error.args and isinstance(error.args[0], str):
            error.args = (_VALUES.sub("", error.args[0]), *error.args[1:])
        error = error.__cause__


async def _nothing_to_reset(_connection: asyncpg.Connection) -> None:
    return None


def driver_url(url: str) -> str:
    """The URL as asyncpg itself reads it (no SQLAlchemy driver name)."""
    return url.replace("postgresql+asyncpg://", "postgresql://", 1)


@asynccontextmanager
async def in_the_hall(tx: Tx | Read) -> AsyncIterator[None]:
    """Let a shop's transaction touch its hall's own rows (walks, totes), and then no more.

    Only for verbs that have checked that what they touch serves this very shop.
    """
    before = await tx.scalar(_FOR_WHOM)
    await work_for(tx, hall_of(before))
    yield
    await work_for(tx, before)


@asynccontextmanager
async def working_for(tx: Tx | Read, tenant: UUID | str) -> AsyncIterator[None]:
    """Let a transaction work for somebody else for a while: for verbs that serve both a shop and
    its sandbox, and know which."""
    before = await tx.scalar(_FOR_WHOM)
    await work_for(tx, tenant)
    yield
    await work_for(tx, before)


async def work_for(session: AsyncSession, tenant: UUID | str) -> None:
    """Say for whom this transaction works; row-level security reads it until the end of it."""
    await session.execute(_WORK_FOR, {"tenant": str(tenant)})
