"""How news of parcels are refused."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class CourierTellsNothing(Refusal):
    """An address that no courier of ours uses."""

    kind = Kind.NOT_FOUND
    code = "courier.tells_nothing"
    sentence = N_("No courier tells anything here. Look at the address in its account.")


class CourierNotGenuine(Refusal):
    """Somebody who is not the courier, or a secret that was changed at one side only."""

    kind = Kind.UNAUTHORIZED
    code = "courier.not_genuine"
    sentence = N_("The signature is wrong. Compare the secret here with the courier's.")


class NotOnItsWay(Refusal):
    """It has not left, or stands in the hall again."""

    code = "shipping.not_on_its_way"
    sentence = N_("Parcel {parcel} is not with its courier. Look where it is.")
