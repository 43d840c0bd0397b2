"""``wms listen``: a shop's events on a developer's machine, by the client for shops' programs.

It is the client's own command (``python -m wms_client listen``), for those who have the repository
or the image: it needs no database, only the address of a warehouse and a key.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path
from typing import Final

from wms.commands.parts import CommandFailed, Commands

#: where the client lies in the repository, and in the image
CLIENT: Final = Path(__file__).parents[2] / "clients" / "python" / "src"


def add(commands: Commands) -> None:
    """Declare it; its words are the client's, which is loaded only when it is used."""
    made = commands.add_parser(
        "listen",
        help="Post a shop's events to a program on this machine",
        description="Post a shop's events to a program on this machine.",
        prefix_chars="\0",  # nothing is an option here: all words are passed on
        add_help=False,
    )
    made.add_argument("words", nargs="*")
    made.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Hand the words on to the client."""
    if CLIENT.is_dir():
        sys.path.append(str(CLIENT))
    if importlib.util.find_spec("wms_client") is None:
        raise CommandFailed("The client for shops' programs is not here: install clients/python.")
    from wms_client.commands import listen

    return listen(arguments.words, "wms listen")
