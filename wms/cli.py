"""The command line: ``wms up``, ``wms demo``, ``wms doctor`` …

Each file of ``wms/commands`` adds its commands. The web server and the workers are started by name
(``python -m api``): nothing in here imports them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import asyncpg

from wms.backup.errors import BackupFailed
from wms.commands import GROUPS, CommandFailed
from wms.errors import Refusal
from wms.local import LocalError
from wms.settings import SettingsError

#: exit codes; 2 (the command line itself is wrong) is argparse's own
WELL = 0
FAILED = 1
INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """Everything that can be said on the command line."""
    whole = argparse.ArgumentParser(
        prog="wms",
        description="A warehouse for fulfilment companies.",
        epilog="`wms settings` lists what can be set, by environment variables named WMS_….",
    )
    commands = whole.add_subparsers(metavar="command", required=True)
    for group in GROUPS:
        group.add(commands)
    return whole


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; what is wrong is told in a sentence, the exit code says whether it was."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a text stream
    arguments = parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except (SettingsError, LocalError, Refusal, CommandFailed, BackupFailed) as no:
        return _failed(str(no))
    except (asyncpg.PostgresError, OSError) as error:
        return _failed(f"{_what(error)}\n`wms doctor` looks for the cause.")
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _what(error: Exception) -> str:
    return str(error) or type(error).__name__


def _failed(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return FAILED
