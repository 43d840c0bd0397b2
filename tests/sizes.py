"""How large a random test is: small in the suite, so many times larger by `make storm`."""

from __future__ import annotations

import os


def many(few: int) -> int:
    """``few`` in the suite; TIMES as many where the environment says so."""
    return few * int(os.environ.get("TIMES", "1"))
