"""How release says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class RuleUnknown(Refusal):
    """Somebody took it away meanwhile."""

    kind = Kind.NOT_FOUND
    code = "release.rule_unknown"
    sentence = N_("This rule is not there any more. Look at the list again.")


class RuleImpossible(Refusal):
    """A rule that says nothing that can be done."""

    kind = Kind.INVALID
    code = "release.rule_impossible"
    sentence = N_(
        "Say when: at once, by hand, or from 1 to {minutes} minutes before the orders must leave."
    )


class WaveImpossible(Refusal):
    """Waves of nothing, or of more than the desk releases at once."""

    kind = Kind.INVALID
    code = "release.wave_impossible"
    sentence = N_("Say how large a wave is: from 1 to {most} orders.")


class RulePriorityUnknown(Refusal):
    """No order has such a priority."""

    kind = Kind.INVALID
    code = "release.priority_unknown"
    sentence = N_("A priority is a whole number from 0, which goes first, to {most}.")


class RuleOfNothing(Refusal):
    """A rule for a shop, a courier or a zone that is not there."""

    kind = Kind.INVALID
    code = "release.rule_of_nothing"
    sentence = N_("This shop, courier or zone is not there any more. Choose again.")


class RuleThere(Refusal):
    """Somebody brought it back before."""

    code = "release.rule_there"
    sentence = N_("This rule is back already. Look at the list again.")


class TooManyRules(Refusal):
    """Nobody oversees more."""

    code = "release.too_many_rules"
    sentence = N_("There are {limit} rules already. Take one away first.")


class NotWaiting(Refusal):
    """None of the chosen orders can be released."""

    code = "release.not_waiting"
    sentence = N_(
        "None of these orders waits for its release. "
        "Only orders whose goods are promised and that nobody walks for do."
    )


class TooManyAtOnce(Refusal):
    """More orders than one answer shows."""

    kind = Kind.INVALID
    code = "release.too_many_at_once"
    sentence = N_("Release at most {limit} orders at once.")
