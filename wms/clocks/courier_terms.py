"""By when something is claimed at a courier (pure).

- Damage and missing contents that could not be seen from outside: whoever received the parcel asks
  the courier within 7 days to establish its state, else the claim ends with having accepted it
  (Polish transport law of 15 November 1984, art. 76(4)); the courier then writes the protocol of
  art. 74. InPost's form of the protocol and DPD Polska's terms ask for the same 7 days. The seventh
  day is not moved to the next working day, though art. 115 of the civil code would: forms close.
- A parcel counts as lost when it has not come 30 days after it should have (art. 52; DPD Polska's
  terms say it, too), at once when its courier says so. How soon it is claimed then is the house's
  own: within `LOST_DAYS`.
- All of it ends one year after handing over (art. 77(1)); a complaint about a postal service is
  made within 12 months of posting (postal law of 23 November 2012, art. 92, and the regulation of
  26 November 2013 about complaints).
- A courier answers within 30 days of receiving a complaint (the same regulation).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from wms.clocks.terms import Almanac, term

DAMAGE_DAYS: Final = 7
LOST_DAYS: Final = 14
EXPIRES_DAYS: Final = 365
COURIER_ANSWER_DAYS: Final = 30
#: what is seen only by who opens the parcel
SEEN_INSIDE: Final = ("damaged", "missing")


def claim_by(
    what: str, known_at: datetime, delivered_at: datetime | None, almanac: Almanac
) -> datetime:
    """By when it is sent to the courier; what is damaged counts from its delivery."""
    if what in SEEN_INSIDE:
        began = delivered_at or known_at
        return almanac.end_of(almanac.day_of(began) + timedelta(days=DAMAGE_DAYS))
    return term(known_at, LOST_DAYS, almanac)


def claim_expires(handed_over_at: datetime, almanac: Almanac) -> datetime:
    """After that the courier owes nothing any more."""
    return almanac.end_of(almanac.day_of(handed_over_at) + timedelta(days=EXPIRES_DAYS))


def courier_answer_by(sent_at: datetime, almanac: Almanac) -> datetime:
    """By when the courier answers."""
    return term(sent_at, COURIER_ANSWER_DAYS, almanac)
