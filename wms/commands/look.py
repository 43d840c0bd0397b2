"""Looking at the installation: settings, doctor, verify."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from wms.commands.installation import look_into
from wms.commands.parts import Commands, declare
from wms.settings import PREFIX, setting_fields, settings

if TYPE_CHECKING:
    from wms.verify import Violation

SET: Final = "(set)"


def add(commands: Commands) -> None:
    """Declare them."""
    declare(commands, "settings", "List every setting: what it means, its value", run_settings)
    declare(commands, "doctor", "Look for what is wrong and say what to do", run_doctor)
    declare(commands, "verify", "Check all invariants of stock, orders and events", run_verify)


def run_settings(arguments: argparse.Namespace) -> int:
    """The one list; values that are not the default are marked, secrets are never shown."""
    del arguments
    here = settings()
    for each in setting_fields():
        value, default = getattr(here, each.name), each.default
        shown = SET if each.metadata["secret"] and value else f"{value}" or "(empty)"
        mark = "" if value == default else "   <- not the default"
        if mark and not each.metadata["secret"]:
            mark = f"   <- default: {default or '(empty)'}"
        print(f"{PREFIX}{each.name.upper()} = {shown}{mark}\n    {each.metadata['meaning']}")
    return 0


def run_doctor(arguments: argparse.Namespace) -> int:
    """1 when something is wrong."""
    from wms import doctor  # here, because other commands need no HTTP client

    del arguments
    findings = asyncio.run(doctor.examine(os.environ))
    print(doctor.report(findings))
    return doctor.exit_code(findings)


def run_verify(arguments: argparse.Namespace) -> int:
    """1 when an invariant is broken; the rows that break it are told."""
    from wms.verify import verify

    del arguments
    broken = look_into(settings(), verify)
    tell(broken)
    return int(bool(broken))


def tell(violations: Sequence[Violation]) -> None:
    """Print how each invariant stands."""
    from wms.verify import INVARIANTS

    broken = {each.name: each for each in violations}
    for name, (sentence, _sql) in INVARIANTS.items():
        print(f"{'BROKEN' if name in broken else 'holds '}  {name:<4} {sentence}")
        for row in broken[name].rows if name in broken else ():
            print("            " + ", ".join(f"{key}={value}" for key, value in row.items()))
    if broken:
        print(f"{len(broken)} of {len(INVARIANTS)} invariants are broken. Nothing was repaired.")
    else:
        print(f"All {len(INVARIANTS)} invariants hold.")
