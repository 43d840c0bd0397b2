"""How packing says no. Most codes are given by `sql/pack_open.sql` and `sql/pack_scan.sql`."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class ToteEmpty(Refusal):
    """A tote without an order."""

    code = "pack.tote_empty"
    sentence = N_("Tote {scanned} is empty. Scan another one.")
    tone = "wrong_item"


class NotAnOrder(Refusal):
    """Something that leads to no order."""

    code = "pack.not_an_order"
    sentence = N_("{scanned} is no tote, slip or parcel. Scan the tote of an order.")
    tone = "wrong_item"


class Taken(Refusal):
    """Two people never pack the same order."""

    code = "pack.taken"
    sentence = N_("{by} is packing order {order}. Take the next tote.")


class OrderCancelled(Refusal):
    """The shop cancelled while we had it in hand."""

    code = "pack.order_cancelled"
    sentence = N_(
        "Order {order} was cancelled. Do not pack it. Scan its tote to put the goods back."
    )


class OrderIncomplete(Refusal):
    """Its shop wants all or nothing, and something is missing."""

    code = "pack.order_incomplete"
    sentence = N_(
        "Order {order} is not complete, and its shop wants all or nothing. "
        "Scan its tote to put the goods back."
    )


class OrderHeld(Refusal):
    """Somebody must act before it may leave."""

    code = "pack.order_held"
    sentence = N_(
        "Order {order} is held back: {hold}. "
        "Put its tote aside for the office and take the next one."
    )


class OrderGone(Refusal):
    """It left with a courier."""

    code = "pack.order_gone"
    sentence = N_("Order {order} has left with the courier already.")


class NotPicked(Refusal):
    """Goods are still on their way from the shelves."""

    code = "pack.not_picked"
    sentence = N_("Order {order} is not picked yet. Bring its tote back to the picker.")


class PartsMissing(Refusal):
    """It is picked zone by zone, and not all of it is there."""

    code = "pack.parts_missing"
    sentence = N_("Order {order} meets at {place}. Not there yet: {parts}. Put the tote there.")


class BatchOnWalk(Refusal):
    """A picker still lays pieces into the tote."""

    code = "pack.batch_on_walk"
    sentence = N_("{by} still fills tote {tote} on walk {run}. Bring it back there.")


class WhichTote(Refusal):
    """The piece may have come out of several totes."""

    code = "pack.which_tote"
    sentence = N_("Such pieces lie in totes {totes}. Scan the tote that stands at your bench.")


class NoBatch(Refusal):
    """Goods without the tote in which they came, and no batch's tote holds such."""

    code = "pack.no_batch"
    sentence = N_(
        "This is {scanned} of {shop}. No tote with single pieces holds it. "
        "Scan the tote or the slip of its order."
    )
    tone = "wrong_item"


class NotInBatch(Refusal):
    """A known product that no order in this tote wants (any more)."""

    code = "pack.not_in_batch"
    sentence = N_(
        "This is {scanned} of {shop}. No order in tote {tote} wants it. Lay it aside for the "
        "office."
    )
    tone = "wrong_item"


class LabelNotInBatch(Refusal):
    """One of our own labels where a piece is needed."""

    code = "pack.not_in_batch.label"
    sentence = N_("This is {scanned}. Scan a piece out of tote {tote}.")
    tone = "wrong_item"


class UnknownInBatch(Refusal):
    """A code that nobody registered."""

    code = "pack.not_in_batch.unknown"
    sentence = N_("Nobody knows the code {scanned}. Scan a piece out of tote {tote}.")
    tone = "wrong_item"


class NoParcel(Refusal):
    """The number is nobody's."""

    kind = Kind.NOT_FOUND
    code = "pack.no_parcel"
    sentence = N_("There is no parcel {parcel}.")


class ParcelClosed(Refusal):
    """Nothing goes in or out any more."""

    code = "pack.parcel_closed"
    sentence = N_("Parcel {parcel} is closed. Scan the next tote.")


class ParcelGone(Refusal):
    """It cannot be opened again: it is open, or not here any more."""

    code = "pack.parcel_gone"
    sentence = N_("Parcel {parcel} cannot be packed again. Scan it to see how it is doing.")


class OrderInHand(Refusal):
    """One parcel of an order is open at a time."""

    code = "pack.order_in_hand"
    sentence = N_("Another parcel of order {order} is open. Close that one first.")


