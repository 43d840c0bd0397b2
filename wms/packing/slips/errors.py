"""How slips of many orders say no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NoSlips(Refusal):
    """Nothing that could be printed was chosen."""

    kind = Kind.INVALID
    code = "paper.nothing_chosen"
    sentence = N_("Choose at least one order that is not cancelled.")


class TooManySlips(Refusal):
    """More than one printer takes in one go, and than one person puts into totes."""

    kind = Kind.INVALID
    code = "slip_batch.too_many"
    sentence = N_("These are more than {maximum} slips. Choose fewer orders.")


class CopiesNeedReason(Refusal):
    """Some of the slips lie somewhere already."""

    kind = Kind.INVALID
    code = "slip_batch.reason_missing"
    sentence = N_(
        "{count} of these slips were printed before. Say why they are printed again, in at most "
        "{maximum} characters."
    )


class BatchOver(Refusal):
    """It was called off, or could not be drawn."""

    code = "slip_batch.over"
    sentence = N_("These slips are not printed any more. Choose the orders again.")
