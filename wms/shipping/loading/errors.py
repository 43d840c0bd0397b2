"""How setting parcels down, and counting them, says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class NoStagingPlace(Refusal):
    """Parcels that wait for a courier stand at staging places only."""

    kind = Kind.NOT_FOUND
    code = "stage.no_place"
    sentence = N_("This is no staging place. Scan the label of one.")
    tone = "wrong_place"


class StageOfOther(Refusal):
    """Two couriers' parcels at one place end in the wrong van."""

    code = "stage.other_courier"
    sentence = N_("Parcels of {carrier} stand at {place}. Choose another place.")
    tone = "wrong_place"


class StageIsMeeting(Refusal):
    """Totes of an order that is picked zone by zone."""

    code = "stage.is_meeting"
    sentence = N_("Totes of order {order} stand at {place}. Choose another place.")
    tone = "wrong_place"


class SignatureBroken(Refusal):
    """What came is no drawing of ours."""

    kind = Kind.INVALID
    code = "load.signature_broken"
    sentence = N_("The signature did not come through. Sign again.")


class NotCounted(Refusal):
    """Nobody counts again."""

    code = "load.not_counted_again"
    sentence = N_("Nobody counts manifest {manifest} again. Begin there.")
