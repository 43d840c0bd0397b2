"""How orders say no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class OrderExists(Refusal):
    """The shop used this external id before."""

    code = "order.exists"
    title = N_("Order placed already")
    sentence = N_("Order {external_id} is here already. Read it under its id {id}.")
    remedy = N_(
        "Nothing was placed twice. Read the order that is there; only another order needs "
        "another external_id."
    )


class UnknownSku(Refusal):
    """A line names a product we do not know."""

    kind = Kind.INVALID
    code = "order.unknown_sku"
    title = N_("Unknown product")
    sentence = N_("There is no product with this SKU. Register it first.")
    remedy = N_("Register the product first (POST /v1/products), then place the order again.")


class CodIncomplete(Refusal):
    """An amount without its currency, or the other way round."""

    kind = Kind.INVALID
    code = "order.cod_incomplete"
    title = N_("Cash on delivery incomplete")
    sentence = N_("Cash on delivery needs both an amount and a currency.")
    remedy = N_("Send cod_amount_minor and cod_currency together, or neither.")


class WaitUntilMissing(Refusal):
    """A day to wait up to without saying so, or the other way round."""

    kind = Kind.INVALID
    code = "order.wait_until"
    title = N_("Day to wait until")
    sentence = N_("backorder_policy up_to needs a day in wait_until; any other policy has none.")
    remedy = N_("Send wait_until with backorder_policy up_to, and leave it out with any other one.")


class TimeOver(Refusal):
    """A time to leave by, or a day to wait up to, that has passed."""

    kind = Kind.INVALID
    code = "order.time_over"
    title = N_("This time is over")
    sentence = N_("This time is over. Give one that is still to come, or null.")
    remedy = N_("Send a moment that is still to come, or null, and the shipping calendar says it.")


class HoldTooLate(Refusal):
    """Its parcel is closed, or it is cancelled: there is nothing to hold back."""

    code = "order.hold_too_late"
    title = N_("Too late to hold")
    sentence = N_("Order {number} is {status}. It cannot be held back any more.")
    remedy = N_("Cancel it as long as that goes, else announce a return when it comes back.")


class HoldUnknown(Refusal):
    """The order does not wait for this."""

    kind = Kind.NOT_FOUND
    code = "order.hold_unknown"
    title = N_("No such hold")
    sentence = N_("Order {number} is not held back for this reason: {hold}.")
    remedy = N_(
        "Read the order: holds lists what holds it back now; perhaps it was released already."
    )


class HoldNotYours(Refusal):
    """The warehouse or the courier must act, not the shop."""

    kind = Kind.FORBIDDEN
    code = "order.hold_not_yours"
    title = N_("The warehouse holds the order")
    sentence = N_("The warehouse releases order {number} itself ({hold}). Ask its office.")
    remedy = N_(
        "Read holds of the order: owner says who ends each; amend what it complains of, or "
        "write to the office."
    )


class HoldReasonNeeded(Refusal):
    """Nobody can end what nobody named."""

    kind = Kind.INVALID
    code = "order.hold_reason_needed"
    sentence = N_("Choose why the order shall wait.")


class OrderSettled(Refusal):
    """It is too far on its way to be changed."""

    code = "order.settled"
    title = N_("Too late to change the order")
    sentence = N_("Order {number} is {status} already. This cannot be changed any more.")
    remedy = N_("Leave the field out; what is packed or left already stays as it is.")


class LinesSentAgain(Refusal):
    """They were counted against what the first order had sent."""

    code = "order.lines_sent_again"
    title = N_("The order sends something again")
    sentence = N_(
        "Order {number} sends something again: its lines stay. Cancel it, then send other ones."
    )
    remedy = N_(
        "Cancel this order and send other lines again (POST /v1/orders/{order_id}/reshipments)."
    )


class LinesSettled(Refusal):
    """Somebody walks for its goods, or has them."""

    code = "order.lines_settled"
    title = N_("Too late to change lines")
    sentence = N_(
        "Order {number} is {status} already. Its lines stay; cancel it, or order the rest."
    )
    remedy = N_("Place another order for what is missing, or cancel this one as long as that goes.")


class InsuranceIncomplete(Refusal):
    """An amount without its currency, or the other way round."""

    kind = Kind.INVALID
    code = "order.insurance_incomplete"
    title = N_("Insurance incomplete")
    sentence = N_("Insurance needs both an amount and a currency.")
    remedy = N_("Send insurance_amount_minor and insurance_currency together, or neither.")


class ValueIncomplete(Refusal):
    """An amount without its currency, or the other way round."""

    kind = Kind.INVALID
    code = "order.value_incomplete"
    title = N_("Value incomplete")
    sentence = N_("The value of the goods needs both an amount and a currency.")
    remedy = N_("Send value_amount_minor and value_currency together, or neither.")


class DocumentTooLarge(Refusal):
    """More bytes than are taken."""

    kind = Kind.INVALID
    code = "document.too_large"
    title = N_("Paper too large")
    sentence = N_("The paper has more than {limit_mb} MB. Send a smaller one.")
    remedy = N_("Save the PDF smaller: pictures of 150 dpi are enough for paper.")
    http_status = 413


class DocumentUnreadable(Refusal):
    """No printer could print it."""

    kind = Kind.INVALID
    code = "document.unreadable"
    title = N_("Unreadable paper")
    sentence = N_(
        "This is not a whole PDF that can be printed without a password. Send another one."
    )
    remedy = N_(
        "Export it as a plain PDF without a password, and send the bytes of the file as they are."
    )
