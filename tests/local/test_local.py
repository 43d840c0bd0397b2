"""Both servers under a supervisor that dies in every way."""

import os
import signal
from pathlib import Path

import psutil
import pytest

from tests.local.conftest import is_gone, wait_for
from tests.local.rows import read_marks, write_mark
from wms.local import AlreadyRunning, Local, ServerFailed


def test_both_run_with_a_database_to_connect_to(made_data: Path) -> None:
    said: list[str] = []
    with Local(made_data, say=said.append) as local:
        write_mark(local.postgres, local.redis, "here")
        assert read_marks(local.postgres, local.redis) == (["here"], ["here"])
    assert [line.split(" (")[0] for line in said] == [
        "PostgreSQL runs",
        "Redis runs",
        "Redis stopped",
        "PostgreSQL stopped",
    ]


def test_when_one_does_not_start_the_other_does_not_stay(made_data: Path) -> None:
    local = Local(made_data, redis_settings={"appendfsync": "sometimes"})
    with pytest.raises(ServerFailed, match="Redis"):
        local.start()
    assert local.postgres.pid is None
    with Local(made_data):
        pass


def test_the_supervisor_alone_killed(made_data: Path, supervise) -> None:
    first = supervise(made_data).ready()
    write_mark(Local(made_data).postgres, Local(made_data).redis, "before")
    first.process.kill()
    first.process.wait()
    # At once, while the old servers are still going down:
    with Local(made_data) as local:
        assert is_gone(first.postgres)
        assert is_gone(first.redis)
        assert read_marks(local.postgres, local.redis) == (["before"], ["before"])


def test_the_servers_die_with_a_killed_supervisor(made_data: Path, supervise) -> None:
    supervisor = supervise(made_data).ready()
    supervisor.process.kill()
    wait_for(lambda: is_gone(supervisor.postgres), "PostgreSQL to end by itself")
    wait_for(lambda: is_gone(supervisor.redis), "Redis to end by itself")


def test_the_servers_killed_under_the_supervisor_come_back(made_data: Path, supervise) -> None:
    supervisor = supervise(made_data).ready()
    local = Local(made_data)
    write_mark(local.postgres, local.redis, "before")
    os.kill(supervisor.postgres, signal.SIGKILL)
    os.kill(supervisor.redis, signal.SIGKILL)
    supervisor.until("PostgreSQL died (exit code -9)")
    supervisor.until("PostgreSQL runs again")
    supervisor.until("Redis runs again")
    assert read_marks(local.postgres, local.redis) == (["before"], ["before"])


def test_everything_killed(made_data: Path, supervise) -> None:
    supervisor = supervise(made_data).ready()
    local = Local(made_data)
    write_mark(local.postgres, local.redis, "before")
    everything = psutil.Process(supervisor.process.pid)
    victims = [*everything.children(recursive=True), everything]
    assert len(victims) > 5, "the supervisor, Redis, PostgreSQL and its background processes"
    for victim in victims:
        victim.suspend()  # nobody gets to tidy up
    for victim in victims:
        victim.kill()
    supervisor.process.wait()
    second = supervise(made_data).ready()
    assert "PostgreSQL was not stopped in good order last time: recovering" in second.said
    assert read_marks(local.postgres, local.redis) == (["before"], ["before"])
    assert "automatic recovery in progress" in local.postgres.log.read_text()


def test_started_twice_it_says_so(made_data: Path, supervise) -> None:
    first = supervise(made_data).ready()
    second = supervise(made_data)
    assert second.until("refused").startswith(f"refused {first.process.pid} ")
    assert second.process.wait() == 3
    with pytest.raises(AlreadyRunning, match=f"kill {first.process.pid}"):
        Local(made_data).start()
    assert not is_gone(first.postgres)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_reaches_only_the_supervisor_which_stops_all_in_order(
    made_data: Path, supervise, number: signal.Signals
) -> None:
    supervisor = supervise(made_data).ready()
    os.killpg(supervisor.process.pid, number)  # what a terminal does
    supervisor.until("Redis stopped")
    supervisor.until("PostgreSQL stopped")
    assert supervisor.process.wait() == 0
    assert is_gone(supervisor.postgres)
    assert is_gone(supervisor.redis)
    # An orderly stop leaves no trace that the next start would have to clear.
    assert (made_data / "postgres" / "lock").read_text() == ""
    assert supervise(made_data).ready().said[0].startswith("PostgreSQL runs")


def test_ctrl_c_during_the_very_first_start_leaves_nothing_running(home: Path, supervise) -> None:
    supervisor = supervise(home / "data")
    wait_for((home / "data" / "postgres" / "pg.init" / "base").exists, "initdb at work")
    running = psutil.Process(supervisor.process.pid).children(recursive=True)
    assert running
    supervisor.process.send_signal(signal.SIGINT)
    supervisor.process.wait()
    for process in running:
        wait_for(lambda pid=process.pid: is_gone(pid), "initdb to end")
    assert not (home / "data" / "postgres" / "pg").exists()
    assert not (home / "data" / "postgres" / "pg.init").exists()
