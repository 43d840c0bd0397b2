"""How returns say no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class ReturnExists(Refusal):
    """The shop announced a return under this name already; ``id`` points to it."""

    code = "return.exists"
    title = N_("Return announced already")
    sentence = N_("There is already a return {external_id}.")
    remedy = N_(
        "Nothing was announced twice. Read it with GET /v1/returns?external_id=…; only another "
        "return needs another external_id."
    )


class ReturnUnknown(Refusal):
    """There is no such return, or it is another shop's."""

    kind = Kind.NOT_FOUND
    code = "return.unknown"
    title = N_("No such return")
    sentence = N_("There is no return {name}.")
    remedy = N_(
        "Look the id up with GET /v1/returns?external_id=…; another shop's returns are not "
        "found either."
    )


class ReturnOrderUnknown(Refusal):
    """The return names an order that the shop does not have."""

    kind = Kind.INVALID
    code = "return.order_unknown"
    title = N_("No such order")
    sentence = N_("There is no order {order}.")
    remedy = N_("Send order_external_id as you called the order when you placed it.")


class NotShipped(Refusal):
    """Nothing of the order has left, so nothing can come back."""

    code = "return.not_shipped"
    title = N_("The order has not left")
    sentence = N_("Order {order} has not left the warehouse, so nothing of it can come back.")
    remedy = N_("Cancel the order, or what of it must not leave; a return is for what has left.")


class SkuNotShipped(Refusal):
    """The product was not in what was shipped."""

    code = "return.sku_not_shipped"
    title = N_("The product was not shipped")
    sentence = N_("{sku} was not shipped with order {order}. Put it aside, or take it as surplus.")
    remedy = N_(
        "Announce only products that the order's lines say were shipped; what else comes is "
        "told to you as a finding."
    )
    tone = "wrong_item"


class TooManyBack(Refusal):
    """More would come back than was shipped."""

    code = "return.too_many"
    title = N_("More than was shipped")
    sentence = N_(
        "{sku} of order {order}: {shipped} shipped, {back} of them back or announced already, "
        "{asked} more is too many. Count again, or take it as surplus."
    )
    remedy = N_("Announce no more than was shipped and is not back or announced already.")


class ParcelUnknown(Refusal):
    """Nothing here knows the code on the parcel."""

    kind = Kind.NOT_FOUND
    code = "return.parcel_unknown"
    sentence = N_(
        "Nobody knows {scanned}. Open the parcel and scan the slip, or tap Unknown parcel."
    )


class SeveralShops(Refusal):
    """Returns or parcels of more than one shop have the code; nobody but the operator can choose.

    The sentence names codes that are one shop's for certain.
    """

    code = "return.several_shops"
    sentence = N_(
        "{scanned} is on parcels of several shops. Scan our parcel label or the slip, "
        "or the number of the return (R-…)."
    )


class ParcelHereAlready(Refusal):
    """A carton arrives once."""

    code = "return.parcel_here"
    sentence = N_("{scanned} of R-{number} is here already. Scan what is on the other parcel.")


class ParcelNotOfReturn(Refusal):
    """The carton is of another return."""

    kind = Kind.NOT_FOUND
    code = "return.parcel_not_of_it"
    sentence = N_("This parcel is not of this return. Scan it anew.")


class TooManyParcels(Refusal):
    """More cartons than anybody sends of one return."""

    kind = Kind.INVALID
    code = "return.too_many_parcels"
    title = N_("Too many parcels")
    sentence = N_("A return has at most {most} parcels. Announce the rest as another return.")
    remedy = N_("Announce the rest as another return with its own external_id.")


class WeightWrong(Refusal):
    """No carton weighs that."""

    kind = Kind.INVALID
    code = "return.weight_wrong"
    sentence = N_("A parcel weighs between 1 and {most} g. Weigh it once more.")


class ParcelsWaited(Refusal):
    """The shop wants to wait for all cartons, and some are not here."""

    code = "return.parcels_waited"
    sentence = N_(
        "Its shop wants to wait for all parcels of R-{number}; still to come: {waited}. Put it "
        "aside; the office can end it."
    )


