"""How the stock says no when people move or count it."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NothingThere(Refusal):
    """By the books nothing lies there that could be moved."""

    kind = Kind.NOT_FOUND
    code = "move.nothing_there"
    sentence = N_("By the books nothing lies at {place}. Have it counted if something does.")
    tone = "wrong_place"


class NotThere(Refusal):
    """The scanned goods do not lie at the place, by the books."""

    kind = Kind.NOT_FOUND
    code = "move.not_there"
    sentence = N_("By the books {scanned} does not lie at {place}. Put it back, have it counted.")
    tone = "wrong_item"


class MoreThanThere(Refusal):
    """More is taken in hand than lies there free."""

    code = "move.more_than_there"
    sentence = N_("Only {available} of {sku} are free at {place}: others are promised to orders.")


class NotAPlaceForIt(Refusal):
    """Goods of this condition are not kept at this kind of place."""

    code = "move.not_a_place_for_it"
    sentence = N_("{place} is no place for these goods. Choose another one.")
    tone = "wrong_place"


class SamePlace(Refusal):
    """From a place to itself."""

    code = "move.same_place"
    sentence = N_("They lie at {place} already. Scan the place to which they go.")
    tone = "wrong_place"


class PromisedThere(Refusal):
    """A whole place cannot go: orders count on goods in it."""

    code = "move.promised"
    sentence = N_("{quantity} pieces at {place} are promised to orders. They stay for the pickers.")


class SupervisorReleases(Refusal):
    """Goods become good again by a supervisor's word only."""

    kind = Kind.FORBIDDEN
    code = "stock.supervisor_releases"
    sentence = N_("Only a supervisor says that goods are good again.")


class CountTaken(Refusal):
    """Somebody else counts there."""

    kind = Kind.BUSY
    code = "count.taken"
    sentence = N_("{by} is counting at {place}. Take the next place.")


class CountSecondPerson(Refusal):
    """Who counted first does not count again."""

    code = "count.second_person"
    sentence = N_("You counted {place} already. Somebody else counts it now.")


class NothingToCount(Refusal):
    """Nothing lies there and nobody asked."""

    kind = Kind.NOT_FOUND
    code = "count.nothing"
    sentence = N_("By the books nothing lies at {place}, and nobody asked to count it.")


class CountToApprove(Refusal):
    """It was counted to the end and differs."""

    code = "count.to_approve"
    sentence = N_("{place} was counted. Now the office decides. Count another place.")


class NotCounting(Refusal):
    """The count is over, or in other hands."""

    code = "count.not_yours"
    sentence = N_("You do not count this any more. Scan the place again.")


class CountNothingSaid(Refusal):
    """No number that could still be forgotten."""

    kind = Kind.NOT_FOUND
    code = "count.nothing_said"
    sentence = N_("No number can be taken back any more. Scan the place to count it again.")


class CountNotOpen(Refusal):
    """Somebody stands there, or the count is over: it cannot be called off."""

    code = "count.not_open"
    sentence = N_("Somebody is counting it, or it is over. Look at its state.")


class CountWhyCalledOff(Refusal):
    """A count is called off for one of the reasons that the page offers."""

    kind = Kind.INVALID
    code = "count.why_called_off"
    sentence = N_("Say why nobody needs to count it.")


class CountDecided(Refusal):
    """There is nothing to approve any more."""

    code = "count.decided"
    sentence = N_("This count does not wait for approval any more.")


class CountSecondApprover(Refusal):
    """Above the limit two persons approve."""

    kind = Kind.FORBIDDEN
    code = "count.second_approver"
    sentence = N_(
        "You approved it already. The difference is large: somebody else approves it too."
    )


class CountWhyUnknown(Refusal):
    """A count is believed for a reason."""

    kind = Kind.INVALID
    code = "count.why"
    sentence = N_("Say why the books were wrong.")


class CountPromised(Refusal):
    """Fewer are there than orders were promised, and a walk has them on its list."""

    code = "count.promised"
    sentence = N_("A picker is to fetch {sku} at {place}. Approve it again when that walk is over.")


class CountOtherInHand(Refusal):
    """Other goods were scanned before it was said how many there are of these."""

    code = "count.other_in_hand"
    sentence = N_("{counted} counted here are not said yet. Tap That is all, then scan {scanned}.")
    tone = "wrong_item"


class CountCountedAlready(Refusal):
    """Its number stands, of this round."""

    code = "count.counted_already"
    sentence = N_("You have counted {sku} at {place} already. Go on with the others.")
    tone = "wrong_item"


class CountCodeUnclear(Refusal):
    """Nobody can say whose goods these are by this code."""

    code = "count.code_unclear"
    sentence = N_("{scanned} is no known code, or goods of several shops. Show it to a supervisor.")
    tone = "wrong_item"


class CountNeedsLot(Refusal):
    """Goods that are kept by lot lie where no lot of them is on the books."""

    code = "count.needs_lot"
    sentence = N_("{sku} is kept by lot, none is on the books here. Lay it aside for the office.")


class ContainerPromised(Refusal):
    """Orders count on goods in it, and where it would stand nobody picks."""

    code = "container.promised"
    sentence = N_(
        "{quantity} pieces in {container} are promised to orders ({in_the_way}). At {place} nobody "
        "picks: choose a shelf, or let them be picked first."
    )
    tone = "wrong_place"


class ContainerNotGood(Refusal):
    """What is not good does not come among what is sold."""

    code = "container.not_good"
    sentence = N_(
        "{quantity} pieces in {container} are not good. Take them out first, or bring it aside."
    )
    tone = "wrong_place"


class ContainerEmpty(Refusal):
    """Nothing is in it and nothing stands in it."""

    kind = Kind.NOT_FOUND
    code = "container.empty"
    sentence = N_("{container} is empty. It is free for other goods.")


class ContainerGone(Refusal):
    """A pick cannot be taken back into a container that was taken for other goods."""

    code = "container.gone"
    sentence = N_("{container} does not stand on a shelf any more. The goods stay in the tote.")


class PlaceNotForShop(Refusal):
    """The office keeps the place for other shops' goods."""

    code = "place.not_for_shop"
    sentence = N_("{place} is kept for goods of other shops. Choose another place.")
    tone = "wrong_place"


class PlaceNotForProduct(Refusal):
    """The office keeps the place for other products."""

    code = "place.not_for_product"
    sentence = N_("{place} is kept for other products. Choose another place.")
    tone = "wrong_place"


class AdjustmentDecided(Refusal):
    """Somebody said yes or no already."""

    code = "adjustment.decided"
    sentence = N_("Correction {number} was decided already.")


class AdjustmentOwn(Refusal):
    """Above the limit nobody agrees with themselves."""

    kind = Kind.FORBIDDEN
    code = "adjustment.own"
    sentence = N_("You proposed this yourself. Somebody else agrees to it.")


class AdjustmentWhyUnknown(Refusal):
    """A correction has a reason of the list."""

    kind = Kind.INVALID
    code = "adjustment.why"
    sentence = N_("Choose what happened and why.")


class AdjustmentQuantity(Refusal):
    """How many is not a number of pieces."""

    kind = Kind.INVALID
    code = "adjustment.quantity"
    sentence = N_("Type how many pieces: a whole number from 1 to {most}.")
