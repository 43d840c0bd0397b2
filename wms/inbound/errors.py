"""How receiving and putting away say no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class AsnUnknown(Refusal):
    """There is no such delivery, or it is another shop's."""

    kind = Kind.NOT_FOUND
    code = "asn.unknown"
    title = N_("No such delivery")
    sentence = N_("There is no delivery {name}.")
    remedy = N_(
        "Look the id up with GET /v1/asns?external_id=…; another shop's deliveries are not "
        "found either."
    )


class CartonReceivedAlready(Refusal):
    """Its goods are counted."""

    code = "inbound.carton_received"
    sentence = N_("Carton {carton} is received already. Take the next one.")


class CartonIncomplete(Refusal):
    """Goods are kept by lot or expiry, and the shop told none of the carton's."""

    code = "inbound.carton_incomplete"
    sentence = N_(
        "{sku} is kept by lot, expiry or serial number. Open the carton and scan its goods one by "
        "one."
    )


class AsnFinished(Refusal):
    """Nothing more is received into it."""

    code = "inbound.finished"
    sentence = N_("Delivery {number} is finished. Choose another one.")


class AsnNotCounted(Refusal):
    """Only a count that was finished can be closed or opened again."""

    code = "inbound.not_counted"
    sentence = N_("Delivery {number} is {status}. Finish the count first.")


class ReasonNeeded(Refusal):
    """Who counts a finished delivery again says why."""

    code = "inbound.reason_needed"
    sentence = N_("Say why it is counted again. Whoever looks later wants to know.")


class SupervisorOnly(Refusal):
    """Who asks may not do this alone."""

    kind = Kind.FORBIDDEN
    code = "inbound.supervisor_only"
    sentence = N_("Only a supervisor may do this. Ask one to log in here.")


class NothingThere(Refusal):
    """What did not come can only be taken note of."""

    kind = Kind.INVALID
    code = "discrepancy.nothing_there"
    title = N_("The goods did not come")
    sentence = N_("These goods did not come. It can only be accepted.")
    remedy = N_("Decide accept: goods that did not come can be neither sent back nor thrown away.")


class GoodsGone(Refusal):
    """They are sold, promised or in somebody's hands."""

    code = "discrepancy.goods_gone"
    title = N_("The goods are gone")
    sentence = N_("Only {available} of {quantity} of {sku} are still free.")
    remedy = N_(
        "Read the delivery again and decide about what is still free; the rest has been "
        "promised or sold meanwhile."
    )


class LineUnknown(Refusal):
    """The delivery has no such line."""

    kind = Kind.NOT_FOUND
    code = "inbound.line_unknown"
    sentence = N_("This delivery has no line {line}. Look at the list again.")


class LpnElsewhere(Refusal):
    """Goods are in it and it does not stand at the dock."""

    code = "inbound.lpn_elsewhere"
    sentence = N_("{container} stands at {place} with goods in it. Scan another LPN, or the dock.")
    tone = "wrong_place"


class DockNeeded(Refusal):
    """There are several docks and none was scanned."""

    code = "inbound.dock_needed"
    sentence = N_("Scan the dock first: where do the goods stand?")
    tone = "wrong_place"


class NotADock(Refusal):
    """Goods are received onto a dock."""

    code = "inbound.not_a_dock"
    sentence = N_("{place} is not a dock. Scan the label of a dock.")
    tone = "wrong_place"


class BarcodeUnknown(Refusal):
    """No product of any shop has this code."""

    kind = Kind.NOT_FOUND
    code = "barcode.unknown"
    sentence = N_("No product has the barcode {scanned}. Put it aside and tell the office.")
    tone = "wrong_item"


class BarcodeUnreadable(Refusal):
    """The scanner sent nothing that can be looked up."""

    kind = Kind.INVALID
    code = "barcode.unreadable"
    sentence = N_("The scan cannot be read. Scan again, or another barcode of the goods.")


class NotAProduct(Refusal):
    """One of our own labels where goods are expected."""

    kind = Kind.INVALID
    code = "barcode.not_a_product"
    sentence = N_("{scanned} is a label of the warehouse. Scan the barcode on the goods.")
    tone = "wrong_item"


class OtherShop(Refusal):
    """The goods are another shop's than the delivery."""

    code = "inbound.other_shop"
    sentence = N_("This is {sku} of {shop}. This delivery is from {needed}. Put it aside.")
    tone = "wrong_item"


class OverReceipt(Refusal):
    """More than was announced; the side door is "Receive as extra"."""

    code = "inbound.over"
    sentence = N_(
        "{sku}: {expected} announced, {received} received, {quantity} more is too many. "
        "Count again, then receive it as extra or put it aside."
    )


class UnexpectedProduct(Refusal):
    """The shop's product, but not of this delivery; the side door is "Receive as extra"."""

    code = "inbound.unexpected_product"
    sentence = N_("{sku} was not announced. Receive it as extra or put it aside.")
    tone = "wrong_item"


class SerialEach(Refusal):
    """Several pieces at once, of which each has a serial number."""

    kind = Kind.INVALID
    code = "inbound.serial_each"
    sentence = N_("Each piece of {sku} has a serial number. Scan them one by one.")


class SerialUnread(Refusal):
    """Something that can be no serial number was scanned for one."""

    kind = Kind.INVALID
    code = "inbound.serial_unread"
    sentence = N_("This is not a serial number. Scan the one on the piece.")


class SerialTwice(Refusal):
    """The same piece was scanned already, or two pieces have one number."""

    code = "inbound.serial_twice"
    sentence = N_("Serial number {serial} of {sku} is counted already. Take another piece.")
    tone = "wrong_place"


class SerialKnown(Refusal):
    """The piece came with another delivery: it may have been sent back and come again."""

    code = "inbound.serial_known"
    sentence = N_(
        "Serial number {serial} of {sku} came with delivery {number}. Receive it again or put it "
        "aside."
    )
    tone = "wrong_place"


class TooManyAtOnce(Refusal):
    """A barcode was typed into the quantity, most likely."""

    kind = Kind.INVALID
    code = "inbound.too_many_at_once"
    sentence = N_("{quantity} at once cannot be right. Type the number of pieces.")


class NothingToUndo(Refusal):
    """The operator has done nothing here that could be taken back."""

    code = "inbound.nothing_to_undo"
    sentence = N_("There is nothing of yours to undo here.")


class NothingToMark(Refusal):
    """Damaged is said of what was scanned last."""

    code = "inbound.nothing_to_mark"
    sentence = N_("Scan the piece first, then tap what is wrong with it.")


class NotOfThisScan(Refusal):
    """What is damaged did not come with the last carton."""

    code = "inbound.not_of_this_scan"
    sentence = N_("{scanned} did not come with this carton. Scan the piece that is wrong.")
    tone = "wrong_item"


class NothingScanned(Refusal):
    """A quantity was typed before anything was scanned."""

    code = "inbound.nothing_scanned"
    sentence = N_("Scan one piece first, then type how many more there are.")


class BatchMistyped(Refusal):
    """A lot or a date that cannot be read."""

    kind = Kind.INVALID
    code = "inbound.batch_mistyped"
    sentence = N_("Type the lot as it is printed, and the date as day, month and year.")


class NothingAsked(Refusal):
    """The question was answered already, or by another scan."""

    code = "inbound.nothing_asked"
    sentence = N_("There is no open question. Scan the goods again.")
