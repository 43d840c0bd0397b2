"""What goes wrong with couriers, switched on for the next requests of a kind."""

from __future__ import annotations

import threading
from enum import StrEnum


class Trouble(StrEnum):
    """Something that real couriers do."""

    #: does what was asked, and closes the line without an answer: a time-out after buying
    LOST_ANSWER = "lost_answer"
    #: does it, and says nothing for a second
    SILENT = "silent"
    #: HTTP 429
    BUSY = "busy"
    #: HTTP 503, nothing done
    BROKEN = "broken"
    #: HTTP 500 after it was done
    BROKEN_AFTER = "broken_after"
    #: stays unconfirmed however often it is looked at
    UNCONFIRMED = "unconfirmed"
    #: the account has no money
    NO_FUNDS = "no_funds"
    #: no offer for this parcel
    NO_OFFER = "no_offer"
    #: a label with nothing on it; one of another parcel; one whose bars are smeared
    BLANK_LABEL = "blank_label"
    OTHER_LABEL = "other_label"
    SMEARED_LABEL = "smeared_label"
    #: the answer is no JSON but a page of a proxy
    NOT_JSON = "not_json"


#: how long a courier is silent, s
SILENCE_S = 1.0


class Troubles:
    """How often each is still to happen; safe between threads."""

    def __init__(self) -> None:
        self._left: dict[Trouble, int] = {}
        self._lock = threading.Lock()

    def add(self, what: Trouble, times: int = 1) -> None:
        """It happens to the next ``times`` requests that it can happen to."""
        with self._lock:
            self._left[what] = self._left.get(what, 0) + times

    def clear(self) -> None:
        """All is well again."""
        with self._lock:
            self._left.clear()

    def takes(self, what: Trouble) -> bool:
        """Whether it happens now."""
        with self._lock:
            left = self._left.get(what, 0)
            if left:
                self._left[what] = left - 1
            return left > 0
