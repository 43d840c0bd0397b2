"""How an inspection says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class SerialNeeded(Refusal):
    """A product of which each piece has a number of its own."""

    code = "return.serial_needed"
    sentence = N_("Each piece of {sku} has a serial number. Scan the one on the piece.")


class SerialEach(Refusal):
    """A carton of pieces that have a number each."""

    code = "return.serial_each"
    sentence = N_("Each piece of {sku} has a serial number. Scan single pieces.")


class SerialTwice(Refusal):
    """The same piece cannot come back twice."""

    code = "return.serial_twice"
    sentence = N_(
        "Serial number {serial} of {sku} is back already. "
        "Look at the piece and scan its own number."
    )
    tone = "wrong_item"


class LotAsked(Refusal):
    """The shop wants to know of which lot a piece is, and its code does not tell."""

    code = "return.lot_asked"
    sentence = N_("Of which lot is this {sku}? Shipped: {lots}.")


class AnotherSerial(Refusal):
    """A piece came back that is not the one that was shipped."""

    code = "return.another_serial"
    sentence = N_(
        "This {sku} has serial number {found}. Shipped was {shipped}. "
        "Scan again, or put it aside as another piece."
    )
    tone = "wrong_item"


class AnotherLot(Refusal):
    """A piece came back of a lot that was not shipped with the order."""

    code = "return.another_lot"
    sentence = N_(
        "This {sku} is of lot {found}. Shipped was {shipped}. "
        "Scan again, or put it aside as another piece."
    )
    tone = "wrong_item"


class MismatchIsNotSold(Refusal):
    """What is not the piece that was sent is never put among those for sale."""

    code = "return.mismatch_is_not_sold"
    sentence = N_(
        "This is not the piece that was shipped: it does not go to the shelf. "
        "Put it into quarantine, or ask a supervisor."
    )


class PhotoNeeded(Refusal):
    """The shop wants to see such a piece."""

    code = "return.photo_needed"
    sentence = N_("The shop wants a picture of it. Take one, or say that there is no camera.")


class CheckUnknown(Refusal):
    """A point of the checklist that is not on it."""

    kind = Kind.INVALID
    code = "return.check_unknown"
    sentence = N_("The list of parts was changed meanwhile. Grade the piece again.")


class SecondPersonNeeded(Refusal):
    """Nobody throws away something of worth alone."""

    code = "return.second_person_needed"
    sentence = N_(
        "Goods worth {value} {currency} are thrown away by two. Ask a colleague to look at them."
    )


class SamePersonTwice(Refusal):
    """One person pretends to be two."""

    code = "return.same_person_twice"
    sentence = N_("You are the one who throws it away. Somebody else has to agree.")


class GoodsWentOn(Refusal):
    """What was graded has been repaired, sent or scrapped since."""

    code = "return.goods_went_on"
    sentence = N_("These goods have gone on from there already, so the grade stays.")


class FindingUnknown(Refusal):
    """No such finding, or it counts no more."""

    kind = Kind.NOT_FOUND
    code = "return.finding_unknown"
    sentence = N_("There is no such finding any more. Look at the return again.")


class OrderIsBack(Refusal):
    """The order is closed as returned; what came back is a part of its balance."""

    code = "return.order_is_back"
    sentence = N_(
        "Order {order} is closed as returned. It cannot become a wrong item or an empty box now."
    )


class WorkIsDone(Refusal):
    """Somebody did it already, or nobody asked for it."""

    code = "return.work_is_done"
    sentence = N_("This is done already. Look at the list again.")


class OutcomeUnknown(Refusal):
    """No way that such goods can go."""

    kind = Kind.INVALID
    code = "return.outcome_unknown"
    sentence = N_("Choose what became of it: as new, used, or thrown away.")


class NotEmpty(Refusal):
    """Something of the return was scanned, so its parcel was not empty."""

    code = "return.not_empty"
    sentence = N_("{received} pieces of this return were scanned. Take the scans back first.")


class RefundOfRejected(Refusal):
    """A refused return is not paid for."""

    code = "return.refund_of_rejected"
    title = N_("The return was refused")
    sentence = N_("Return {number} was refused: there is nothing to pay back.")
    remedy = N_("Nothing has to be paid back; open a case when you see it otherwise.")
