"""How large a test is: as much as the suite's ten minutes allow; all of it by a `make` target."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def many(few: int) -> int:
    """``few`` in the suite; TIMES as many where the environment says so (`make storm`)."""
    return few * int(os.environ.get("TIMES", "1"))


def every(nth: int, of: Sequence[T]) -> Sequence[T]:
    """Every nth in the suite, always the same ones; all where the environment says WHOLE."""
    return of if os.environ.get("WHOLE") else of[::nth]
