"""The scripts by which a handheld judges are typed (JSDoc), and strictly so."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: the one that builds the TypeScript client, else whichever there is
COMPILERS = (
    str(ROOT / "clients" / "typescript" / "node_modules" / ".bin" / "tsc"),
    shutil.which("tsc"),
)
LONGEST_S = 120


def test_what_judges_a_scan_is_typed() -> None:
    compiler = next((path for path in COMPILERS if path and Path(path).is_file()), None)
    if compiler is None:
        pytest.skip(
            "no TypeScript compiler here; with Node.js `make test` installs one, and this checks"
        )
    checked = subprocess.run(
        [compiler, "-p", str(ROOT / "jsconfig.json")],
        capture_output=True, text=True, check=False, timeout=LONGEST_S,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout
