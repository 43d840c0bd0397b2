"""How putting away says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NotToPutAway(Refusal):
    """None of it stands on a dock."""

    code = "put_away.not_here"
    sentence = N_("None of {sku} is waiting to be put away.")
    tone = "wrong_item"


class CarriedByOthers(Refusal):
    """What stands on the dock is in other people's hands already."""

    kind = Kind.BUSY
    code = "put_away.carried_by_others"
    sentence = N_("All of {sku} is being put away by {who}. Take something else.")


class MoreThanThere(Refusal):
    """The carried quantity would be more than what stands on the dock."""

    code = "put_away.more_than_there"
    sentence = N_("Only {available} of {sku} are on {place}.")
    tone = "wrong_item"


class OtherInHand(Refusal):
    """One product is carried at a time."""

    code = "put_away.other_in_hand"
    sentence = N_("This is {scanned}. You carry {sku}: put it away first, scan its place.")
    tone = "wrong_item"


class NothingInHand(Refusal):
    """A place was scanned before any goods."""

    code = "put_away.nothing_in_hand"
    sentence = N_("Scan the goods first, then their place.")


class NowhereElse(Refusal):
    """There is no other place to suggest."""

    code = "put_away.nowhere_else"
    sentence = N_("No other place is free. Scan any place that fits, or ask a supervisor.")


class NothingToTakeOver(Refusal):
    """It was put away, or given back, meanwhile."""

    code = "put_away.nothing_to_take_over"
    sentence = N_("These goods are in nobody's hands any more. Look again.")


class StillInHand(Refusal):
    """Only a supervisor takes goods out of the hands of somebody who is at work."""

    kind = Kind.FORBIDDEN
    code = "put_away.still_in_hand"
    sentence = N_("{sku} is in the hands of {by}. A supervisor can take it over.")


class NotAPlaceForIt(Refusal):
    """Good goods go to shelves, others to quarantine or returns."""

    code = "put_away.not_a_place_for_it"
    sentence = N_("{place} is not a place for these goods. Scan another place.")
    tone = "wrong_place"


class ContainerInHand(Refusal):
    """Goods were scanned while an LPN is carried."""

    code = "put_away.container_in_hand"
    sentence = N_("You carry {container}. Scan the place where it goes, or lay it back first.")
    tone = "wrong_item"


class ContainerPutAwayAlready(Refusal):
    """It does not stand on a dock."""

    code = "container.put_away_already"
    sentence = N_("{container} stands at {place} already. To carry it elsewhere, use Move.")
    tone = "wrong_item"
