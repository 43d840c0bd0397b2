"""What the packer does next with a parcel. Pure: facts in, one step out."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec

from wms.failures import Failure


class ToPack(msgspec.Struct, frozen=True, kw_only=True):
    """A product of the order: `needed` units were picked, `packed` of them lie in parcels."""

    sku: str
    name: str
    #: of the product's piece; None when it has no barcode
    barcode: str | None
    needed: int
    packed: int
    #: batches that were picked, when the product keeps any
    lots: tuple[str, ...] = ()
    expires_on: date | None = None
    #: "shop/picture" of the product's first one; None when there is none
    photo: str | None = None

    @property
    def left(self) -> int:
        """Units that are still to be scanned."""
        return self.needed - self.packed


class PaperState(msgspec.Struct, frozen=True, kw_only=True):
    """The last slip or label of a parcel, and where it comes out (`PRINT_STATES`)."""

    paper: str
    status: str
    copy_no: int
    failure: Failure | None
    files: tuple[str, ...] = ()
    printed_at: datetime | None = None
    #: None: in the print folder, or not decided yet
    printer: str | None = None
    station: str | None = None
    #: at another bench than the parcel's
    is_elsewhere: bool = False


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """An instruction that is to be confirmed now. ``source``: shop, product or order."""

    id: UUID
    source: str
    #: begin, item or close
    moment: str
    words: str
    #: of the product that it is about
    sku: str | None = None
    name: str | None = None
    #: "shop/picture" of it; None when there is none
    photo: str | None = None


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel as a bench page shows it: nothing about the consumer but the order's number."""

    shop_id: UUID
    id: UUID
    number: int
    code: str
    status: str
    order_number: int
    order_status: str
    shop: str
    is_cancelled: bool
    #: something is missing, and the shop wants all or nothing: it goes back
    is_incomplete: bool
    #: why the order is held back (`wms.orders.hold_codes`), the oldest reason; None when it is not
    hold: str | None
    operator_id: UUID | None
    operator: str | None
    #: where the goods came from; "T-1 + T-2" when one tote was too small
    tote: str | None
    bench: str | None
    #: where its totes stand that were picked zone by zone
    meets_at: str | None = None
    #: the shop's word to the packer
    note: str | None
    weight_g: int | None
    #: the shop wants it weighed before it closes
    is_weight_asked: bool
    #: of an open one: what the bench asks next (pack_asks.sql); None: nothing, it can be closed
    asks: str | None = None
    #: the packer said that nothing more goes in
    is_full: bool = False
    due: Due | None = None
    insert: ToInsert | None = None
    #: parcels of this order, this one included
    parcels: int
    #: whether anything lies in this one
    has_contents: bool
    lines: tuple[ToPack, ...]
    papers: tuple[PaperState, ...] = ()


class ScanItems(msgspec.Struct, frozen=True, kw_only=True):
    """Scan what is left; `first` is shown large, the others in a list."""

    first: ToPack
    left: int
    total: int


class ToInsert(msgspec.Struct, frozen=True, kw_only=True):
    """A leaflet or a sample that goes along, and where it lies."""

    line_id: UUID
    sku: str
    name: str
    place: str
    #: None: it has none, and is confirmed
    barcode: str | None
    photo: str | None = None


class AddInsert(msgspec.Struct, frozen=True, kw_only=True):
    """All that was ordered is in: take one of these from its place, and scan or confirm it."""

    insert: ToInsert


class Confirm(msgspec.Struct, frozen=True, kw_only=True):
    """Do what the instruction says, and confirm it."""

    due: Due


class Weigh(msgspec.Struct, frozen=True, kw_only=True):
    """All is in: put it on the scale and type what it says; that closes the parcel."""


class TakePhoto(msgspec.Struct, frozen=True, kw_only=True):
    """All is in: take a picture of it; that closes the parcel."""


class PutBack(msgspec.Struct, frozen=True, kw_only=True):
    """The order is cancelled or incomplete: take all out and scan the place it goes to."""

    order_number: int


class OnHold(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody must act before it may leave: put the tote and what lies in the parcel aside."""

    order_number: int
    hold: str


class SomebodyElse(msgspec.Struct, frozen=True, kw_only=True):
    """Another packer has it."""

    operator: str
    order_number: int


class NextCarton(msgspec.Struct, frozen=True, kw_only=True):
    """This carton is closed; the order goes on: scan its tote again."""

    tote: str
    left: int


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """All is in: stick the label on, put the parcel aside, scan the next tote."""

    is_gone: bool


Step = (
    ScanItems
    | AddInsert
    | Confirm
    | TakePhoto
    | Weigh
    | PutBack
    | OnHold
    | SomebodyElse
    | NextCarton
    | Closed
)


def next_step(parcel: Parcel, operator_id: UUID) -> Step:
    """What ``operator_id`` does next with this parcel."""
    if parcel.is_cancelled or parcel.is_incomplete:
        return PutBack(order_number=parcel.order_number)
    missing = [line for line in parcel.lines if line.left > 0]
    left = sum(line.left for line in missing)
    if parcel.status != "open":
        if parcel.order_status == "packing" and missing and parcel.tote:
            return NextCarton(tote=parcel.tote, left=left)
        return Closed(is_gone=parcel.status not in ("packed", "labelled"))
    if parcel.hold is not None:
        return OnHold(order_number=parcel.order_number, hold=parcel.hold)
    if parcel.operator_id != operator_id:
        return SomebodyElse(operator=parcel.operator or "–", order_number=parcel.order_number)
    if parcel.asks == "insert" and parcel.insert is not None:
        return AddInsert(insert=parcel.insert)
    if parcel.due is not None:
        return Confirm(due=parcel.due)
    if parcel.asks == "photo":
        return TakePhoto()
    if not missing or parcel.is_full:
        # without contents: the last piece was undone and put back by a correction
        return Weigh() if parcel.has_contents else Closed(is_gone=False)
    return ScanItems(first=missing[0], left=left, total=sum(line.needed for line in parcel.lines))
