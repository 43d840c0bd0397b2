"""Two transactions interleaved on purpose: one stands still between two of its writes, the other
does all of its work, or waits for the first one, and then the first one goes on.

A trigger on every table counts the rows that a transaction writes, also within SQL functions;
with the chosen one locked and not yet written it waits for an advisory lock that the test holds.
Nothing else of the warehouse is changed, and who has no ``test.stop_at`` never waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
import msgspec
from sqlalchemy import text

from wms.db import HALL, Database, Hot, Tx
from wms.errors import Refusal

#: what a person or a program does, in a transaction that is open already
Deed = Callable[[Tx, Hot], Awaitable[Any]]

GATE: Final = 20_261
LOOK_S: Final = 0.002
#: somebody who neither ends nor waits within this is stuck, s
PATIENCE_S: Final = 20.0

_TRIGGERS: Final = f"""
    CREATE FUNCTION test_step() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        v_stop CONSTANT int := nullif(current_setting('test.stop_at', true), '')::int;
        v_step int;
    BEGIN
        IF v_stop IS NOT NULL THEN
            v_step := coalesce(nullif(current_setting('test.step', true), '')::int, 0) + 1;
            PERFORM set_config('test.step', v_step::text, true);
            IF v_step = v_stop THEN
                PERFORM pg_advisory_xact_lock({GATE});
            END IF;
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$;
    DO $$
    DECLARE v_table regclass;
    BEGIN
        FOR v_table IN SELECT oid FROM pg_class
                       WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
            EXECUTE format('CREATE TRIGGER aaa_test_step BEFORE INSERT OR UPDATE OR DELETE ON %s '
                           'FOR EACH ROW EXECUTE FUNCTION test_step()', v_table);
        END LOOP;
    END $$;
"""
# a machine that is busy with other things stops nobody: the gate is a lock, too
_PATIENT: Final = text(
    "SELECT set_config(name, :limit, true) FROM unnest(ARRAY['lock_timeout', "
    "'statement_timeout', 'idle_in_transaction_session_timeout']) AS name"
)
_STOP: Final = text("SELECT set_config('test.stop_at', :at, true)")
_IS_OVER: Final = text(
    "SELECT coalesce(nullif(current_setting('test.step', true), '')::int, 0) < :at"
)
_WAIT: Final = text(f"SELECT pg_advisory_xact_lock({GATE})")
_AT_GATE: Final = (
    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
    f"AND objid = {GATE} AND database = (SELECT oid FROM pg_database "
    "WHERE datname = current_database()))"
)
# for any lock but the gate: the warehouse has advisory locks of its own
_WAITS: Final = (
    "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
    "WHERE a.datname = current_database() AND NOT l.granted "
    f"AND (l.locktype <> 'advisory' OR l.objid <> {GATE}))"
)


class InTransaction(Hot):
    """The one-statement door, inside a transaction that the test has opened."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    async def call(self, sql: str, *arguments: Any) -> str:
        connection = await (await self._tx.connection()).get_raw_connection()
        answer = await connection.driver_connection.fetchval(sql, *arguments)  # type: ignore[union-attr]
        # an ordinary connection reads JSON itself, one of the scan path hands the text on
        return answer if isinstance(answer, str) else msgspec.json.encode(answer).decode()


@dataclass(frozen=True)
class Met:
    """How two deeds met. Each answer is a refusal's code, or None when it was done."""

    first: str | None
    second: str | None
    #: the first one stood before its end: there are later places to stop at
    is_inside: bool
    #: the second one had to wait for the first
    waited: bool


class Steps:
    """Runs two deeds against each other in one database."""

    def __init__(self, db: Database, control: asyncpg.Connection) -> None:
        self._db = db
        self._control = control

    async def alone(self, deed: Deed) -> str | None:
        """Nobody else is there; a refusal's code or None."""
        return (await self._run(deed, None))[0]

    async def meet(self, first: Deed, second: Deed, *, at: int) -> Met:
        """``first`` stands still before the ``at``-th row that it writes, or before its commit."""
        await self._control.execute("SELECT pg_advisory_lock($1)", GATE)
        one = asyncio.create_task(self._run(first, at))
        try:
            await self._until(_AT_GATE, one)
            other = asyncio.create_task(self._run(second, None))
            waited = await self._until(_WAITS, other)
        finally:
            await self._control.execute("SELECT pg_advisory_unlock($1)", GATE)
        (code, is_inside), (code_2, _) = await asyncio.gather(one, other)
        return Met(code, code_2, is_inside, waited)

    async def _run(self, deed: Deed, at: int | None) -> tuple[str | None, bool]:
        is_inside = False
        try:
            async with self._db.begin(HALL) as tx:
                await tx.execute(_PATIENT, {"limit": f"{PATIENCE_S:.0f}s"})
                if at is not None:
                    await tx.execute(_STOP, {"at": str(at)})
                answer = await deed(tx, InTransaction(tx))
                is_inside = at is not None and not await tx.scalar(_IS_OVER, {"at": at})
                if at is not None and not is_inside:  # it wrote less: it stands before its commit
                    await tx.execute(_WAIT)
                if isinstance(answer, str) and '"refused"' in answer:
                    return str(msgspec.json.decode(answer)["code"]), is_inside
        except Refusal as no:
            return no.code, is_inside
        return None, is_inside

    async def _until(self, question: str, task: asyncio.Task[Any]) -> bool:
        """Until the database says yes (True) or the task has ended (False)."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while not task.done():
            if await self._control.fetchval(question):
                return True
            assert asyncio.get_running_loop().time() < deadline, f"stuck: {task}"
            await asyncio.sleep(LOOK_S)
        return False


async def install(owner_url: str) -> asyncpg.Connection:
    """The triggers; the connection on which the gate is held."""
    owner = await asyncpg.connect(owner_url)
    await owner.execute(_TRIGGERS)
    return owner
