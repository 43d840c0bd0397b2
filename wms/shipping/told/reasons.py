"""Why an order does not move, or would not: a code, who must act, and what ends it.

The sentences are English templates for the catalogue; the doors fill them from the facts, in the
language of whoever reads (`api.reasons`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec

from wms.errors import N_

US: Final = "us"
SHOP: Final = "shop"
CONSUMER: Final = "consumer"
CARRIER: Final = "carrier"
NOBODY: Final = "nobody"


class Words(msgspec.Struct, frozen=True):
    """What is said of a code: what is the matter, and what ends it."""

    sentence: str
    unblocks: str = ""


WORDS: Final[dict[str, Words]] = {
    "held": Words(N_("It is held back: {reason}.")),
    "cancelling": Words(
        N_("It is being cancelled. Goods of it are in a tote."),
        N_("The packer takes it apart; then it is cancelled."),
    ),
    "goods_missing": Words(
        N_("{missing} of {sku} are missing, and nothing is announced."),
        N_("Announce a delivery, or amend or cancel the order."),
    ),
    "goods_announced": Words(
        N_("{missing} of {sku} are missing. {expected} come with {delivery}."),
        N_("The delivery arrives and is put away."),
    ),
    "goods_announced.dated": Words(
        N_("{missing} of {sku} are missing. {expected} come with {delivery} on {expected_on}."),
        N_("The delivery arrives and is put away."),
    ),
    "goods_at_the_dock": Words(
        N_("{missing} of {sku} are missing. {expected} are here already, and not on a shelf yet."),
        N_("They are counted and put away; then the order goes on by itself."),
    ),
    "waits_for_walk": Words(
        N_("Its goods are promised. It waits for a picker."),
        N_("A picker starts a walk; the most urgent orders come first."),
    ),
    "on_a_walk": Words(
        N_("It is on a walk: {done} of {tasks} places are done."), N_("The picker comes back.")
    ),
    "goods_short": Words(
        N_("{missing} of {sku} are missing."),
        N_("It goes on without them, or waits for more, as its shop wants it."),
    ),
    "waits_for_packing": Words(
        N_("Everything is picked. It waits at the packing bench."), N_("A packer packs it.")
    ),
    "being_packed": Words(N_("It is being packed."), N_("The packer closes the parcel.")),
    "waits_for_label": Words(
        N_("It is packed. The courier is asked for a label."), N_("The courier answers.")
    ),
    "label_failed": Words(
        N_("The courier gave no label: {reason}"),
        N_("The packer or the office tries again, or chooses another service."),
    ),
    "label_set_aside": Words(
        N_("The parcel was put aside for the office."),
        N_("The office decides how the parcel goes on."),
    ),
    "waits_for_courier": Words(
        N_("It is packed and has its label. It waits for the courier."),
        N_("The courier takes the parcels."),
    ),
    "with_the_courier": Words(N_("The courier has it."), N_("The courier delivers it.")),
    "at_pickup_point": Words(
        N_("It waits at the pickup point."), N_("The buyer picks it up in time.")
    ),
    "not_delivered": Words(
        N_("It could not be delivered."),
        N_("The courier tries again, or the shop has it sent again."),
    ),
    "not_delivered.why": Words(
        N_("It could not be delivered: {reason}"),
        N_("The courier tries again, or the shop has it sent again."),
    ),
    "comes_back": Words(
        N_("It is on its way back to us."), N_("It arrives here, and the shop decides.")
    ),
    "came_back": Words(N_("It is back here."), N_("It is inspected, and the shop decides.")),
    "parcel_delivered": Words(N_("This parcel is delivered.")),
    "parcel_lost": Words(
        N_("The courier has lost it."), N_("The shop or the office has it sent again.")
    ),
    "sent_again": Words(N_("Something of it is sent again with order {order_number}.")),
    "sends_again": Words(N_("It sends again what went wrong with order {order_number}.")),
    "delivered": Words(N_("It is delivered.")),
    "cancelled": Words(N_("It is cancelled.")),
    "returned": Words(N_("It came back.")),
    "lost": Words(N_("It was lost."), N_("The shop and the office agree on what follows.")),
    "received": Words(N_("It is taken in."), N_("Goods are promised to it.")),
    "sent_faster": Words(N_("It goes with {way} instead of {instead_of}: {reason}.")),
    "unknown_sku": Words(N_("There is no product with this SKU. Register it first.")),
    "carrier_unknown": Words(N_("No courier {carrier} works here.")),
    "service_unknown": Words(N_("{carrier} has no service {service} here.")),
    "country_not_served": Words(N_("{carrier} does not deliver to {country}.")),
    "piece_too_heavy": Words(N_("One piece of {sku} is heavier than {carrier} takes.")),
    "no_calendar": Words(
        N_("No coming day is known on which orders leave."), N_("The office sets the calendar.")
    ),
}


#: why an order goes faster, as the sentence above ends
UPGRADE_WORDS: Final = {
    "first_order": N_("a first order"),
    "big_order": N_("a big order"),
    "our_mistake": N_("after our mistake"),
}


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One of them. ``owner`` must act: us, shop, consumer, carrier or nobody."""

    code: str
    owner: str
    facts: dict[str, Any] = {}
    since: datetime | None = None
    #: until when it should have happened
    by: datetime | None = None
    #: JSON pointer (RFC 6901) of what was asked that it is about
    pointer: str | None = None
    #: instead of those of the code: what a hold or a courier says
    reason: str | None = None
    reason_facts: dict[str, Any] = {}
    unblocks: str | None = None


def words_of(reason: Reason) -> Words:
    """What is said of it: another sentence when the day is known on which goods come, or why a
    parcel could not be delivered."""
    dated, why = f"{reason.code}.dated", f"{reason.code}.why"
    if reason.reason is not None and why in WORDS:
        return WORDS[why]
    return WORDS[dated if reason.facts.get("expected_on") and dated in WORDS else reason.code]
