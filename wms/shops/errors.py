"""How the shops' keeper says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class CodeTaken(Refusal):
    """Another shop has this short name."""

    code = "shop.code_taken"
    sentence = N_("There is already a shop {code}.")


class CodeMalformed(Refusal):
    """A short name that nobody could say aloud."""

    kind = Kind.INVALID
    code = "shop.code_malformed"
    sentence = N_("A shop's code has 2 to 20 capital letters, digits or dashes.")
