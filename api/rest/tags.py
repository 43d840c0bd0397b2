"""The chapters of the API's description, in the order of the docs."""

from __future__ import annotations

from typing import Final

from litestar.openapi.spec import Tag

TAGS: Final = tuple(
    Tag(name=name, description=said)
    for name, said in (
        ("Products", "What you sell: names, barcodes, weights, kits and pictures."),
        ("Imports", "Files of products that are looked at before anything is changed."),
        ("Deliveries", "Goods that you announce, what came of them, and what came otherwise."),
        ("Stock", "What is here, what can be sold, and every movement of it."),
        ("Orders", "What you ask us to send, from the promise of stock to the evidence."),
        ("Shipments", "Parcels with their couriers, labels, pickup points and money collected."),
        ("Returns", "What comes back: labels, inspection, exchanges and refunds."),
        ("Cases", "Questions, complaints and claims, with their clocks and their evidence."),
        ("Messages", "What is said with your buyers and with our office, and what they are told."),
        ("Privacy", "What is known of a person, and how it is forgotten."),
        ("Events", "Everything that happened, in one feed without gaps."),
        ("Webhooks", "The same events, sent to you; every attempt can be looked at and repeated."),
        ("Requests", "What your programs asked in the last 7 days, and what they were answered."),
        ("Sandbox", "Test orders that a robot takes on, faults on request, and the certificate."),
    )
)
