"""The couriers of this installation, each with the account that is asked for.

One connection pool for all of them; an adapter is kept until its account changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx

from wms.db import Database
from wms.settings import Settings
from wms.shipping.accounts.accounts import Opened, account_of_shop, open_account
from wms.shipping.carriers import registry
from wms.shipping.carriers.dpd import Dpd
from wms.shipping.carriers.inpost import InPost
from wms.shipping.carriers.port import Carrier, CarrierRefused
from wms.shipping.carriers.profiles import DPD, INPOST
from wms.shipping.carriers.specimen import specimen_of
from wms.shipping.carriers.wire import new_client
from wms.shipping.failures import ACCOUNT_UNREADABLE, NO_ACCOUNT, NOT_HERE


class Couriers:
    """Finds a courier by the account that a shipment was bought with, or a shop buys with."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._own = registry.carriers(settings)
        self.tracking = tracking_base_of(settings)
        self._client: httpx.AsyncClient | None = None
        self._made: dict[UUID, tuple[datetime, Carrier]] = {}

    async def of(self, carrier: str, account_id: UUID | None) -> Carrier:
        """With the account of a shipment.

        Raises:
            CarrierRefused: nobody here works with it, it has no account, or one nobody can read.
        """
        if carrier in self._own:
            return self._own[carrier]
        if account_id is None:
            raise self._without_account(carrier)
        async with self._database.hall() as read:
            opened = await open_account(read, self._settings.secret_key, account_id)
        return self._with(carrier, opened)

    async def of_shop(self, carrier: str, shop_id: UUID | None) -> Carrier:
        """With what a shop buys; None: the warehouse's own, else anybody's, for what is the same
        whoever asks (pickup points). Raises CarrierRefused, as `of`."""
        if carrier in self._own:
            return self._own[carrier]
        async with self._database.hall() as read:
            opened = await account_of_shop(read, self._settings.secret_key, carrier, shop_id)
        return self._with(carrier, opened)

    async def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None
            self._made.clear()

    def _with(self, carrier: str, opened: Opened | None) -> Carrier:
        if opened is None or opened.carrier != carrier:
            raise self._without_account(carrier)
        if opened.credentials is None:
            raise CarrierRefused(code=ACCOUNT_UNREADABLE, carrier=registry.name_of(carrier))
        known = self._made.get(opened.id)
        if known is None or known[0] != opened.updated_at:
            made = self._make(opened.carrier, opened.credentials)
            known = self._made[opened.id] = (opened.updated_at, made)
        return known[1]

    def _make(self, carrier: str, credentials: Mapping[str, Any]) -> Carrier:
        if self._client is None:
            self._client = new_client()
        here = self._settings
        if carrier == INPOST.code:
            return InPost(
                self._client, **credentials, url=here.inpost_url,
                points_url=here.inpost_points_url, returns_url=here.inpost_returns_url,
                login_url=here.inpost_login_url, pushes_from=here.inpost_pushes_from,
            )  # fmt: skip
        if carrier == DPD.code:
            return Dpd(
                self._client, **credentials, url=here.dpd_url, info_url=here.dpd_info_url,
                points_url=here.dpd_points_url,
            )  # fmt: skip
        raise CarrierRefused(code=NOT_HERE, carrier=carrier)

    def _without_account(self, carrier: str) -> CarrierRefused:
        if carrier not in registry.PROFILES:
            return CarrierRefused(code=NOT_HERE, carrier=carrier)
        return CarrierRefused(code=NO_ACCOUNT, carrier=registry.name_of(carrier))


def specimen_courier(carrier: str, tracking_base: str) -> Carrier:
    """Who stands in for a courier in the sandbox: asks nobody, and nothing leaves the house.

    ``tracking_base``: see `tracking_base_of`.

    Raises:
        CarrierRefused: nobody here works with that courier.
    """
    profile = registry.PROFILES.get(carrier)
    if profile is None:
        raise CarrierRefused(code=NOT_HERE, carrier=carrier)
    return specimen_of(profile, tracking_base)


def tracking_base_of(settings: Settings) -> str:
    """Under what the page of a parcel of our own is found, without a slash at the end."""
    return settings.url + registry.TRACKING_PATH
