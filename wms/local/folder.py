"""A server's folder: who may use it, where its socket lies, and what a crash left in it."""

import contextlib
import fcntl
import hashlib
import os
import re
import stat
import time
from pathlib import Path

import psutil

from wms.local.child import Owner
from wms.local.errors import AlreadyRunning, ServerFailed

# A socket's path is limited to 108 bytes on Linux and 104 on macOS, with the closing NUL.
SOCKET_PATH_LIMIT_BYTES = 103
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"
# Other characters would need quoting that libpq, asyncpg and SQLAlchemy do not agree upon.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")
SHORT_SOCKET_HOME = Path("/tmp")  # noqa: S108 -- the folder made in it is ours alone, which is checked
LOG_LIMIT_BYTES = 10 * 1024 * 1024
LOG_TAIL_LINES = 15
POLL_S = 0.01


class FolderLock:
    """One process at a time uses a folder: a lock which the kernel lets go when its holder dies.

    The file holds the holder's process id and is emptied on a clean release, so a text found in
    it by the next holder means that the last one was killed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "lock"
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take the lock; true when the last holder went without releasing it.

        Raises AlreadyRunning with the holder's process id, ServerFailed in a stranger's folder.
        """
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError:
            raise ServerFailed(
                f"{self.folder} belongs to another user: start it as its owner"
            ) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = os.read(descriptor, 32).strip()
            os.close(descriptor)
            raise AlreadyRunning(self.folder, int(text) if text.isdigit() else None) from None
        was_killed = bool(os.read(descriptor, 1))
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor
        return was_killed

    def release(self, *, is_clean: bool) -> None:
        """Let the folder go; not ``is_clean``: the next holder looks for what we left.

        Does nothing when it is not held.
        """
        if self._descriptor is not None:
            if is_clean:
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


def socket_folder(folder: Path) -> Path:
    """Where the sockets of the server in ``folder`` lie: in it, or in a short place elsewhere.

    The same for every process that asks, so a client needs to know the data folder only.
    """
    home = folder.resolve() / "run"
    longest = home / LONGEST_SOCKET_NAME
    if len(os.fsencode(longest)) <= SOCKET_PATH_LIMIT_BYTES and PLAIN_PATH.fullmatch(str(home)):
        return home
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return SHORT_SOCKET_HOME / f"wms-{name}"


def open_socket_folder(folder: Path, owner: Owner) -> Path:
    """Make the socket folder, closed to everybody else, and empty it of what a crash left.

    Raises ServerFailed when a stranger made it first: whoever owns it could answer in our name.
    """
    sockets = socket_folder(folder)
    with contextlib.suppress(FileExistsError):
        sockets.mkdir(mode=0o700)
        owner.give(sockets)
    status = sockets.lstat()
    is_ours = stat.S_ISDIR(status.st_mode) and status.st_uid == owner.uid
    if not is_ours or status.st_mode & 0o077:
        raise ServerFailed(f"{sockets} is not ours alone: remove it, or use another data folder")
    for left in sockets.iterdir():
        left.unlink()
    return sockets


def leftovers(program: str, folder: Path) -> list[psutil.Process]:
    """Living processes called ``program`` which work in ``folder``: ours, left by a crash.

    Both servers change into their data folder, so name and folder together cannot be a
    stranger's, whatever became of the process ids in old files.
    """
    found = []
    for process in psutil.process_iter(["name"]):
        if process.info["name"] != program:
            continue
        with contextlib.suppress(psutil.Error, OSError):
            # A zombie has no working folder and is not found.
            if Path(process.cwd()).samefile(folder):
                found.append(process)
    return found


def log_tail(log: Path) -> str:
    """The end of a server's log, for a person who has to see why it did not start."""
    with contextlib.suppress(OSError):
        lines = log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-LOG_TAIL_LINES:])
    return "(no log)"


def turn_log(log: Path) -> None:
    """Begin a new log when the old one is long; one old one is kept."""
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))


def wait_until_gone(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Wait for ``processes`` to end by themselves; those that still live after ``seconds``."""
    deadline = time.monotonic() + seconds
    alive = processes
    while alive and time.monotonic() < deadline:
        time.sleep(POLL_S)
        alive = [process for process in alive if _lives(process)]
    return alive


def _lives(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def make_folder(folder: Path) -> None:
    """Make ``folder`` and its parents; what root makes belongs to the owner of what it lies in.

    So a ``sudo`` today does not lock the ordinary user out tomorrow.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o755, exist_ok=True)
    if os.geteuid() == 0:
        above = folder.parent.stat()
        os.chown(folder, above.st_uid, above.st_gid)
