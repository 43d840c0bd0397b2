"""How the sandbox says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NotSandbox(Refusal):
    """A live key asks for what only a test order may have."""

    kind = Kind.FORBIDDEN
    code = "sandbox.live_key"
    sentence = N_("This works in the sandbox only. Use a test key (wms_test_…).")


class BehindAlready(Refusal):
    """It has come farther than that."""

    code = "sandbox.behind_already"
    sentence = N_("It is {status} already and goes forwards only.")


class NoWayThere(Refusal):
    """From where it is, no step leads there."""

    code = "sandbox.no_way"
    sentence = N_("It is {status}; from there nothing leads to {to}.")


class OrderWaits(Refusal):
    """Somebody must act first, as in the real hall."""

    code = "sandbox.order_held"
    sentence = N_("The order is held ({hold}). End the hold, then the robot goes on.")


class OrderWentBack(Refusal):
    """Goods were not there: it waits for them again, or is over."""

    code = "sandbox.order_went_back"
    sentence = N_("The order is {status} now: not all of its goods were there.")


class NothingToScan(Refusal):
    """In the real hall somebody would have to stick a code on."""

    code = "sandbox.no_barcode"
    sentence = N_("{sku} has no barcode: neither a person nor the robot can scan it. Give it one.")


class LabelRefused(Refusal):
    """The sandbox's courier said no, because a fault was asked for."""

    code = "sandbox.label_refused"
    sentence = N_("No label was sold for parcel {parcel} ({reason}). Advance again to try again.")


class RobotStopped(Refusal):
    """The floor's own refusal, which the robot met."""

    code = "sandbox.robot_stopped"
    sentence = N_("The robot went no farther: {reason}")
