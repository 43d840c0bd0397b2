"""Starts a process which dies with us, ignores our Ctrl-C, and is never root when it must not be.

Linux gives all of it by system calls between fork and exec; elsewhere (macOS) the death signal is
missing and the next start clears up what a killed supervisor left behind (``folder.leftovers``).
"""

import contextlib
import ctypes
import functools
import os
import pwd
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wms.local.errors import ServerFailed

IS_LINUX = sys.platform == "linux"
# Loaded before any fork: between fork and exec only ready-made calls are safe.
LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER = 0x10000000  # linux/sched.h
PR_SET_PDEATHSIG = 1  # linux/prctl.h
NOBODY_ID = 65534  # what the kernel calls an unmapped user, and Debian calls nobody
ORPHANED = 70  # exit code of a child whose parent died before the child was ready (EX_SOFTWARE)

# Only these reach a server: PGOPTIONS or our own secrets must not.
ENVIRONMENT_KEPT = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a server runs as: a user and group id, or (``namespaced``) root in disguise.

    In the disguise the kernel sees root, so the files stay ours; the server sees ``nobody``,
    so PostgreSQL, which refuses root, starts.
    """

    uid: int
    gid: int
    namespaced: bool = False

    def give(self, path: Path) -> None:
        """Make ``path`` (a file or one folder, not what is in it) this owner's."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)


def owner_of(folder: Path) -> Owner:
    """Whom a server that keeps its data in ``folder`` runs as.

    An ordinary user runs it as himself. Root runs it as the folder's owner; if that is root too,
    in a user namespace; where namespaces are refused, the folder is given to ``nobody``.
    """
    if os.geteuid() != 0:
        return Owner(os.geteuid(), os.getegid())
    status = folder.stat()
    if status.st_uid != 0:
        return Owner(status.st_uid, status.st_gid)
    if namespaces_allowed():
        return Owner(0, 0, namespaced=True)
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return Owner(nobody.pw_uid, nobody.pw_gid)


@functools.cache
def namespaces_allowed() -> bool:
    """Whether this kernel lets us map a child into a user namespace (containers often do not)."""
    if not IS_LINUX:
        return False
    try:
        subprocess.run(["/bin/true"], preexec_fn=_enter_namespace, check=True)
    except (subprocess.SubprocessError, OSError):
        return False
    return True


def spawn(
    argv: Sequence[str | Path],
    *,
    death_signal: signal.Signals,
    owner: Owner | None = None,
    output: IO[bytes] | int = subprocess.DEVNULL,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start ``argv``; it gets ``death_signal`` when we die, however we die (Linux).

    ``environment`` is the whole environment, by default the little that a server needs.
    Raises RuntimeError outside the main thread: the kernel sends the death signal when the
    *thread* that started the child ends. Raises ServerFailed when the program cannot be run.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("start servers from the main thread, else they die with the thread")
    try:
        return subprocess.Popen(  # noqa: S603 -- only programs of this installation, never input
            [str(word) for word in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=dict(server_environment() if environment is None else environment),
            process_group=0,  # Ctrl-C reaches only us; we stop the children in order
            preexec_fn=_before_exec(owner, death_signal),  # noqa: PLW1509 -- only system calls through a loaded libc
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise ServerFailed(f"cannot run {argv[0]}: {error}") from error


def server_environment() -> dict[str, str]:
    """The environment a server gets: the search paths, UTC, and nothing of ours."""
    kept = {name: os.environ[name] for name in ENVIRONMENT_KEPT if name in os.environ}
    return {**kept, "TZ": "UTC"}


def stop(process: subprocess.Popen[bytes], *steps: tuple[signal.Signals, float]) -> int:
    """Ask ``process`` to end by each ``(signal, seconds to wait)`` in turn, then kill its group.

    Returns its exit code (negative: the signal that ended it).
    """
    for number, seconds in steps:
        if process.poll() is None:
            process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def closed_door(path: Path, owner: Owner) -> Path | None:
    """The first folder above ``path`` which ``owner`` may not walk through, or ``None``."""
    for folder in reversed(path.absolute().parents):
        status = folder.stat()
        bit = (
            0o100 if status.st_uid == owner.uid else 0o010 if status.st_gid == owner.gid else 0o001
        )
        if not status.st_mode & bit:
            return folder
    return None


def _before_exec(owner: Owner | None, death_signal: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()
    is_root = os.geteuid() == 0

    def prepare() -> None:
        if owner is not None and owner.namespaced:
            _enter_namespace()
        elif owner is not None and is_root and owner.uid != 0:
            os.setgroups([])
            os.setgid(owner.gid)
            os.setuid(owner.uid)
        if IS_LINUX:
            # Last, because a change of user clears it.
            LIBC.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:  # the parent died before the line above
                os._exit(ORPHANED)

    return prepare


def _enter_namespace() -> None:
    """Become ``nobody`` in our own eyes, in a new user namespace (user_namespaces(7))."""
    uid, gid = os.geteuid(), os.getegid()
    if LIBC.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare refused")
    for name, text in (
        ("setgroups", "deny"),  # the kernel wants this before an unprivileged gid_map
        ("uid_map", f"{NOBODY_ID} {uid} 1"),
        ("gid_map", f"{NOBODY_ID} {gid} 1"),
    ):
        descriptor = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(descriptor, text.encode())
        os.close(descriptor)
