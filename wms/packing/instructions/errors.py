"""How the bench says no about what it asks besides goods: instructions, inserts, photos."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class ConfirmFirst(Refusal):
    """An instruction stands on the screen, and the next item was scanned."""

    code = "pack.confirm_first"
    sentence = N_("First: “{words}” Do it and confirm it, then scan the next piece.")


class Unconfirmed(Refusal):
    """What the shop wants done was not confirmed: the parcel stays open."""

    code = "pack.unconfirmed"
    sentence = N_(
        "Parcel {parcel} stays open: an instruction is not confirmed. "
        "Scan the parcel or its tote to see it."
    )


class InsertMissing(Refusal):
    """Something goes along that was not packed: the parcel stays open."""

    code = "pack.insert_missing"
    sentence = N_("Parcel {parcel} stays open: something goes along with it. Look at the screen.")


class NoInsert(Refusal):
    """Nothing of the kind goes along with the order, or it is packed."""

    code = "pack.no_insert"
    sentence = N_("Nothing more goes along with parcel {parcel}. Look at the screen again.")


class InsertHasBarcode(Refusal):
    """It is confirmed by its scan, as all goods are."""

    code = "pack.insert_has_barcode"
    sentence = N_("{sku} has a barcode. Scan it.")
    tone = "wrong_item"


class InsertRuleUnclear(Refusal):
    """A rule that could never hold, or says nothing."""

    kind = Kind.INVALID
    code = "pack.insert_rule_unclear"
    sentence = N_("The rule is not clear: {reason}")


class InsertRulesFull(Refusal):
    """More of them would be asked for each order."""

    code = "pack.insert_rules_full"
    sentence = N_("A shop has at most {most} rules for what goes along. Take one away first.")


class InsertRuleUnknown(Refusal):
    """Nobody's id, or taken away already."""

    kind = Kind.NOT_FOUND
    code = "pack.insert_rule_unknown"
    sentence = N_("There is no such rule any more.")


class PhotoMissing(Refusal):
    """The shop wants a photo of it: the parcel stays open."""

    code = "pack.photo_missing"
    sentence = N_("Parcel {parcel} stays open: its shop wants a photo of what is in it.")


class PhotoWishUnclear(Refusal):
    """Nothing that a bench could follow."""

    kind = Kind.INVALID
    code = "pack.photo_wish_unclear"
    sentence = N_("Say from which value on, like 500, and in which currency, like PLN.")


class EvidenceNone(Refusal):
    """Another shop's order, or nobody's."""

    kind = Kind.NOT_FOUND
    code = "evidence.no_order"
    title = N_("No such order")
    sentence = N_("There is no such order.")
    remedy = N_("Look the order's id up with GET /v1/orders?external_id=….")


class NothingToConfirm(Refusal):
    """No such instruction for this parcel."""

    code = "pack.nothing_to_confirm"
    sentence = N_("Parcel {parcel} is asked nothing of the kind. Look at the screen again.")


class InstructionUnknown(Refusal):
    """Nobody's id, or taken away already."""

    kind = Kind.NOT_FOUND
    code = "pack.instruction_unknown"
    sentence = N_("There is no such instruction any more.")


class MomentUnknown(Refusal):
    """Neither before the first item nor before closing."""

    kind = Kind.INVALID
    code = "pack.moment_unknown"
    sentence = N_("Choose when the packer is asked: before the first item, or before closing.")


class WordsMissing(Refusal):
    """An instruction without words, or with too many."""

    kind = Kind.INVALID
    code = "pack.words_missing"
    sentence = N_("Write what the packer does, in one sentence of at most {most} characters.")


class InstructionsFull(Refusal):
    """Each is confirmed for every parcel."""

    code = "pack.instructions_full"
    sentence = N_("A shop asks for at most {most} things with every parcel. Take one away first.")
