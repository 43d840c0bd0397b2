"""The real worker process, which kills itself (SIGKILL) when it comes to a named function.

    python -m tests.faults.workers_with_faults workers.labels record_bought

A program of the tests only: no setting of the warehouse can switch it on.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import Any

from workers.run import main


def _dies(*_given: Any, **_more: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    module, name = sys.argv[1:]
    found = import_module(module)
    assert callable(getattr(found, name)), f"{module} has no {name}"
    setattr(found, name, _dies)
    main()
