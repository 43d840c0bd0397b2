"""How the rules about ways, and the rate table, say no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class WayRuleUnknown(Refusal):
    """Somebody took it away meanwhile."""

    kind = Kind.NOT_FOUND
    code = "way.rule_unknown"
    sentence = N_("This rule is not there any more. Look at the list again.")


class WayRuleImpossible(Refusal):
    """A rule that no order can meet."""

    kind = Kind.INVALID
    code = "way.rule_impossible"
    sentence = N_(
        "Countries have two capital letters (PL), postcodes begin with letters and digits (00-), "
        "and a band goes from the smaller to the larger number. A value needs its currency (PLN)."
    )


class BigSaysHowBig(Refusal):
    """An upgrade for big orders is for those above some size."""

    kind = Kind.INVALID
    code = "way.big_says_how_big"
    sentence = N_("Say from which weight, value or number of pieces on an order is big.")


class WayRuleThere(Refusal):
    """Somebody brought it back before."""

    code = "way.rule_there"
    sentence = N_("This rule is back already. Look at the list again.")


class TooManyWayRules(Refusal):
    """Nobody oversees more."""

    code = "way.too_many_rules"
    sentence = N_("This shop has {limit} rules already. Take one away first.")


class RateImpossible(Refusal):
    """A step that no parcel can be on."""

    kind = Kind.INVALID
    code = "way.rate_impossible"
    sentence = N_(
        "A price needs a weight from 1 g, an amount like 12.50 and a currency (PLN). Countries "
        "have two capital letters (PL)."
    )


class RateUnknown(Refusal):
    """Somebody took it out meanwhile."""

    kind = Kind.NOT_FOUND
    code = "way.rate_unknown"
    sentence = N_("This price is not there any more. Look at the list again.")


class TooManyRates(Refusal):
    """Nobody oversees more."""

    code = "way.too_many_rates"
    sentence = N_("The table has {limit} prices at most. Take old ones out first.")


class RateLineWrong(Refusal):
    """A line of a pasted table that is no price."""

    kind = Kind.INVALID
    code = "way.rate_line_wrong"
    sentence = N_(
        "Line {line} is no price. It has eight parts: courier; service; countries; up to kg; "
        "price; fee for cash on delivery; currency; from which day (2026-01-31)."
    )
