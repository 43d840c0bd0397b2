"""How shipping says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class UnknownParcel(Refusal):
    """A code that is on none of our parcels."""

    kind = Kind.NOT_FOUND
    code = "load.unknown_parcel"
    sentence = N_("No parcel of ours has the code {scanned}. Put it aside.")
    tone = "wrong_item"


class WrongCarrier(Refusal):
    """It goes with somebody else."""

    code = "load.wrong_carrier"
    sentence = N_("Parcel {parcel} goes with {carrier}, not with {loading}. Put it aside.")
    tone = "wrong_item"


class NoLabelYet(Refusal):
    """A parcel without a label gets lost."""

    code = "load.no_label"
    title = N_("No label yet")
    sentence = N_("Parcel {parcel} has no label yet. Bring it back to the bench.")
    remedy = N_("Wait for shipment.label_created or shipment.exception; then choose another way.")


class OrderCancelled(Refusal):
    """Its shop does not want it sent any more."""

    code = "load.order_cancelled"
    sentence = N_("Order {order} was cancelled. Do not load parcel {parcel}; put it aside.")


class LoadedAlready(Refusal):
    """The same parcel scanned twice."""

    code = "load.already_loaded"
    sentence = N_("Parcel {parcel} is on manifest {manifest} already.")


class LoadedTwice(LoadedAlready):
    """The same number scanned twice, and there is more than one print of its label."""

    code = "load.loaded_twice"
    sentence = N_(
        "Parcel {parcel} is on manifest {manifest} already, and its label was printed {count} "
        "times. If this is another parcel, it has the wrong label: take it back to the bench."
    )


class GoneAlready(Refusal):
    """It was handed over."""

    code = "load.handed_over"
    title = N_("The courier has the parcel")
    sentence = N_("Parcel {parcel} was handed over on manifest {manifest}.")
    remedy = N_("Its courier has the parcel: send its goods again instead, or wait for it.")


class OtherWarehouse(Refusal):
    """It stands in another building, by the books."""

    code = "load.other_warehouse"
    sentence = N_("Parcel {parcel} belongs to another warehouse. Put it aside.")


class NotLoaded(Refusal):
    """Nothing to take off."""

    code = "load.not_loaded"
    sentence = N_("There is no parcel to take off this manifest.")


class NoManifest(Refusal):
    """The number is nobody's."""

    kind = Kind.NOT_FOUND
    code = "load.no_manifest"
    sentence = N_("This manifest is not there. Start a new one.")


class ManifestClosed(Refusal):
    """It is signed."""

    code = "load.manifest_closed"
    sentence = N_("Manifest {manifest} is signed and closed. Start a new one.")


class ManifestEmpty(Refusal):
    """Nobody signs for nothing."""

    code = "load.manifest_empty"
    sentence = N_("Manifest {manifest} is empty. Scan the parcels first.")


class TakeOff(Refusal):
    """A parcel on the list may not leave any more."""

    code = "load.take_off"
    sentence = N_("Take parcel {parcel} off first: order {order} cannot leave.")


class NameMissing(Refusal):
    """A hand-over is signed by somebody."""

    kind = Kind.INVALID
    code = "load.name_missing"
    sentence = N_("Write the name of the person who takes the parcels ({most} letters at most).")


class NothingToRetry(Refusal):
    """The label did not fail."""

    code = "shipping.nothing_to_retry"
    sentence = N_("The label of parcel {parcel} did not fail. Look again in a moment.")


class HeldAlready(Refusal):
    """It lies on the office's shelf."""

    code = "shipping.held_already"
    sentence = N_("Parcel {parcel} is put aside for the office already.")


class OfficeDecides(Refusal):
    """Money is at stake; nobody at a bench can know how much."""

    code = "shipping.office_decides"
    sentence = N_("Parcel {parcel} waits for the office. Put it aside and take the next tote.")


class CodWrong(Refusal):
    """Not an amount that an order of this size asks for."""

    kind = Kind.INVALID
    code = "shipping.cod_wrong"
    sentence = N_("Cash on delivery: type an amount from 0 to {most}, like 12.50.")


class SameService(Refusal):
    """Another way was asked for, and this is the old one."""

    kind = Kind.INVALID
    code = "shipping.same_service"
    title = N_("It goes this way already")
    sentence = N_("Parcel {parcel} goes with {carrier}, {service}, already. Choose another way.")
    remedy = N_("Name another courier or another service.")


class PointNotOffered(Refusal):
    """Typed into an address, or offered before its courier closed it."""

    kind = Kind.INVALID
    code = "shipping.point_not_offered"
    sentence = N_("Parcel {parcel} cannot go to {point} this way. Choose another way.")


class CarrierUnknown(Refusal):
    """No such courier works with this warehouse."""

    kind = Kind.INVALID
    code = "carrier.unknown"
    title = N_("Unknown courier")
    sentence = N_("There is no courier {carrier} here. Choose one of: {known}.")
    remedy = N_(
        "Take a courier from the list in detail, or leave carrier out and your rules choose."
    )


class ServiceUnknown(Refusal):
    """The courier has no such service."""

    kind = Kind.INVALID
    code = "carrier.service_unknown"
    title = N_("Unknown service of the courier")
    sentence = N_("{carrier} has no service {service}. Choose one of: {known}.")
    remedy = N_(
        "Take a service from the list in detail, or leave service out and your rules choose."
    )


class AccountIncomplete(Refusal):
    """A courier wants to know more of us."""

    kind = Kind.INVALID
    code = "courier_account.incomplete"
    sentence = N_("{carrier} needs more to know us. Fill in: {fields}.")


class AccountThere(Refusal):
    """One contract of a courier for each."""

    code = "courier_account.there"
    sentence = N_("There is an account with {carrier} already. Change it, or close it first.")


class NotToPick(Refusal):
    """Only what waits for a picker is put on a walk."""

    code = "order.not_to_pick"
    sentence = N_("Order {number} is {status}: nobody can walk for it now.")


class HeldBack(Refusal):
    """Nobody walks for what is held back."""

    code = "order.held_back"
    sentence = N_("Order {number} is held back. Release it first.")


class ChangedSince(Refusal):
    """What is taken back must be as it was left."""

    code = "order.changed_since"
    sentence = N_("Order {number} was changed since. Look at it first.")


class LabelVoided(Refusal):
    """The parcel was opened again after this label was printed, or went another way."""

    code = "shipment.label_voided"
    sentence = N_(
        "This label is not valid any more. Parcel {parcel} was packed anew: take the old label off "
        "and stick the new one on."
    )
    tone = "stop"
