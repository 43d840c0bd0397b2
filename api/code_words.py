"""Codes among the facts of a refusal, as people say them: a program reads ``accept``, a person a
word."""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.orders.hold_codes import HOLD_CODES

#: name of a fact → code → English words (N_)
CODE_WORDS: Final[dict[str, dict[str, str]]] = {
    "status": {
        "announced": N_("Announced"),
        "arrived": N_("Arrived"),
        "receiving": N_("Being counted"),
        "received": N_("Received"),
        "closed": N_("Closed"),
        "backordered": N_("Waits for stock"),
        "allocated": N_("To pick"),
        "released": N_("Given to a picker"),
        "picking": N_("Being picked"),
        "picked": N_("Picked"),
        "packing": N_("Being packed"),
        "packed": N_("Packed"),
        "shipped": N_("Shipped"),
        "delivered": N_("Delivered"),
        "cancelled": N_("Cancelled"),
        "returned": N_("Returned"),
        "lost": N_("Lost"),
        "accepted": N_("Accepted"),
        "refused": N_("Refused"),
    },
    "hold": {code: known.word for code, known in HOLD_CODES.items()},
    "decision": {
        "accept": N_("Accept"),
        "quarantine": N_("Quarantine"),
        "return_to_supplier": N_("Back to the supplier"),
    },
    "decided_by": {
        "shop": N_("the shop"),
        "office": N_("the office"),
        "default": N_("nobody in time"),
    },
    "condition": {
        "good": N_("Good"),
        "opened": N_("Opened"),
        "damaged": N_("Damaged"),
        "quarantine": N_("Quarantine"),
    },
}
