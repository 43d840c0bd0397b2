"""Who works in the hall of test shops: a robot, whom no door lets in.

It has an operator's row, because each scan, walk and parcel names who did it; its badge and PIN are
thrown away as they are made.
"""

from __future__ import annotations

import secrets
from typing import Final

from sqlalchemy import select

from wms.access.models import Device, Operator
from wms.access.people import AtWork
from wms.access.secrets import SECRET_BYTES
from wms.db import Tx, new_id

NAME: Final = "Robot"
#: no argon2id has it, so no PIN proves it
_NO_PIN: Final = "no PIN"


async def hire_robot(tx: Tx) -> AtWork:
    """The robot of the sandbox's hall, for which the transaction works; hired when first asked."""
    found = await tx.scalar(select(Operator).order_by(Operator.id).limit(1))
    device = await tx.scalar(select(Device).order_by(Device.id).limit(1))
    if found is None or device is None:
        found = Operator(
            id=new_id(), name=NAME, badge_hash=secrets.token_bytes(SECRET_BYTES), pin_hash=_NO_PIN
        )
        device = Device(id=new_id(), name=NAME, token_hash=secrets.token_bytes(SECRET_BYTES))
        tx.add_all([found, device])
        await tx.flush()
    return AtWork(
        operator_id=found.id, device_id=device.id, session_id=found.id, name=found.name,
        language=found.language, is_supervisor=False,
    )  # fmt: skip
