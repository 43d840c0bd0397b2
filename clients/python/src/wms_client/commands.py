"""What the client does from a command line: ``python -m wms_client listen …``."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from typing import Final

from wms_client.errors import RefusedError
from wms_client.listen import Listening, Wanted, new_secret

#: exit codes; 2 (the command line itself is wrong) is argparse's own
WELL: Final = 0
FAILED: Final = 1


def parser(program: str) -> argparse.ArgumentParser:
    """What can be said after ``program``."""
    words = argparse.ArgumentParser(
        prog=program,
        description="Post a shop's events to a program on this machine, signed as webhooks.",
        epilog="Ctrl-C ends it, and says where to go on.",
    )
    words.add_argument("--forward-to", required=True, help="where your program answers: http://…")
    words.add_argument(
        "--url", default=os.environ.get("WAREHOUSE_URL"), help="the warehouse (or WAREHOUSE_URL)"
    )
    words.add_argument(
        "--key",
        default=os.environ.get("WAREHOUSE_KEY"),
        help="a key that may read events (or WAREHOUSE_KEY, which no list of processes shows)",
    )
    words.add_argument(
        "--secret",
        default=os.environ.get("WAREHOUSE_SECRET"),
        help="sign with this one, whsec_… (or WAREHOUSE_SECRET; default: a new one)",
    )
    words.add_argument(
        "--types",
        type=_list,
        default=(),
        help="only these: order.packed,order.shipped",
    )
    words.add_argument("--after", type=int, help="begin after this number (default: from now on)")
    words.add_argument("--replay", type=int, default=0, help="begin so many events before now")
    words.add_argument("--once", action="store_true", help="end when all that there is was posted")
    words.add_argument(
        "--any-certificate", action="store_true", help="your https address need not prove itself"
    )
    return words


def _list(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def run(words: Sequence[str]) -> int:
    """``python -m wms_client`` with ``words``."""
    if not words or words[0] != "listen":
        print("Say: python -m wms_client listen --forward-to URL (--help tells more).")
        return FAILED
    return listen(words[1:], "python -m wms_client listen")


def listen(words: Sequence[str], program: str) -> int:
    """Listen as ``words`` say; what is wrong is told in a sentence."""
    known = parser(program)
    said = known.parse_args(words)
    if not said.url or not said.key:
        known.error("say which warehouse (--url or WAREHOUSE_URL) and by which key (--key …)")
    if not said.forward_to.startswith(("http://", "https://")):
        known.error("--forward-to is an address that begins with http:// or https://")
    wanted = Wanted(
        url=said.url.rstrip("/"),
        key=said.key,
        forward_to=said.forward_to,
        secret=said.secret or new_secret(),
        types=said.types,
        after=said.after,
        replay=said.replay,
        is_once=said.once,
        is_verified=not said.any_certificate,
    )
    try:
        is_all = asyncio.run(_until_told(wanted))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return WELL  # it was asked to end, and said where to go on
    except RefusedError as no:
        print(no, file=sys.stderr)
        return FAILED
    return WELL if is_all else FAILED


async def _until_told(wanted: Wanted) -> bool:
    me = asyncio.current_task()
    if me is not None and hasattr(signal, "SIGTERM") and sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, me.cancel)
    return await Listening(wanted, _say).run()


def _say(line: str) -> None:
    print(line, flush=True)
