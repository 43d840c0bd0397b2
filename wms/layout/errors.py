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
    title = N_("No warehouse yet")
    sentence = N_("There is no warehouse yet. Open one first.")
    remedy = N_("Ask the warehouse's office: it has not opened yet.")


class LabelsUsedUp(Refusal):
    """Seven digits are used up for this kind of label."""

    code = "place.labels_used_up"
    sentence = N_("There are no label numbers left for this kind of place.")


class ContainerNotThere(Refusal):
    """An LPN stands at locations and in other LPNs only."""

    code = "container.not_a_place_for_it"
    sentence = N_("{container} cannot stand at {place}. Choose another place.")
    tone = "wrong_place"


class ContainerStandsThere(Refusal):
    """From a place to itself."""

    code = "container.stands_there"
    sentence = N_("{container} stands at {place} already. Scan the place to which it goes.")
    tone = "wrong_place"


class ContainerStandsNowhere(Refusal):
    """Something would stand in an LPN that is not in use."""

    code = "container.stands_nowhere"
    sentence = N_("{container} is not in use. Put it down at a place first.")
    tone = "wrong_place"


class ContainerIntoItself(Refusal):
    """A circle of containers."""

    code = "container.into_itself"
    sentence = N_("{place} stands in {container}. Take it out first.")
    tone = "wrong_place"


class ContainerTooDeep(Refusal):
    """Nested too deep."""

    code = "container.too_deep"
    sentence = N_("At most {most} stand in each other. Put it beside the others.")
    tone = "wrong_place"


class ZoneExists(Refusal):
    """Two zones of a warehouse would have one code."""

    code = "zone.exists"
    sentence = N_("There is already a zone {name}.")


class ZoneHasPlaces(Refusal):
    """Places are in the zone."""

    code = "zone.has_places"
    sentence = N_("{places} places are in zone {zone}. Move them to another zone first.")


class ZoneElsewhere(Refusal):
    """The zone is another warehouse's."""

    kind = Kind.INVALID
    code = "zone.elsewhere"
    sentence = N_("{place} is in another warehouse than this zone.")


class KindFixed(Refusal):
    """A tote stays a tote."""

    kind = Kind.INVALID
    code = "place.kind_fixed"
    sentence = N_("{place} cannot become that: a tote stays a tote, a location stays a location.")


class NameUnusable(Refusal):
    """No label would have room for it, or no keyboard for its letters."""

    kind = Kind.INVALID
    code = "place.name_unusable"
    sentence = N_("A name has capital letters, digits and hyphens, at most {most} characters.")
