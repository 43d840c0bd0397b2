"""Runs the programs of an installation side by side: what they say, under their name; a crashed
one again, after a pause; all of them down in good order on Ctrl-C.

    Processes([Command("api", [sys.executable, "-m", "api"]), …], say=print).run()

One thread: reader threads would make the fork in ``child.spawn`` unsafe.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from wms.local import child
from wms.local.server import Say

ROUND_S = 0.1
STOP_LIMIT_S = 15.0
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
HEALTHY_S = 60.0  # who ran this long has recovered: the count begins anew
MOST_CRASHES = 8  # in a row; then something is wrong which a ninth start will not mend
READ_BYTES = 65_536
LONGEST_LINE_BYTES = 65_536
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Command:
    """A program to keep running. ``environment`` is added to ours."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class _Running:
    """One command: its process now, what it said so far, how often it crashed in a row."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.crashes = 0
        self.started_at = 0.0
        self.due_at = 0.0
        self.unfinished = b""

    def launch(self) -> int:
        """Start it; returns the file descriptor of what it says."""
        reader, writer = os.pipe()
        try:
            with open(writer, "wb") as output:  # noqa: PTH123 -- a pipe has no path
                self.process = child.spawn(
                    self.command.argv,
                    death_signal=signal.SIGTERM,
                    output=output,
                    environment={**os.environ, **self.command.environment},
                )
        except BaseException:
            os.close(reader)
            raise
        os.set_blocking(reader, False)
        self.started_at = time.monotonic()
        return reader

    def crashed(self) -> float:
        """Note a crash; returns the pause in seconds before the next start."""
        if time.monotonic() - self.started_at >= HEALTHY_S:
            self.crashes = 0
        self.crashes += 1
        self.process = None
        pause = min(FIRST_PAUSE_S * float(2 ** (self.crashes - 1)), LONGEST_PAUSE_S)
        self.due_at = time.monotonic() + pause
        return pause

    def lines(self, data: bytes) -> Iterator[str]:
        """Whole lines out of what came; the rest waits. No data: the rest is a line as well."""
        *whole, self.unfinished = (self.unfinished + data).split(b"\n")
        if self.unfinished and (not data or len(self.unfinished) > LONGEST_LINE_BYTES):
            whole.append(self.unfinished)
            self.unfinished = b""
        for line in whole:
            yield line.decode(errors="replace").rstrip("\r")


class Processes:
    """Keeps ``commands`` running until a signal, or until one crashes too often."""

    def __init__(
        self, commands: Sequence[Command], *, say: Say, each_round: Callable[[], None] | None = None
    ) -> None:
        """``say`` gets each line; ``each_round`` is called each 0.1 s (``Local.revive``)."""
        self._running = [_Running(command) for command in commands]
        self._say = say
        self._each_round = each_round or (lambda: None)
        self._width = max((len(command.name) for command in commands), default=0)
        self._pipes = selectors.DefaultSelector()
        self._signals = 0

    def run(self) -> int:
        """Run all until SIGINT, SIGTERM or SIGHUP; returns the exit code: 0 after a signal, 1
        when a program crashed too often. A second signal while stopping kills what still runs.
        """
        before = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        try:
            return self._keep_running()
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def pids(self) -> dict[str, int]:
        """The process ids of the programs that run now, by name."""
        return {
            one.command.name: one.process.pid
            for one in self._running
            if one.process is not None and one.process.poll() is None
        }

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._signals += 1

    def _keep_running(self) -> int:
        while not self._signals:
            for one in self._running:
                if one.process is None and time.monotonic() >= one.due_at:
                    self._launch(one)
                elif one.process is not None and (code := one.process.poll()) is not None:
                    self._note_crash(one, code)
            if any(one.crashes > MOST_CRASHES for one in self._running):
                return 1
            self._listen(ROUND_S)
            self._each_round()
        return 0

    def _launch(self, one: _Running) -> None:
        reader = one.launch()
        self._pipes.register(reader, selectors.EVENT_READ, one)

    def _note_crash(self, one: _Running, code: int) -> None:
        pause = one.crashed()
        if one.crashes > MOST_CRASHES:
            self._tell(one, f"ended {one.crashes} times in a row (exit code {code}): giving up")
        else:
            self._tell(one, f"ended (exit code {code}); again in {pause:g} s")

    def _listen(self, seconds: float) -> None:
        """Pass on what the programs say, waiting at most ``seconds`` for it."""
        if not self._pipes.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._pipes.select(seconds):
            data = b""
            with contextlib.suppress(BlockingIOError):
                data = os.read(key.fd, READ_BYTES)
            for line in key.data.lines(data):
                self._tell(key.data, line)
            if not data:
                self._pipes.unregister(key.fd)
                os.close(key.fd)

    def _tell(self, one: _Running, line: str) -> None:
        self._say(f"{one.command.name:<{self._width}} | {line}")

    def _stop_all(self) -> None:
        """The last started stops first; each may finish what it does."""
        for one in reversed(self._running):
            if one.process is not None:
                code = self._stop(one.process)
                self._listen(0)
                self._tell(one, f"stopped (exit code {code})")
        while self._pipes.get_map():
            before = len(self._pipes.get_map())
            self._listen(0)
            if len(self._pipes.get_map()) == before:
                break  # a grandchild still holds the pipe
        self._pipes.close()

    def _stop(self, process: subprocess.Popen[bytes]) -> int:
        """SIGTERM to the program alone, which knows its own children; at last, kill the group."""
        signals_before = self._signals
        deadline = time.monotonic() + STOP_LIMIT_S
        if process.poll() is None:
            process.terminate()
        while process.poll() is None and time.monotonic() < deadline:
            self._listen(ROUND_S)
            if self._signals > signals_before:
                break
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait()
