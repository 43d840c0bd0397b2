import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.local.conftest import is_gone, wait_for
from wms.local import Command, Processes, processes

TALKER = "import sys, time; print(sys.argv[1], flush=True); time.sleep(60)"


def python(name: str, code: str, *words: str) -> Command:
    return Command(name, [sys.executable, "-c", textwrap.dedent(code), *words])


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


class Screen:
    """Collects what is said; presses Ctrl-C (once) when ``enough`` is true of it."""

    def __init__(self, enough: Callable[[list[str]], bool]) -> None:
        self.lines: list[str] = []
        self.enough = enough
        self.is_pressed = False
        self.deadline = time.monotonic() + 20

    def say(self, line: str) -> None:
        self.lines.append(line)

    def each_round(self) -> None:
        assert time.monotonic() < self.deadline, self.lines
        if not self.is_pressed and self.enough(self.lines):
            self.is_pressed = True
            interrupt()

    def run(self, *commands: Command) -> int:
        return Processes(commands, say=self.say, each_round=self.each_round).run()


def test_what_they_say_comes_under_their_name_and_ctrl_c_stops_them_in_reverse() -> None:
    screen = Screen(lambda lines: len(lines) == 2)
    assert screen.run(python("api", TALKER, "hello"), python("workers", TALKER, "cześć")) == 0
    assert sorted(screen.lines[:2]) == ["api     | hello", "workers | cześć"]
    assert screen.lines[2:] == [
        "workers | stopped (exit code -15)",
        "api     | stopped (exit code -15)",
    ]


def test_a_crashed_one_is_started_again_after_a_pause(tmp_path: Path) -> None:
    code = """
        import pathlib, sys, time
        runs = pathlib.Path(sys.argv[1]); runs.open("a").write("x")
        if runs.stat().st_size < 2: sys.exit(9)
        print("healthy", flush=True); time.sleep(60)
    """
    screen = Screen(lambda lines: "api | healthy" in lines)
    began = time.monotonic()
    assert screen.run(python("api", code, str(tmp_path / "runs"))) == 0
    assert screen.lines[0] == "api | ended (exit code 9); again in 0.5 s"
    assert time.monotonic() - began >= 0.5


def test_one_that_always_crashes_ends_everything_with_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(processes, "MOST_CRASHES", 2)
    screen = Screen(lambda lines: False)
    assert screen.run(python("api", TALKER, "hello"), python("workers", "raise SystemExit(5)")) == 1
    told = [line for line in screen.lines if line.startswith("workers")]
    assert told == [
        "workers | ended (exit code 5); again in 0.01 s",
        "workers | ended (exit code 5); again in 0.02 s",
        "workers | ended 3 times in a row (exit code 5): giving up",
    ]
    assert screen.lines[-1] == "api     | stopped (exit code -15)"


def test_pauses_grow_to_a_limit_and_shrink_after_a_healthy_time() -> None:
    one = processes._Running(python("api", ""))
    one.started_at = time.monotonic()
    assert [one.crashed() for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    one.started_at -= processes.HEALTHY_S
    assert one.crashed() == 0.5


def test_an_orderly_child_may_finish_and_its_last_words_are_heard() -> None:
    code = """
        import signal, sys, time
        def end(*_): print("last scan saved", flush=True); sys.exit(0)
        signal.signal(signal.SIGTERM, end)
        print("ready", flush=True)
        while True: time.sleep(1)
    """
    screen = Screen(lambda lines: lines == ["api | ready"])
    assert screen.run(python("api", code)) == 0
    assert screen.lines[1:] == ["api | last scan saved", "api | stopped (exit code 0)"]


STUBBORN = """
    import signal, subprocess, sys, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    print("ready", grandchild.pid, flush=True)
    while True: time.sleep(1)
"""


def test_a_second_ctrl_c_kills_a_stubborn_one_and_its_children() -> None:
    def say(line: str) -> None:
        lines.append(line)
        if "ready" in line:
            interrupt()
            signal.setitimer(signal.ITIMER_REAL, 0.3)

    lines: list[str] = []
    before = signal.signal(signal.SIGALRM, lambda *_: interrupt())
    try:
        assert Processes([python("api", STUBBORN)], say=say).run() == 0
    finally:
        signal.signal(signal.SIGALRM, before)
    assert lines[-1] == "api | stopped (exit code -9)"
    grandchild = int(lines[0].split()[-1])
    wait_for(lambda: is_gone(grandchild), "the grandchild's end")


def test_a_stubborn_one_is_killed_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STOP_LIMIT_S", 0.2)
    screen = Screen(lambda lines: bool(lines))
    assert screen.run(python("api", STUBBORN)) == 0
    assert screen.lines[-1] == "api | stopped (exit code -9)"


def test_they_die_with_a_killed_supervisor() -> None:
    code = f"""
        import sys
        from wms.local import Command, Processes
        say = lambda line: print(line, flush=True)
        Processes([Command("api", [sys.executable, "-c", {TALKER!r}, "hello"])], say=say).run()
    """
    supervisor = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout is not None
    with supervisor.stdout:
        assert supervisor.stdout.readline() == "api | hello\n"
        (api,) = psutil.Process(supervisor.pid).children()
        assert os.getpgid(api.pid) == api.pid, "Ctrl-C in the terminal does not reach it"
        supervisor.kill()
        supervisor.wait()
        wait_for(lambda: is_gone(api.pid), "the child's end")


def test_odd_output_does_no_harm() -> None:
    code = """
        import os, time
        os.write(1, b"half "); time.sleep(0.2); os.write(1, b"a line\\r\\n\\n\\xff\\xfe\\n")
        os.write(2, b"to stderr\\n")
        os.write(1, b"x" * 200_000 + b"\\n")
        os.write(1, b"no end"); os.close(1); os.close(2); time.sleep(60)
    """
    screen = Screen(lambda lines: bool(lines) and lines[-1] == "api | no end")
    assert screen.run(python("api", code)) == 0
    assert screen.lines[:4] == [
        "api | half a line",
        "api | ",
        "api | \ufffd\ufffd",
        "api | to stderr",
    ]
    long = [line.removeprefix("api | ") for line in screen.lines if "xxx" in line]
    assert "".join(long) == "x" * 200_000


def test_a_command_gets_our_environment_and_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OURS", "yes")
    screen = Screen(lambda lines: bool(lines))
    code = (
        "import os, time; print(os.environ['OURS'], os.environ['OWN'], flush=True); time.sleep(9)"
    )
    screen.run(Command("api", [sys.executable, "-c", code], {"OWN": "too"}))
    assert screen.lines[0] == "api | yes too"


def test_pids_names_what_runs_and_signal_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[dict[str, int]] = []

    def say(line: str) -> None:
        if line == "api | hello":
            seen.append(running.pids())
            assert psutil.Process(seen[0]["api"]).ppid() == os.getpid()
            interrupt()

    running = Processes([python("api", TALKER, "hello")], say=say)
    running.run()
    assert list(seen[0]) == ["api"]
    assert running.pids() == {}
    assert signal.getsignal(signal.SIGINT) is before


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(Exception, match="cannot run /no/such/program"):
        Processes([Command("api", ["/no/such/program"])], say=lambda line: None).run()