class ExchangedAlready(Refusal):
    """Other goods are sent once for a return."""

    code = "return.exchanged"
    title = N_("Exchanged already")
    sentence = N_("Other goods were ordered for R-{number} already. Cancel that order first.")
    remedy = N_("Cancel the order that was made in exchange, then ask anew.")


class MoreThanComesBack(Refusal):
    """More pieces would be sent than come back."""

    kind = Kind.INVALID
    code = "return.exchange_too_many"
    title = N_("Too many in exchange")
    sentence = N_(
        "{wanted} pieces for {most} that come back: place an ordinary order for the rest."
    )
    remedy = N_(
        "Ask for as many in exchange as come back, and place an ordinary order for the rest."
    )


class ReturnOver(Refusal):
    """The return is finished; nothing more is done with it."""

    code = "return.over"
    title = N_("The return is finished")
    sentence = N_("Return {number} is finished. Scan the next parcel.")
    remedy = N_("Read the return for its result; goods that come now are another return.")


class ReturnedItemUnknown(Refusal):
    """The code is on no product of the shop."""

    kind = Kind.NOT_FOUND
    code = "return.item_unknown"
    sentence = N_("{scanned} is on no product of {shop}. Put it aside and ask the office.")
    tone = "wrong_item"


class NothingToInspect(Refusal):
    """Everything that was received has been inspected."""

    code = "return.nothing_to_inspect"
    sentence = N_("Everything received is inspected already. Scan the next product.")


class NothingToTakeBack(Refusal):
    """The operator scanned nothing of this return, or what they scanned has its grade."""

    code = "return.nothing_to_take_back"
    sentence = N_("There is no scan of yours to take back: what has its grade stays.")


class GoodsAreHere(Refusal):
    """What was booked in is ours to look at; the parcel cannot be refused any more."""

    code = "return.goods_are_here"
    title = N_("The goods are here already")
    sentence = N_(
        "{received} pieces of return {number} are booked in. Grade them, or take the scans back."
    )
    remedy = N_(
        "Read the return that is there: its goods are being looked at, and we tell you the result."
    )


class ReasonMissing(Refusal):
    """Nobody refuses a parcel without saying why."""

    kind = Kind.INVALID
    code = "return.reason_missing"
    title = N_("Reason missing")
    sentence = N_("Say in a few words why the return is refused (at most {most} letters).")
    remedy = N_("Send a short reason.")


class OnlyNewIsRestocked(Refusal):
    """A used or damaged thing must not be sold as new."""

    kind = Kind.INVALID
    code = "return.only_new_is_restocked"
    sentence = N_("Only goods of grade A go back to the shelf.")


class NotAShelf(Refusal):
    """Good goods go where they can be picked."""

    code = "return.not_a_shelf"
    sentence = N_("{place} is no shelf. Scan the label of a storage place or a pick face.")
    tone = "wrong_place"


class NotQuarantine(Refusal):
    """Doubtful goods are kept apart."""

    code = "return.not_quarantine"
    sentence = N_("{place} is no quarantine place. Scan the label of one.")
    tone = "wrong_place"


class NotReturnsPlace(Refusal):
    """What goes to its shop waits with the returns."""

    code = "return.not_returns_place"
    sentence = N_("{place} is no returns place. Scan the label of one.")
    tone = "wrong_place"


class NotConfirmed(Refusal):
    """Throwing away is confirmed, not placed."""

    code = "return.not_confirmed"
    sentence = N_("Throw it away, then tap Thrown away or scan the confirm card.")


class StillToInspect(Refusal):
    """A return ends when each piece has its grade."""

    code = "return.still_to_inspect"
    sentence = N_("{left} received pieces have no grade yet. Grade them first.")


class NothingReceived(Refusal):
    """An arrived parcel is finished by what was in it."""

    code = "return.nothing_received"
    sentence = N_("Nothing of this return was scanned yet. Scan what is in the parcel.")
