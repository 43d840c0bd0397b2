"""The real worker process, which kills itself (SIGKILL) when it comes to a named function.

    python -m tests.faults.workers_with_faults workers.labels record_bought
    python -m tests.faults.workers_with_faults wms.shipping.carriers.wire Wire._once 2 after

The second one dies once its second call has answered, and before anybody reads the answer. A
program of the tests only: no setting of the warehouse can switch it on.
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


def _dies_at(asked: Any, nth: int, *, after: bool) -> Any:
    """The coroutine function, which kills us before or after its nth call."""
    calls = 0

    async def ask(*given: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        is_the_one = calls == nth
        if is_the_one and not after:
            _dies()
        answer = await asked(*given, **more)
        if is_the_one:
            _dies()
        return answer

    return ask


if __name__ == "__main__":
    module, path, *when = sys.argv[1:]
    *owners, name = path.split(".")
    found = import_module(module)
    for owner in owners:
        found = getattr(found, owner)
    function = getattr(found, name)
    assert callable(function), f"{module} has no {path}"
    nth = int(when[0]) if when else 0
    setattr(found, name, _dies_at(function, nth, after="after" in when) if nth else _dies)
    main()
