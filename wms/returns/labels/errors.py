"""How ways back say no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class ReturnLabelUnknown(Refusal):
    """The return has no such label."""

    kind = Kind.NOT_FOUND
    code = "return_label.unknown"
    title = N_("No such label")
    sentence = N_("There is no such label of this return.")
    remedy = N_("Take the id from GET /v1/returns/{return_id}/labels.")


class NotOnItsWay(Refusal):
    """The goods are here, or were refused: nobody needs a label any more."""

    code = "return_label.not_needed"
    title = N_("No label is needed")
    sentence = N_("Return {number} is here or was refused. It needs no label any more.")
    remedy = N_("Read the return: its goods are here, or it was refused.")


class WayNotOffered(Refusal):
    """Nobody here brings parcels back this way, or the shop does not offer it."""

    kind = Kind.INVALID
    code = "return_label.way_unknown"
    title = N_("Returns do not come this way")
    sentence = N_("Returns do not come by {way}. Choose one of: {known}.")
    remedy = N_(
        "Take a way from the list in detail, or offer this one first with PUT /v1/consumer-rules."
    )


class ReturnAddressMissing(Refusal):
    """No label says where the goods go without an address."""

    code = "return_label.address_missing"
    title = N_("No address for returns")
    sentence = N_(
        "{shop} has no address for returns. Fill in the address of the shop, or one for returns."
    )
    remedy = N_("Set return_address with PUT /v1/consumer-rules, then ask for the label again.")


class HandedIn(Refusal):
    """The parcel is on its way: its label cannot be called off."""

    code = "return_label.handed_in"
    title = N_("The courier has the parcel")
    sentence = N_("Its courier has the parcel already. Wait for it, or ask the courier.")
    remedy = N_("Wait for return.arrived; a parcel that is under way cannot be called off.")


class NotReady(Refusal):
    """There is nothing to print or show yet, or never: a code needs no paper."""

    kind = Kind.NOT_FOUND
    code = "return_label.nothing_to_show"
    title = N_("Nothing to print or show")
    sentence = N_(
        "This label has nothing to print or show: it is not bought yet, or is of another kind."
    )
    remedy = N_(
        "Wait for return.label_ready, then look at has_pdf and code: they say which of the two "
        "there is."
    )
