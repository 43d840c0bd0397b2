"""How the ledger of cash on delivery says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class BookedAlready(Refusal):
    """A parcel's money comes once."""

    code = "cod.booked_already"
    sentence = N_("The money of this parcel is settled already. Look at the list again.")


class MoreThanCollected(Refusal):
    """Nobody passes on what did not come."""

    kind = Kind.INVALID
    code = "cod.more_than_collected"
    sentence = N_("That is more than the courier brought and was not passed on yet.")


class PassedOnAlready(Refusal):
    """What went to the shop is taken back first."""

    code = "cod.passed_on_already"
    sentence = N_("This money was passed on to the shop. Take that back first.")


class AmountWrong(Refusal):
    """Not an amount that somebody pays."""

    kind = Kind.INVALID
    code = "cod.amount_wrong"
    sentence = N_("Type an amount like 12.50, and the reference of the transfer.")


class StatementThere(Refusal):
    """The same list twice would be counted twice."""

    code = "cod.statement_there"
    sentence = N_("Statement {number} of {carrier} was booked already.")


class StatementUnreadable(Refusal):
    """No list of parcels and amounts."""

    kind = Kind.INVALID
    code = "cod.statement_unreadable"
    sentence = N_(
        "Line {line} cannot be read. The first line names the columns: tracking_number, amount, "
        "and currency and date when there are any."
    )


class StatementNameless(Refusal):
    """A list without a number cannot be known again."""

    kind = Kind.INVALID
    code = "cod.statement_nameless"
    sentence = N_("Say whose statement it is and its number, in at most {most} characters.")
