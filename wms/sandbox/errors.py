"""How the sandbox says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NotSandbox(Refusal):
    """A live key asks for what only a test order may have."""

    kind = Kind.FORBIDDEN
    code = "sandbox.live_key"
    title = N_("A test key is needed")
    sentence = N_("This works in the sandbox only. Use a test key (wms_test_…).")
    remedy = N_(
        "Issue a test key at the desk, or with wms key issue CODE --sandbox, and ask with it."
    )


class BehindAlready(Refusal):
    """It has come farther than that."""

    code = "sandbox.behind_already"
    title = N_("It is farther already")
    sentence = N_("It is {status} already and goes forwards only.")
    remedy = N_("Ask for a later state, or place another test order.")


class NoWayThere(Refusal):
    """From where it is, no step leads there."""

    code = "sandbox.no_way"
    title = N_("Nothing leads there from here")
    sentence = N_("It is {status}; from there nothing leads to {to}.")
    remedy = N_("Look at the state in detail: it is an end, or somebody must decide first.")


class OrderWaits(Refusal):
    """Somebody must act first, as in the real hall."""

    code = "sandbox.order_held"
    title = N_("The order is held")
    sentence = N_("The order is held ({hold}). End the hold, then the robot goes on.")
    remedy = N_(
        "End the hold with POST /v1/orders/{order_id}/release, or amend what it complains of."
    )


class OrderWentBack(Refusal):
    """Goods were not there: it waits for them again, or is over."""

    code = "sandbox.order_went_back"
    title = N_("The order went back")
    sentence = N_("The order is {status} now: not all of its goods were there.")
    remedy = N_("Bring goods with POST /v1/sandbox/goods, then advance again.")


class NothingToScan(Refusal):
    """In the real hall somebody would have to stick a code on."""

    code = "sandbox.no_barcode"
    title = N_("Product without a barcode")
    sentence = N_("{sku} has no barcode: neither a person nor the robot can scan it. Give it one.")
    remedy = N_("Give the product a barcode (PATCH /v1/products/{sku}), then advance again.")


class LabelRefused(Refusal):
    """The sandbox's courier said no, because a fault was asked for."""

    code = "sandbox.label_refused"
    title = N_("No label was sold")
    sentence = N_("No label was sold for parcel {parcel} ({reason}). Advance again to try again.")
    remedy = N_(
        "That is the fault that you asked for, or an address that no courier takes: amend it, "
        "then advance again."
    )


class RobotStopped(Refusal):
    """The floor's own refusal, which the robot met."""

    code = "sandbox.robot_stopped"
    title = N_("The robot stopped")
    sentence = N_("The robot went no farther: {reason}")
    remedy = N_(
        "Read detail: it is what a person at that place would be told; put that right, then "
        "advance again."
    )