class WrongItem(Refusal):
    """A known product that this order does not want."""

    code = "pack.wrong_item"
    sentence = N_("This is {scanned} of {shop}. Needed: {needed}. Put it back.")
    tone = "wrong_item"


class LabelInsteadOfItem(Refusal):
    """One of our own labels where a product is needed."""

    code = "pack.wrong_item.label"
    sentence = N_("This is {scanned}. Finish order {order} first. Needed: {needed}.")
    tone = "wrong_item"


class UnknownItem(Refusal):
    """A code that nobody registered."""

    code = "pack.wrong_item.unknown"
    sentence = N_("Nobody knows the code {scanned}. Needed: {needed}. Put it aside.")
    tone = "wrong_item"


class TooMany(Refusal):
    """One more than was picked."""

    code = "pack.too_many"
    sentence = N_("All {of} of {sku} are in the parcel already. Put this one back.")
    tone = "wrong_item"


class PackTooLarge(Refusal):
    """A whole pack where less is needed."""

    code = "pack.pack_too_large"
    sentence = N_("This pack holds {in_pack} of {sku}; only {left} are needed. Scan single pieces.")
    tone = "wrong_item"


class WrongLot(Refusal):
    """The right product from another batch."""

    code = "pack.wrong_lot"
    sentence = N_("This is lot {lot} of {sku}. Needed: lot {needed}. Put it back.")
    tone = "wrong_item"


class SerialTwice(Refusal):
    """The same piece scanned twice."""

    code = "pack.serial_twice"
    sentence = N_("Serial number {serial} of {sku} is in the parcel already. Take another piece.")
    tone = "wrong_item"


class NothingToUndo(Refusal):
    """The parcel is empty, or all was taken back."""

    code = "pack.nothing_to_undo"
    sentence = N_("There is no scan to take back in this parcel.")


class NothingMissing(Refusal):
    """Every piece was scanned."""

    code = "pack.nothing_missing"
    sentence = N_("Every piece of {sku} is in the parcel already. Look again.")


class ParcelEmpty(Refusal):
    """A carton with nothing in it is not closed."""

    code = "pack.parcel_empty"
    sentence = N_("Parcel {parcel} is empty. Scan the goods into it first.")


class NotAPlace(Refusal):
    """Goods go back to where somebody finds them, not to a bench."""

    code = "pack.not_a_place"
    sentence = N_(
        "{scanned} is no place to put goods back. Scan the label of a shelf, a dock or a "
        "returns place."
    )
    tone = "wrong_place"


class NoPaper(Refusal):
    """Nothing to print again."""

    kind = Kind.NOT_FOUND
    code = "pack.no_paper"
    sentence = N_("This paper was not made yet. Wait a moment.")


class WeightImpossible(Refusal):
    """The scale said something that no parcel weighs."""

    kind = Kind.INVALID
    code = "pack.weight_impossible"
    sentence = N_("Weight: a parcel weighs between 1 g and {most}. Type what the scale says.")


class WeightUnreadable(Refusal):
    """Letters, a barcode, or half a gram."""

    kind = Kind.INVALID
    code = "pack.weight_unreadable"
    sentence = N_("Weight: “{typed}” is no weight. Type it like 1.25 kg or 850 g.")


class WeightMissing(Refusal):
    """The shop wants the parcel weighed before it closes."""

    kind = Kind.INVALID
    code = "pack.weight_missing"
    sentence = N_("Weight: put parcel {parcel} on the scale and type what it says.")


class TooHeavy(Refusal):
    """By the catalogue, one piece more is more than the courier takes."""

    code = "pack.too_heavy"
    sentence = N_(
        "With this piece the parcel would weigh {weight}. {carrier} takes at most {most}. "
        "Put it back, tap “Carton full” and take another carton."
    )


class WeighsTooMuch(Refusal):
    """By the scale."""

    kind = Kind.INVALID
    code = "pack.weighs_too_much"
    sentence = N_(
        "The parcel weighs {weight}. {carrier} takes at most {most}. "
        "Take goods out with “Undo”, then tap “Carton full”."
    )


class SerialEach(Refusal):
    """A carton of pieces that have a serial number each."""

    code = "pack.serial_each"
    sentence = N_("Each piece of {sku} has a serial number. Scan single pieces.")
    tone = "wrong_item"


class SerialUnread(Refusal):
    """Something that can be no serial number was scanned or typed for one."""

    code = "pack.serial_unread"
    sentence = N_("This is not a serial number. Scan the one on the piece.")
    tone = "wrong_item"
