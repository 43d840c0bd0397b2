"""How print stations say no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class StationUnknown(Refusal):
    """A code that is no station's card."""

    kind = Kind.NOT_FOUND
    code = "station.unknown"
    sentence = N_("There is no print station with this card. Print its card anew in the office.")
    tone = "wrong_place"


class StationNameTaken(Refusal):
    """Two stations of one name would be taken for each other."""

    code = "station.name_taken"
    sentence = N_("Another print station is called {name}. Choose another name.")


class BenchHasStation(Refusal):
    """A bench has one station."""

    code = "station.bench_taken"
    sentence = N_("Another print station stands at {bench} already. Choose another bench.")


class NoBench(Refusal):
    """A station stands at a packing bench."""

    kind = Kind.INVALID
    code = "station.no_bench"
    sentence = N_("Choose the bench at which the printers stand.")


class NameImpossible(Refusal):
    """A name that nobody can read on a card."""

    kind = Kind.INVALID
    code = "station.name_impossible"
    sentence = N_("A name has 1 to {maximum} characters.")


class PrinterImpossible(Refusal):
    """What was said of a printer does not fit together."""

    kind = Kind.INVALID
    code = "printer.impossible"
    sentence = N_("{field}: this is not possible for a printer. {reason}")


class AddressImpossible(Refusal):
    """An address that leads to no printer."""

    kind = Kind.INVALID
    code = "printer.address_impossible"
    sentence = N_("The address {address} leads to no printer. It looks like {example}.")


class StillPrinting(Refusal):
    """A printer that has a job in hand is not taken away."""

    code = "printer.still_printing"
    sentence = N_("{printer} is printing just now. Try again in a moment.")
    retryable = True
