"""How the bench for kits says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class KitNotBuilt(Refusal):
    """Virtual kits are never put together, and plain products have no parts."""

    code = "kit.not_built"
    title = N_("The kit is not built beforehand")
    sentence = N_("{sku} is no kit that is built beforehand.")
    remedy = N_(
        "Ask for work on kits that are built beforehand only; a virtual one is put together as "
        "it is ordered."
    )


class KitKeepsLots(Refusal):
    """Which lot the kit, or the part that comes out of it, would be of, nobody knows."""

    code = "kit.keeps_lots"
    title = N_("The kit is kept by lot")
    sentence = N_("{sku} is kept by lot or expiry: this kit cannot be worked on.")
    remedy = N_(
        "Make the kit a product that is not kept by lot or expiry, or let it be virtual: then "
        "its parts are picked."
    )


class PartsMissing(Refusal):
    """Not enough that is good and free lies there."""

    code = "kit.parts_missing"
    sentence = N_("At {place} are {available} of {sku}; {needed} are needed. Bring them first.")


class KitPlaceFirst(Refusal):
    """Goods are taken from a place, and a place is proved by its label."""

    code = "kit.place_first"
    sentence = N_("Scan the label of the place first, then the goods.")
    tone = "wrong_place"


class NoIngredient(Refusal):
    """Other goods, or there are enough of them already."""

    code = "kit.no_part"
    sentence = N_("Work order {number} takes nothing, or no more, of {scanned}. Put it back.")
    tone = "wrong_item"


class NothingToUndoHere(Refusal):
    """This operator has done nothing here that could be taken back."""

    code = "kit.nothing_to_undo"
    sentence = N_("There is nothing of yours to take back here.")


class KitOrderUnknown(Refusal):
    """There is no such work order."""

    kind = Kind.NOT_FOUND
    code = "kit.order_unknown"
    title = N_("No such work order")
    sentence = N_("There is no such work order.")
    remedy = N_("Look the id up with GET /v1/kit-orders.")


class KitOrderOver(Refusal):
    """It is done or cancelled, or has fewer pieces left."""

    code = "kit.order_over"
    title = N_("More than is left of the work order")
    sentence = N_("Work order {number} has {left} pieces left to do.")
    remedy = N_("Read the work order again and take back no more than what is left of it.")
