"""What PostgreSQL and Valkey have in common as embedded servers: a folder, a lock, a process.

The order of a start matters: lock the folder, wait for what a crash left, open the socket folder,
prepare the data, launch, wait until it answers. Each step undoes itself when a later one fails.
"""

import atexit
import contextlib
import logging
import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

import psutil

from wms.local import child, folder
from wms.local.errors import ServerFailed

Say = Callable[[str], None]

# A crash recovery replays the journal since the last checkpoint; it is given this long.
START_LIMIT_S = 300.0
SLOW_START_S = 5.0
# A server whose supervisor was killed has its own order to stop already; then it is told again.
LEFTOVER_GRACE_S = 5.0
LEFTOVER_LIMIT_S = 30.0


class Server(ABC):
    """A database server which lives in a folder and dies with this process.

    Use it as a context manager or call ``start()`` and ``stop()``, from the main thread.
    """

    title: ClassVar[str]
    program: ClassVar[str]
    # What stops it in good order; sent by the kernel too, when the supervisor dies.
    death_signal: ClassVar[signal.Signals]
    stop_steps: ClassVar[tuple[tuple[signal.Signals, float], ...]]

    def __init__(
        self, home: Path | str, *, settings: Mapping[str, str] | None = None, say: Say | None = None
    ) -> None:
        """``home``: the server's own folder; ``settings``: the server's settings, over ours;
        ``say``: gets each sentence about what happens (default: the log)."""
        self.home = Path(home).absolute()
        self.settings = dict(settings or {})
        self.say = say or logging.getLogger("wms.local").info
        self.log = self.home / f"{self.program}.log"
        self._lock = folder.FolderLock(self.home)
        self._process: subprocess.Popen[bytes] | None = None
        self._supervisor: int | None = None

    @property
    @abstractmethod
    def data(self) -> Path:
        """The folder the server works in."""

    @abstractmethod
    def binary(self) -> Path:
        """The server's program. Raises ServerFailed when it is nowhere."""

    @abstractmethod
    def _prepare(self, owner: child.Owner) -> None:
        """Make the data folder ready for a launch; no server runs in it now."""

    @abstractmethod
    def _arguments(self) -> list[str]:
        """The server's command line, without the program."""

    @abstractmethod
    def _is_ready(self) -> bool:
        """Whether the server answers now."""

    @property
    def sockets(self) -> Path:
        """The folder of the unix socket; only the folder's owner may enter it."""
        return folder.socket_folder(self.home)

    @property
    def pid(self) -> int | None:
        """The running server's process id."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start the server and return when it answers.

        Raises AlreadyRunning when another process holds the folder, ServerFailed with the end of
        the server's log when it does not come up, RuntimeError outside the main thread.
        """
        if self._process is not None:
            return
        began = time.monotonic()
        folder.make_folder(self.home)
        was_killed = self._lock.acquire()
        try:
            owner = child.owner_of(self.home)
            owner.give(self._lock.path)
            self._check_doors(owner)
            if was_killed:
                self.say(f"{self.title} was not stopped in good order last time: recovering")
                self._clear_leftovers()
            self._launch(owner)
        except BaseException:
            self._abandon(is_clean=False)
            raise
        self._supervisor = os.getpid()
        atexit.register(self.stop)
        self.say(f"{self.title} runs ({time.monotonic() - began:.1f} s)")

    def stop(self) -> None:
        """Stop the server in good order and let the folder go. Does nothing when not started."""
        if self._process is None or self._supervisor != os.getpid():
            return  # a forked copy of the supervisor must not stop what is not its own
        atexit.unregister(self.stop)
        child.stop(self._process, *self.stop_steps)
        self._abandon(is_clean=True)
        self.say(f"{self.title} stopped")

    def revive(self) -> bool:
        """Start the server again if it died while we kept its folder; true if it had died."""
        if self._process is None or self._process.poll() is None:
            return False
        self.say(f"{self.title} died (exit code {self._process.returncode}): starting it again")
        self._clear_leftovers()
        self._launch(child.owner_of(self.home))
        self.say(f"{self.title} runs again")
        return True

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _launch(self, owner: child.Owner) -> None:
        folder.open_socket_folder(self.home, owner)
        folder.turn_log(self.log)
        self._prepare(owner)
        with self.log.open("ab") as log:
            owner.give(self.log)
            self._process = child.spawn(
                [self.binary(), *self._arguments()],
                death_signal=self.death_signal,
                owner=owner,
                output=log,
                folder=self.data,
            )
        self._await_ready(self._process)

    def _await_ready(self, process: subprocess.Popen[bytes]) -> None:
        began = time.monotonic()
        is_slow = False
        while not self._is_ready():
            if process.poll() is not None:
                raise self._failed(f"ended with exit code {process.returncode}")
            waited = time.monotonic() - began
            if waited > START_LIMIT_S:
                raise self._failed(f"did not answer in {START_LIMIT_S:.0f} s")
            if waited > SLOW_START_S and not is_slow:
                is_slow = True
                self.say(f"{self.title} takes its time (see {self.log})")
            time.sleep(folder.POLL_S)

    def _failed(self, what: str) -> ServerFailed:
        return ServerFailed(f"{self.title} {what}; {self.log} says:\n{folder.log_tail(self.log)}")

    def _check_doors(self, owner: child.Owner) -> None:
        for path in (self.home, self.binary()):
            if door := child.closed_door(path, owner):
                raise ServerFailed(
                    f"{self.title} cannot run as root, and as user {owner.uid} it may not enter"
                    f" {door}: start it as the ordinary user who owns that folder,"
                    " or use another data folder"
                )

    def _clear_leftovers(self) -> None:
        """Wait for servers of ours that outlived their supervisor; ask again those that linger."""
        deadline = time.monotonic() + LEFTOVER_LIMIT_S
        wait_s = LEFTOVER_GRACE_S
        while left := self._leftovers():
            if time.monotonic() > deadline:
                pids = ", ".join(str(process.pid) for process in left)
                raise ServerFailed(f"{self.title} of the last start still runs (process {pids})")
            for process in folder.wait_until_gone(left, wait_s):
                # Found by name and working folder a moment ago; psutil also compares its birth.
                with contextlib.suppress(psutil.NoSuchProcess):  # it ended by itself just now
                    process.send_signal(self.death_signal)

    def _leftovers(self) -> list[psutil.Process]:
        return folder.leftovers(self.program, self.data)

    def _abandon(self, *, is_clean: bool) -> None:
        """Let go of process, sockets and folder, in whatever state a failed start left them."""
        if self._process is not None:
            child.stop(self._process, *self.stop_steps)
            self._process = None
        with contextlib.suppress(OSError):  # not there, or not empty, or not even a folder
            self.sockets.rmdir()
        self._lock.release(is_clean=is_clean)
