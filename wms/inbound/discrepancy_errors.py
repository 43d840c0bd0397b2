"""How deciding about differences says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class StillUndecided(Refusal):
    """The shop has something to decide, or goods wait to go back."""

    code = "inbound.still_undecided"
    sentence = N_("{count} differences of delivery {number} are not settled yet.")


class DiscrepancyUnknown(Refusal):
    """There is no such difference, it is another shop's, or it was a mistake."""

    kind = Kind.NOT_FOUND
    code = "discrepancy.unknown"
    title = N_("No such difference")
    sentence = N_("There is no difference {name}.")
    remedy = N_("Take the id from GET /v1/discrepancies or from the event inbound.discrepancy.")


class DiscrepancyDecided(Refusal):
    """It was decided otherwise before."""

    code = "discrepancy.decided"
    title = N_("Decided already")
    sentence = N_("This was decided already: {decision}, by {decided_by}.")
    remedy = N_(
        "Read the delivery: it says what was decided; ask the warehouse's office when it must "
        "be otherwise."
    )


class DecidedMeanwhile(Refusal):
    """The shop has said what becomes of these goods; taking them back would undo its word."""

    code = "inbound.decided_meanwhile"
    sentence = N_("The shop has decided about {sku} already. Leave it so, and ask a supervisor.")


class DecisionLinkBroken(Refusal):
    """A link that we did not make, was cut off on its way, or is long over."""

    kind = Kind.NOT_FOUND
    code = "discrepancy.link_broken"
    sentence = N_("This link is not complete or is too old. Open the whole link, or write to us.")


class DecisionTooLate(Refusal):
    """The time to decide is over: what was agreed happens, or has happened."""

    code = "discrepancy.too_late"
    sentence = N_("The time to decide is over. Write to the warehouse if it is urgent.")


class RemindedAlready(Refusal):
    """One reminder in half an hour is enough, and what is decided needs none."""

    code = "discrepancy.reminded_already"
    sentence = N_("It is decided, or the shop was reminded less than {minutes} minutes ago.")


class EnoughPhotos(Refusal):
    """More pictures of one difference tell nothing new."""

    code = "discrepancy.enough_photos"
    sentence = N_("There are {limit} pictures of it already. That is enough.")
