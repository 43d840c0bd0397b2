"""How replenishing says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NothingToBring(Refusal):
    """No pick face wants anything."""

    code = "replenish.nothing"
    sentence = N_("Every pick face has enough. Well done.")


class NoWalk(Refusal):
    """The walk is not there, or in other hands."""

    code = "replenish.no_walk"
    sentence = N_("You have no replenishment in hand. Start one.")


class WalkInOtherHands(Refusal):
    """Who logged in is no supervisor, and the other one is at work."""

    kind = Kind.FORBIDDEN
    code = "replenish.in_other_hands"
    sentence = N_("{by} is at work with it. A supervisor can take it over.")


class OwnWalkFirst(Refusal):
    """One person pushes one cart."""

    code = "replenish.own_first"
    sentence = N_("Finish what is on your own cart first.")


class StepMoved(Refusal):
    """The step on the screen is not the step of the walk any more."""

    code = "replenish.step_moved"
    sentence = N_("This step is done already. Look at the screen: here is the next one.")


class PlaceFirst(Refusal):
    """Goods were scanned before the place."""

    code = "replenish.place_first"
    sentence = N_("This is {scanned}. First scan the label of {needed}.")
    tone = "wrong_place"


class OtherPlaceScanned(Refusal):
    """Another place than needed."""

    code = "replenish.wrong_place"
    sentence = N_("This is {scanned}. Needed: {needed}. Go there and scan its label.")
    tone = "wrong_place"


class OtherGoods(Refusal):
    """Another product than needed, or a code that nobody knows."""

    code = "replenish.wrong_item"
    sentence = N_("This is {scanned}. Needed: {needed}. Put it back.")
    tone = "wrong_item"


class OtherLot(Refusal):
    """The right product of another batch."""

    code = "replenish.wrong_lot"
    sentence = N_("This is lot {scanned}. Needed: lot {needed}. Put it back.")
    tone = "wrong_item"


class TooMany(Refusal):
    """More than is left to take."""

    code = "replenish.too_many"
    sentence = N_("Only {left} more are needed. Scan single pieces, or type how many.")
    tone = "wrong_item"


class GoodsFirst(Refusal):
    """The goods are proved by their own barcode, never by the place."""

    code = "replenish.goods_first"
    sentence = N_("Scan one piece of {sku} first.")


class NotAShelf(Refusal):
    """Goods for sale lie on a shelf of the reserve or on a pick face."""

    code = "replenish.not_a_shelf"
    sentence = N_("{place} is no shelf. Scan a pick face or a place of the reserve.")
    tone = "wrong_place"


class NoneThere(Refusal):
    """Another place of the reserve was chosen, but it has none to give."""

    code = "replenish.none_there"
    sentence = N_("{place} has none of it that is free. Choose another place.")
    tone = "wrong_place"


class TakenAlready(Refusal):
    """Something of it is on the cart, so it cannot come from elsewhere."""

    code = "replenish.taken_already"
    sentence = N_("{collected} of {sku} are on the cart already. Tap Short for what is missing.")


class NothingToTakeBack(Refusal):
    """No scan of just now can be undone."""

    code = "replenish.nothing_to_undo"
    sentence = N_("There is no scan of just now to take back.")


class NotAPickFace(Refusal):
    """A rule is about a pick face."""

    kind = Kind.INVALID
    code = "replenish.not_a_pick_face"
    sentence = N_("{place} is no pick face. Rules are for places from which orders are picked.")


class MaxBelowMin(Refusal):
    """A rule that can never be kept."""

    kind = Kind.INVALID
    code = "replenish.max_below_min"
    sentence = N_("The highest number must be 1 or more, and not below the lowest.")


class RuleUnknown(Refusal):
    """Somebody else removed it."""

    kind = Kind.NOT_FOUND
    code = "replenish.rule_unknown"
    sentence = N_("This rule is not there any more.")


class TaskBegun(Refusal):
    """Its goods are on a cart, or lie at their place already."""

    code = "replenish.task_begun"
    sentence = N_("Its goods are on a cart or down already. The person with the cart ends it.")
