"""``python -m printing.printers``: the print agent, until it is stopped.

``wms print-agent`` starts it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import platform
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from printing.printers.agent import Agent
from printing.printers.journal import Journal
from printing.printers.server import Refused, Server

#: environment variables for what may stand on the command line
SERVER, TOKEN, FOLDER = "PRINT_AGENT_SERVER", "PRINT_AGENT_TOKEN", "PRINT_AGENT_FOLDER"
WORDS_MAX_CHARS: Final = 100
WRONG: Final = 2
REFUSED: Final = 3


def options() -> argparse.ArgumentParser:
    """What can be said on the command line."""
    whole = argparse.ArgumentParser(
        prog="wms print-agent",
        description="Prints what the warehouse's server sends, on the printers of this network.",
        epilog=f"Each may stand in the environment instead: {SERVER}, {TOKEN}, {FOLDER}.",
    )
    whole.add_argument("--server", help="the warehouse's address, as https://wms.example.com")
    whole.add_argument("--token", help="of the print station's page in the office")
    whole.add_argument(
        "--token-file", type=Path, help="a file with the token (who lists processes reads --token)"
    )
    whole.add_argument(
        "--folder", type=Path, help="keeps what was printed (default: ./print-agent)"
    )
    return whole


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; 2 when something is missing, 3 when the server knows the token no more."""
    said = options().parse_args(argv)
    url = said.server or os.environ.get(SERVER, "")
    token = said.token_file.read_text().strip() if said.token_file else said.token
    token = token or os.environ.get(TOKEN, "")
    folder = said.folder or Path(os.environ.get(FOLDER) or "print-agent")
    if not url.startswith(("http://", "https://")) or not token:
        sys.stderr.write(
            "Say where the warehouse is (--server https://…) and give the token of the print "
            "station's page (--token, --token-file).\n"
        )
        return WRONG
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return asyncio.run(_run(url, token, folder))


async def _run(url: str, token: str, folder: Path) -> int:
    words = f"{platform.node()}, {platform.system()} {platform.machine()}"[:WORDS_MAX_CHARS]
    server = Server(url, token, words)
    agent = Agent(server, Journal(folder / "journal.jsonl"), folder)
    work = asyncio.create_task(agent.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, work.cancel)
    logging.getLogger("print-agent").info("at work for %s", url)
    try:
        await work
    except asyncio.CancelledError:
        return 0
    except Refused:
        sys.stderr.write(
            "The warehouse knows this token no more. Issue a new one on the page of the station.\n"
        )
        return REFUSED
    finally:
        await server.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
