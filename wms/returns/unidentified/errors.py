"""How the desk of unidentified parcels says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NotUnidentified(Refusal):
    """Its shop has said whose it is, or it was refused."""

    code = "unidentified.over"
    sentence = N_("R-{number} waits for no name any more. Look at the return.")


class TooManyCodes(Refusal):
    """More than anybody types of one parcel."""

    kind = Kind.INVALID
    code = "unidentified.too_many_codes"
    sentence = N_("At most {most} barcodes of one parcel. A few are enough to find it.")


class NoSuchMatch(Refusal):
    """The order was not sent, or there is none of this number."""

    kind = Kind.NOT_FOUND
    code = "unidentified.no_such_order"
    sentence = N_("Nothing was sent with order {number}. Choose one from the list.")


class WhoseLinkBroken(Refusal):
    """The link was cut off, changed, or its time is over."""

    kind = Kind.NOT_FOUND
    code = "unidentified.link_broken"
    sentence = N_(
        "This link leads nowhere: it is incomplete, or its time is over. Ask the warehouse."
    )
