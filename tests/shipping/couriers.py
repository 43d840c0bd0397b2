"""Couriers with a temper, behind the real port: they answer late, no, or never."""

from __future__ import annotations

import asyncio
from datetime import datetime

from wms.shipping.carriers.house import House
from wms.shipping.carriers.port import Bought, CarrierAway, CarrierRefused, ParcelFacts


class Moody(House):
    """Counts what it sells; may lose its answer, refuse, be away, or take its time."""

    def __init__(self) -> None:
        super().__init__("https://example.com/track")
        self.sold: dict[str, Bought] = {}
        self.calls = 0
        self.is_away = False
        self.loses_answer = False
        self.refuses: str | None = None
        self.takes_s = 0.0

    async def buy(self, parcel: ParcelFacts) -> Bought:
        self.calls += 1
        await asyncio.sleep(self.takes_s)
        if self.is_away:
            raise CarrierAway("connection refused")
        if self.refuses:
            raise CarrierRefused(self.refuses)
        assert parcel.reference not in self.sold, "the same parcel was bought twice"
        bought = await super().buy(parcel)
        self.sold[parcel.reference] = bought
        if self.loses_answer:
            self.loses_answer = False
            raise CarrierAway("the connection broke after the request")
        return bought

    async def find_by_reference(self, reference: str, *, since: datetime) -> Bought | None:
        return self.sold.get(reference)
