"""The demo tells what it does: numbered steps, what happened in each, how long each took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class StepFailed(Exception):  # noqa: N818 - reads as the fact it is
    """A step did not go as it should; the text says which and why."""


def many(number: int, word: str) -> str:
    """So many of them: "1 piece", "3 pieces"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


class Tale:
    """Counts and times the steps."""

    def __init__(self) -> None:
        self._number = 0
        self._began = time.monotonic()

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """One step.

        Raises:
            StepFailed: naming the step, whatever went wrong in it.
        """
        self._number += 1
        print(f"\n{self._number:>2}  {title}", flush=True)
        began = time.monotonic()
        try:
            yield
        except Exception as error:
            reason = str(error) or type(error).__name__
            raise StepFailed(f"Step {self._number} failed ({title}): {reason}") from error
        print(f"    done in {time.monotonic() - began:.1f} s", flush=True)

    def say(self, line: str) -> None:
        """What happened, beneath the step."""
        print(f"    {line}", flush=True)

    @property
    def elapsed_s(self) -> float:
        """Since the beginning, s."""
        return time.monotonic() - self._began
