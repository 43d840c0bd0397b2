"""How the calendar says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class CutoffTime(Refusal):
    """A time that is none, or a courier who comes before the orders are there."""

    kind = Kind.INVALID
    code = "cutoff.time"
    sentence = N_(
        "Give both times of a day as 13:00, the courier's not before the cut-off, "
        "or leave both empty."
    )


class CutoffNever(Refusal):
    """A week without a day on which anything leaves."""

    kind = Kind.INVALID
    code = "cutoff.never"
    sentence = N_("Orders must leave on one day of the week at least.")


class TimeZoneUnknown(Refusal):
    """A name that is in no list of time zones."""

    kind = Kind.INVALID
    code = "calendar.time_zone"
    sentence = N_("There is no time zone {name}. Write it as Europe/Warsaw.")


class HolidaysUnknown(Refusal):
    """A country whose public holidays nobody keeps."""

    kind = Kind.INVALID
    code = "calendar.country"
    sentence = N_(
        "The public holidays of {country} are not known. Write a country as PL, or nothing."
    )


class ClosedDayOutside(Refusal):
    """A day that is over, or so far away that it must be a mistake."""

    kind = Kind.INVALID
    code = "calendar.day"
    sentence = N_("Choose a day from today on, within two years.")
