"""How picking says no. The codes are given by `sql/pick_scan.sql` too."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NoRun(Refusal):
    """The walk is not there."""

    kind = Kind.NOT_FOUND
    code = "pick.no_run"
    sentence = N_("This walk is not there any more. Start another one.")


class NothingToPick(Refusal):
    """No order waits for a picker."""

    code = "pick.nothing_to_pick"
    sentence = N_("No orders wait to be picked. Well done.")


class RunTaken(Refusal):
    """Two people never get the same walk."""

    code = "pick.run_taken"
    sentence = N_("{by} has walk {run}. Go back and take the next one.")


class RunOver(Refusal):
    """Everything on the walk is picked."""

    code = "pick.run_over"
    sentence = N_("Walk {run} is finished. Bring the totes to packing.")


class RunNotDone(Refusal):
    """The walk has goods in its totes already."""

    code = "pick.run_begun"
    sentence = N_("Walk {run} has goods in its totes. Finish it, or ask a supervisor.")


class WalksAlready(Refusal):
    """Nobody pushes two carts."""

    code = "pick.walks_already"
    sentence = N_("{by} walks {run} already. Choose somebody else.")


class NotATote(Refusal):
    """Something else was scanned where a tote is needed."""

    code = "pick.not_a_tote"
    sentence = N_("This is not a tote. Scan the label of an empty tote.")
    tone = "wrong_item"


class ToteInUse(Refusal):
    """A tote holds its own order only."""

    code = "pick.tote_in_use"
    sentence = N_("Tote {tote} is in use. Take an empty one.")
    tone = "wrong_item"


class ToteEmpty(Refusal):
    """Full was said of a tote without goods."""

    code = "pick.tote_empty"
    sentence = N_("Tote {tote} is empty. Go on with it.")


class NothingThere(Refusal):
    """Another place was chosen or scanned, but it has none to give."""

    code = "pick.nothing_there"
    sentence = N_("{place} has none of it that is free. Choose another place.")
    tone = "wrong_place"


class LotElsewhere(Refusal):
    """Another lot was chosen, and somebody else was faster."""

    code = "pick.lot_gone"
    sentence = N_("Nothing of this lot is free there any more. Choose another one.")


class LotNotRead(Refusal):
    """A piece was scanned to say which other lot it is, and its code does not tell."""

    code = "pick.lot_not_read"
    sentence = N_("This code does not tell one of these lots. Tap the lot that is printed on it.")
    tone = "wrong_item"


class MeetNotATote(Refusal):
    """Something else was scanned where a tote is to be brought."""

    code = "meet.not_a_tote"
    sentence = N_("This is not a tote. Scan the tote that you bring.")
    tone = "wrong_item"


class MeetToteEmpty(Refusal):
    """No order's goods are in it."""

    code = "meet.tote_empty"
    sentence = N_("Tote {tote} is empty. Scan another one.")
    tone = "wrong_item"


class MeetNotPicked(Refusal):
    """Its walk is not over for this order."""

    code = "meet.not_picked"
    sentence = N_("Order {order} in tote {tote} is not picked yet. Finish the walk first.")


class MeetToPacking(Refusal):
    """The order waits for no other part."""

    code = "meet.to_packing"
    sentence = N_("Order {order} waits for nothing else. Bring tote {tote} to packing.")


class MeetOtherPlace(Refusal):
    """Other parts of the order stand elsewhere."""

    code = "meet.other_place"
    sentence = N_("This is {scanned}. The other totes of order {order} are at {place}.")
    tone = "wrong_place"


class MeetPlaceTaken(Refusal):
    """One order meets at a place."""

    code = "meet.place_taken"
    sentence = N_("At {scanned} order {order} meets. Scan another free place.")
    tone = "wrong_place"


class MeetNotAPlace(Refusal):
    """Not a staging place, or nobody's."""

    code = "meet.not_a_place"
    sentence = N_("{scanned} is no place where orders meet. Scan the label of a staging place.")
    tone = "wrong_place"


class WrongPlace(Refusal):
    """Not the place of this step."""

    code = "pick.wrong_place"
    sentence = N_("{scanned} is not a place we know. Go to {needed} and scan its label.")
    tone = "wrong_place"


class WhichContainer(Refusal):
    """The location's label does not prove from which container the goods are taken."""

    code = "pick.which_container"
    sentence = N_("The same goods lie here more than once. Scan the label of {needed}.")
    tone = "wrong_place"


class OtherPlace(Refusal):
    """Another place than needed."""

    code = "pick.wrong_place.place"
    sentence = N_("This is {scanned}. Needed: {needed}. Go there and scan its label.")
    tone = "wrong_place"


class ItemBeforePlace(Refusal):
    """A product was scanned before the place."""

    code = "pick.wrong_place.item"
    sentence = N_("This is {scanned} of {shop}. First scan the label of {needed}.")
    tone = "wrong_place"


class WrongItem(Refusal):
    """A code that no product has."""

    code = "pick.wrong_item"
    sentence = N_("Nobody knows the code {scanned}. Needed: {needed}.")
    tone = "wrong_item"


class OtherItem(Refusal):
    """Another product than needed."""

    code = "pick.wrong_item.item"
    sentence = N_("This is {scanned} of {shop}. Needed: {needed}. Put it back.")
    tone = "wrong_item"


class WrongLot(Refusal):
    """The right product of another batch."""

    code = "pick.wrong_lot"
    sentence = N_("This is lot {scanned}. Needed: lot {needed}. Put it back.")
    tone = "wrong_item"


class PlaceBeforeItem(Refusal):
    """A place was scanned where the product is needed."""

    code = "pick.wrong_item.place"
    sentence = N_("This is the place {scanned}. Now scan the product {needed}.")
    tone = "wrong_item"


class TooMany(Refusal):
    """The pack holds more than is left to take."""

    code = "pick.too_many"
    sentence = N_("This pack holds {in_pack}, but only {left} are needed. Scan single pieces.")
    tone = "wrong_item"


class LessLeft(Refusal):
    """A handheld confirmed a rest that is smaller by now: another one was there too."""

    code = "pick.less_left"
    sentence = N_("{counted} more were counted in, but only {left} are needed by now.")
    tone = "wrong_item"


class ScanItemFirst(Refusal):
    """The product is proved by its own barcode, never by the place."""

    code = "pick.scan_item_first"
    sentence = N_("Scan one piece of {sku} first.")


class NothingToUndo(Refusal):
    """There is no scan that could be taken back."""

    code = "pick.nothing_to_undo"
    sentence = N_("There is no scan to take back on this walk.")


class TaskMoved(Refusal):
    """The step on the screen is not the step of the walk any more."""

    code = "pick.task_moved"
    sentence = N_("This step is done already. Look at the screen: here is the next one.")


class OrderGone(Refusal):
    """Its shop cancelled the order while the handheld was out of Wi-Fi."""

    code = "pick.order_gone"
    sentence = N_("Order {order} was cancelled meanwhile.")


class OtherTote(Refusal):
    """The order's goods go into another tote than the handheld knew."""

    code = "pick.other_tote"
    sentence = N_("The goods of this order go into tote {tote} now.")


class CancelTooLate(Refusal):
    """The parcel is closed."""

    code = "order.cancel_too_late"
    title = N_("Too late to cancel")
    sentence = N_("Order {number} is {status} already. It can come back as a return.")
    remedy = N_(
        "Announce a return when the buyer sends it back, or ask the courier to turn it round."
    )


class NothingToPutBack(Refusal):
    """The order has no goods in a tote."""

    code = "pick.nothing_to_put_back"
    sentence = N_("Nothing of order {number} is in a tote.")
