"""``wms demo``: a warehouse that shows itself, from the dock to the courier and back."""

from __future__ import annotations

import argparse
from pathlib import Path

from wms.commands.parts import Commands, declare
from wms.settings import settings


def add(commands: Commands) -> None:
    """Declare ``wms demo``."""
    demo = declare(
        commands, "demo", "Open a demo warehouse and drive real orders through its doors", run
    )
    demo.add_argument(
        "--folder", type=Path, help="where it lies, emptied before (default: demo in WMS_DATA_DIR)"
    )


def run(arguments: argparse.Namespace) -> int:
    """0 when every step went as it should; else 1, and which step and why."""
    from wms.demo.show import show

    return show((arguments.folder or settings().data_dir / "demo").absolute())
