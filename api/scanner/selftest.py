"""The self-test of a device: suffix, layout, GS1 separator, speed, sound, vibration, speech.

The page measures by itself (api/static/js/selftest.js); what it found is kept with the device, so
that the office sees which scanner wants setting up.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency

from api.scanner.door import Door, Screen
from api.scanner.flow import Flow
from api.scanner.form import ScanForm
from wms.access.devices import SelfTest, keep_self_test
from wms.db import Tx
from wms.errors import Invalid

SELF_TEST: Final = "/scanner/self-test"


@get(SELF_TEST)
async def show_self_test(screen: NamedDependency[Screen]) -> Response[str]:
    """Does this scanner work here?"""
    return await screen.show("scanner/selftest.html", result_action=SELF_TEST)


@post(SELF_TEST, status_code=200)
async def keep_result(door: NamedDependency[Door]) -> Response[Any]:
    """The person is done."""

    async def keep(tx: Tx, form: ScanForm) -> dict[str, Any]:
        try:
            found = msgspec.json.decode(form["result"].encode(), type=SelfTest)
        except msgspec.DecodeError as error:
            raise Invalid(field="result", reason="–") from error
        await keep_self_test(tx, door.by.device_id, found)
        return {"tone": "done", "to": "/scanner"}

    return await door.accept("self_test", back=SELF_TEST, work=keep)


FLOW: Final = Flow(handlers=[show_self_test, keep_result])
