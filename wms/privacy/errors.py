"""How privacy says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NobodyFound(Refusal):
    """No order with this name, and nothing of somebody with this e-mail address."""

    kind = Kind.INVALID
    code = "privacy.nobody_found"
    title = N_("Nobody found")
    sentence = N_(
        "No order of the shop has this name, and nobody with this e-mail address has ordered or "
        "written. Look for a typing error; whoever was erased is not found any more."
    )
    remedy = N_(
        "Compare the name with your own records; when the person was erased already, you are done."
    )


class NotOneOfThem(Refusal):
    """Both or neither of two names were given."""

    kind = Kind.INVALID
    code = "privacy.name_one"
    title = N_("Name one of the two")
    sentence = N_("Name the person by an order or by an e-mail address, one of the two.")
    remedy = N_("Send order_external_id or email, not both.")


class RetentionOutOfRange(Refusal):
    """So short or so long a time cannot be kept."""

    kind = Kind.INVALID
    code = "privacy.retention_out_of_range"
    title = N_("Days out of range")
    sentence = N_("Give a whole number of days from 1 to {most}.")
    remedy = N_("Send a whole number of days within the range.")
