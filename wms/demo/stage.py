"""The processes of the demo: the warehouse itself (``wms up``) and what stands outside of it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx

from wms.commands.installation import complete, one_at_a_time
from wms.commands.parts import CommandFailed
from wms.demo.couriers.server import settings_of
from wms.demo.tale import StepFailed
from wms.local import child
from wms.settings import PREFIX, Settings

HOST: Final = "127.0.0.1"
#: a first start takes five seconds, on a machine that does ten other things a minute
OPEN_LIMIT_S: Final = 180.0
LOOK_EVERY_S: Final = 0.1
STOP_STEPS: Final = ((signal.SIGTERM, 30.0),)
LOG_TAIL_LINES: Final = 15
#: whose name stands on letters of shops that have no sender of their own
MAIL_FROM: Final = "post@demo.example"
#: marks a folder as one that the demo may empty
MARK: Final = "this-folder-belongs-to-wms-demo"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server((HOST, 0)) as there:
        port: int = there.getsockname()[1]
        return port


def empty_folder(folder: Path) -> None:
    """Make ``folder`` empty, if it is the demo's own.

    Raises:
        CommandFailed: somebody else's files lie there.
        AlreadyRunning: a warehouse runs in it.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise CommandFailed(
                f"{folder} holds something that the demo did not make. Choose another --folder."
            )
        with one_at_a_time(Settings(data_dir=folder)):
            for inside in folder.iterdir():
                if inside.is_dir() and not inside.is_symlink():
                    shutil.rmtree(inside)
                elif inside.name not in (MARK, "lock"):
                    inside.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


class Stage:
    """All of them; a context manager that stops what it started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.receiver_port = free_port(), free_port()
        self.couriers_port, self.mail_port = free_port(), free_port()
        self.couriers_url = f"http://{HOST}:{self.couriers_port}"
        self.url = f"http://{HOST}:{self.port}"
        self.up_log = folder / "wms-up.log"
        self.receiver_log = folder / "receiver.log"
        self.couriers_log = folder / "couriers.log"
        self.mail_log = folder / "mail.log"
        #: what the mail server took, one file a letter (a Maildir)
        self.mail = folder / "mail"
        self.secrets = folder / "webhook-secrets.json"
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def _said(self) -> dict[str, Any]:
        """What is set besides the defaults: what stands outside is on this machine."""
        return {
            "data_dir": self.folder,
            "bind_port": self.port,
            "webhook_allow_http": True,
            "webhook_allow_private": True,
            "smtp_host": HOST,
            "smtp_port": self.mail_port,
            "smtp_tls": "none",
            "mail_from": MAIL_FROM,
            **settings_of(self.couriers_url),
        }

    @property
    def settings(self) -> Settings:
        """The settings of the demo's installation, complete."""
        return complete(Settings(**self._said))

    @property
    def environment(self) -> dict[str, str]:
        """For our programs: this demo's settings and nobody else's."""
        ours = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
        said = {k: "yes" if v is True else str(v) for k, v in self._said.items()}
        return {**ours, **{PREFIX + name.upper(): value for name, value in said.items()}}

    def open_warehouse(self) -> None:
        """``wms up``; returns when it answers.

        Raises:
            StepFailed: it ended, or did not answer in time; with the end of its log.
        """
        process = self._start(["-m", "wms", "up"], self.up_log)
        deadline = time.monotonic() + OPEN_LIMIT_S
        while not self._is_well():
            if process.poll() is not None or time.monotonic() > deadline:
                tail = self.up_log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
                raise StepFailed("`wms up` does not answer; it said:\n" + "\n".join(tail))
            time.sleep(LOOK_EVERY_S)

    def open_receiver(self) -> None:
        """The shops' receiver of webhooks."""
        self.secrets.write_text("{}")
        words = ["-m", "wms.demo.receiver", str(self.receiver_port), str(self.secrets)]
        self._start(words, self.receiver_log)

    def open_couriers(self) -> None:
        """InPost and DPD, as far as the demo needs them."""
        self._start(["-m", "wms.demo.couriers", str(self.couriers_port)], self.couriers_log)

    def open_post_office(self) -> None:
        """The mail server of the consumers: it takes every letter and keeps it in a folder."""
        keeps = ["-c", "aiosmtpd.handlers.Mailbox", str(self.mail)]
        words = ["-m", "aiosmtpd", "-n", "-u", "-l", f"{HOST}:{self.mail_port}", *keeps]
        self._start(words, self.mail_log)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command of ours (``verify``) beside the running warehouse."""
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "wms", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=OPEN_LIMIT_S,
            check=False,
        )

    def close(self) -> int:
        """Stop what runs, the last started first; the exit code of what was started first."""
        code = 0
        for process in reversed(self._processes):
            code = child.stop(process, *STOP_STEPS)
        self._processes.clear()
        return code

    def _start(self, words: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
        with log.open("wb") as output:
            log.chmod(0o600)  # the first start tells a password
            process = child.spawn(
                [sys.executable, *words],
                death_signal=signal.SIGTERM,
                output=output,
                environment=self.environment,
            )
        self._processes.append(process)
        return process

    def _is_well(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=1.0, trust_env=False).is_success
        except httpx.HTTPError:
            return False
