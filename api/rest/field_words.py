"""What the names of values mean, wherever in the API they stand."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {}
