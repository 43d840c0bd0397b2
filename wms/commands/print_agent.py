"""``wms print-agent``: prints on the printers of this network what a server elsewhere sends."""

from __future__ import annotations

import argparse
import os
import sys
from typing import NoReturn

from wms.commands.parts import Commands


def add(commands: Commands) -> None:
    """Declare it. Its options are the program's own (`python -m printing.printers`)."""
    made = commands.add_parser(
        "print-agent",
        help="Print what a server elsewhere sends, on the printers of this network",
        description="Print what a server elsewhere sends, on the printers of this network.",
        add_help=False,
        prefix_chars="\0",
    )
    made.add_argument("words", nargs=argparse.REMAINDER)
    made.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> NoReturn:
    """Become the agent."""
    program = [sys.executable, "-m", "printing.printers", *arguments.words]
    os.execv(sys.executable, program)  # noqa: S606 - no shell, by intention
