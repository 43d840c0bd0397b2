"""How the building says no."""

from __future__ import annotations

from wms.errors import N_, Kind, Refusal


class WarehouseExists(Refusal):
    """There is a warehouse of this code."""

    code = "warehouse.exists"
    sentence = N_("There is already a warehouse {name}.")


class PlaceExists(Refusal):
    """Two places would be called the same."""

    code = "place.exists"
    sentence = N_("There is already a place {place}.")


class PlaceUnknown(Refusal):
    """No place has this label."""

    kind = Kind.NOT_FOUND
    code = "place.unknown"
    sentence = N_("No place has the label {scanned}.")
    tone = "wrong_place"


class NoWarehouse(Refusal):
    """Nothing was set up yet."""

    kind = Kind.NOT_FOUND
    code = "warehouse.none"
    sentence = N_("There is no warehouse yet. Open one first.")


class LabelsUsedUp(Refusal):
    """Seven digits are used up for this kind of label."""

    code = "place.labels_used_up"
    sentence = N_("There are no label numbers left for this kind of place.")
