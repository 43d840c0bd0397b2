"""A real IMAP server with one mailbox, and a wire to it that can be cut."""

from __future__ import annotations

import asyncio
import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from tests.faults.servers import free_port

USER, PASSWORD = "desk", "open sesame"
START_LIMIT_S: Final = 20.0


@dataclass
class PostOffice:
    """The server."""

    port: int

    def line(self) -> imaplib.IMAP4:
        line = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        line.login(USER, PASSWORD)
        return line

    def bring(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Put mails into the mailbox."""
        line = self.line()
        for mail in mails:
            kind, said = line.append(folder, "", imaplib.Time2Internaldate(time.time()), mail)
            assert kind == "OK", said
        line.logout()

    def anew(self, folder: str) -> None:
        """Make the folder anew: empty, with another UIDVALIDITY."""
        line = self.line()
        with suppress(imaplib.IMAP4.error):
            line.delete(folder)
        assert line.create(folder)[0] == "OK"
        line.logout()


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A pymap of the test's own."""
    port = free_port()
    server = subprocess.Popen(
        [
            sys.executable, "-c", "from pymap.main import main; main()", "--host", "127.0.0.1",
            "--port", str(port), "--no-tls", "dict", "--demo-data", "--demo-user", USER,
            "--demo-password", PASSWORD,
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    here = PostOffice(port)
    try:
        deadline = time.monotonic() + START_LIMIT_S
        while True:
            try:
                here.line().logout()
                break
            except OSError:
                assert time.monotonic() < deadline, "no IMAP server"
                time.sleep(0.05)
        yield here
    finally:
        server.kill()
        server.wait()


class Wire:
    """A wire to the server that ends after exactly so many bytes came back; None: never.

    All that came before the cut arrives, however the server's bytes were cut into pieces.
    """

    def __init__(self, to_port: int, cut_after: int | None) -> None:
        self.to_port = to_port
        self.cut_after = cut_after
        self.port = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Wire:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    async def _serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, there = await asyncio.open_connection("127.0.0.1", self.to_port)

        async def up() -> None:
            while data := await near.read(4096):
                there.write(data)
            there.close()

        asking = asyncio.create_task(up())
        passed = 0
        while data := await far.read(4096):
            if self.cut_after is not None:
                data = data[: self.cut_after - passed]
            passed += len(data)
            back.write(data)
            if passed == self.cut_after:
                break
        await back.drain()
        back.close()  # what is on its way arrives first, which an abort would forget
        asking.cancel()
        there.close()
