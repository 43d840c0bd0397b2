"""What can go wrong with the embedded servers, each with a sentence on what to do."""

from pathlib import Path


class LocalError(Exception):
    """The embedded servers cannot do what was asked; the text says why and what to do."""


class AlreadyRunning(LocalError):  # noqa: N818 -- reads as the fact it is
    """Somebody else holds the folder: process ``pid``, ``None`` when that is unreadable."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        self.folder = folder
        self.pid = pid
        holder = f"process {pid}" if pid else "another process"
        advice = f"stop it first (Ctrl-C, or kill {pid})" if pid else "stop it first"
        super().__init__(f"{folder} is already in use by {holder}: {advice}, or use another folder")


class ServerFailed(LocalError):  # noqa: N818 -- reads as the fact it is
    """A server did not start or did not stop; the text ends with what its log said."""
