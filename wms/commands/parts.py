"""What every command uses: how it is declared, what it prints, and how it fails."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, Protocol

Commands = Any  # argparse gives the type no public name
Run = Callable[[argparse.Namespace], int]


class CommandFailed(Exception):  # noqa: N818 - reads as the fact it is
    """A command cannot do what was asked; the text says why and what to do."""


class Group(Protocol):
    """A file of commands."""

    def add(self, commands: Commands) -> None:
        """Declare the commands."""


def declare(commands: Commands, name: str, meaning: str, run: Run) -> argparse.ArgumentParser:
    """A command called ``name`` that does ``run``; ``meaning`` is a sentence without its stop."""
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=meaning, description=f"{meaning}."
    )
    made.set_defaults(run=run)
    return made


def family(commands: Commands, name: str, meaning: str) -> Commands:
    """A command with commands of its own: ``wms shop add``."""
    made = commands.add_parser(name, help=meaning, description=f"{meaning}.")
    return made.add_subparsers(metavar="what", required=True)


def language(parser: argparse.ArgumentParser) -> None:
    """The option ``--language``."""
    parser.add_argument(
        "--language", choices=("en", "pl", "uk"), default="en", help="(default: en)"
    )


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows in columns, the heads above; "–" where there is nothing."""
    words = [list(heads), *([_word(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in words) for column in range(len(heads))]
    return "\n".join(
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in words
    )


def _word(cell: object) -> str:
    return "–" if cell is None or cell == "" else str(cell)
