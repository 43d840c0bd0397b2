"""Writes the clients from the API's description: ``make clients``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from api.app import build
from api.rest.openapi import describe
from clients import in_python, in_typescript
from clients.description import Description

ROOT: Final = Path(__file__).parent
PYTHON: Final = ROOT / "python" / "src" / "wms_client"
TYPESCRIPT: Final = ROOT / "typescript" / "src"


def written() -> dict[Path, str]:
    """Every file that is written, and what stands in it."""
    description = Description(describe(build()))
    told = description.operations()
    shapes, events = description.shapes(), description.events()
    return {
        PYTHON / "api_version.py": in_python.version(description.version),
        PYTHON / "models.py": _formatted(in_python.models(shapes, events)),
        PYTHON / "operations.py": _formatted(in_python.operations(told, waits=False)),
        PYTHON / "async_operations.py": _formatted(in_python.operations(told, waits=True)),
        TYPESCRIPT / "apiVersion.ts": in_typescript.version(description.version),
        TYPESCRIPT / "models.ts": in_typescript.models(shapes, events),
        TYPESCRIPT / "operations.ts": in_typescript.operations(told),
    }


def _formatted(code: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "-"]
    told = subprocess.run(command, input=code, capture_output=True, text=True, check=True)  # noqa: S603 - our own formatter
    return told.stdout


def main() -> int:
    """Write what changed."""
    for path, code in written().items():
        if not path.exists() or path.read_text() != code:
            path.write_text(code)
            sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
