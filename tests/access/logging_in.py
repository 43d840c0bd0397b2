"""Logging in without a door: read, compare, and only then begin, as the doors do."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from wms.access import desks, operators
from wms.access.secrets import DESK, FLOOR, prove
from wms.db import Tx
from wms.errors import Refusal


async def log_in(
    tx: Tx, operator_id: UUID, pin: str, *, device_id: UUID
) -> operators.LoggedIn | Refusal:
    """An operator types a PIN."""
    proof = await prove(await operators.kept_pin(tx, operator_id), pin, FLOOR)
    return await operators.log_in(tx, operator_id, proof, device_id=device_id)


async def log_in_office(
    tx: Tx, *, email: str, password: str, lasts: timedelta = timedelta(hours=1)
) -> desks.AtDesk | Refusal:
    """Somebody at a desk types e-mail and password."""
    proof = await prove(await desks.kept_password(tx, email), password, DESK)
    return await desks.log_in_office(tx, email=email, proof=proof, lasts=lasts)
