"""How sending again says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NothingToSendAgain(Refusal):
    """Nothing left, or all of it was sent again."""

    code = "reship.nothing_left"
    title = N_("Nothing to send again")
    sentence = N_("Of order {number} nothing has left that was not sent again already.")
    remedy = N_("Look at GET /v1/orders/{order_id}/reshipments: what was sent again stands there.")


class NotInThisOrder(Refusal):
    """Only what left can be sent again."""

    kind = Kind.INVALID
    code = "reship.not_in_order"
    title = N_("Not of this order")
    sentence = N_("{sku} did not leave with order {number}. Choose among what was sent.")
    remedy = N_("Read the order: send again what its lines say was shipped.")


class TooManyAgain(Refusal):
    """No unit is sent again twice."""

    code = "reship.too_many"
    title = N_("Too many to send again")
    sentence = N_("Only {most} of {sku} can still be sent again.")
    remedy = N_("Send again no more than was shipped and not sent again yet.")


class NoAddressLeft(Refusal):
    """The recipient was erased when their time was over."""

    kind = Kind.INVALID
    code = "reship.no_address"
    title = N_("The address is erased")
    sentence = N_("The address of order {number} is erased. Give the recipient anew.")
    remedy = N_("Send recipient with the request.")


class VirtualKitNow(Refusal):
    """A product that left as such is put together from others today."""

    code = "reship.kit_now"
    title = N_("The product is a kit now")
    sentence = N_("A product of order {number} is a kit now. Place an ordinary order for it.")
    remedy = N_("Place an ordinary order for the goods (POST /v1/orders).")


class NothingChosen(Refusal):
    """A form without a piece in it."""

    kind = Kind.INVALID
    code = "reship.nothing_chosen"
    title = N_("Nothing chosen")
    sentence = N_("Say why, and how many of what are sent again.")
    remedy = N_("Send reason, and lines with SKU and quantity.")
