"""How a seal says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class PersonErased(Refusal):
    """Something new was to be kept about somebody whose data were erased."""

    kind = Kind.CONFLICT
    code = "privacy.erased"
    title = N_("The person was erased")
    sentence = N_(
        "The data of this person were erased, and nothing new can be kept about them. "
        "Make a new order or begin a new conversation."
    )
    remedy = N_("Make a new order or begin a new conversation; what was erased does not come back.")
