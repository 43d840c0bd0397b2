"""The real print agent, which kills itself (SIGKILL) when it comes to a named function.

    python -m tests.faults.agent_with_faults printing.printers.agent note_sent --server … --token …

A program of the tests only.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import Any

from printing.printers.__main__ import main


def _dies(*_given: Any, **_more: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    module, name, *words = sys.argv[1:]
    found = import_module(module)
    assert callable(getattr(found, name)), f"{module} has no {name}"
    setattr(found, name, _dies)
    sys.exit(main(words))
