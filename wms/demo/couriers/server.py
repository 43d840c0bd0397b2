"""The HTTP that both couriers are behind, in a thread of whoever starts it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import httpx

from wms.demo.couriers.dpd import DpdService
from wms.demo.couriers.inpost_returns import Tickets
from wms.demo.couriers.shipx import ORGANIZATION, ShipX
from wms.demo.couriers.trouble import Trouble
from wms.demo.listening import HOST, Answer, Asked, Listening

PUSHES_MAX: Final = 20


class Couriers(Listening):
    """InPost under ``/inpost`` and ``/inpost-returns``, DPD under ``/dpd``; a context manager that
    listens."""

    def __init__(self, port: int = 0) -> None:
        self.inpost = ShipX()
        self.returns = Tickets(self.inpost)
        self.dpd = DpdService()
        super().__init__(port)

    def served(self, asked: Asked) -> Answer:
        """By the first part of the path."""
        _, name, *rest = asked.path.split("/")
        service = self._services().get(name)
        if service is None:
            return Answer({"error": "not_found"}, 404)
        return service(replace(asked, path="/" + "/".join(rest)))

    def settings(self) -> dict[str, str]:
        """The warehouse's settings by which it asks them, by name."""
        return settings_of(self.url)

    def _services(self) -> Mapping[str, Callable[[Asked], Answer]]:
        return {
            "inpost": self.inpost.answer,
            "inpost-returns": self.returns.answer,
            "dpd": self.dpd.answer,
            "control": self._control,
        }

    def _control(self, asked: Asked) -> Answer:
        """For people and for the demo. POST /control with one of

        {"courier": "inpost", "trouble": "busy", "times": 2}: that goes wrong next;
        {"courier": "dpd", "number": "…", "status": "190101"}: a parcel is seen;
        {"push_to": "http://…"}: InPost tells there what it sees.
        """
        told = asked.json()
        if "push_to" in told:
            self.inpost.on_change = Pusher(told["push_to"])
            return Answer({"ok": True})
        named: dict[str, ShipX | DpdService] = {"inpost": self.inpost, "dpd": self.dpd}
        service = named[told.get("courier", "inpost")]
        if "status" in told:
            service.happens(told["number"], told["status"])
        else:
            service.troubles.add(Trouble(told["trouble"]), int(told.get("times", 1)))
        return Answer({"ok": True})


def settings_of(url: str) -> dict[str, str]:
    """The warehouse's settings by which it asks couriers at an address, by name."""
    return {
        "inpost_url": f"{url}/inpost",
        "inpost_points_url": f"{url}/inpost",
        "inpost_returns_url": f"{url}/inpost-returns",
        "inpost_login_url": f"{url}/inpost-returns",
        "inpost_pushes_from": f"{HOST}/32",
        "dpd_url": f"{url}/dpd",
        "dpd_info_url": f"{url}/dpd",
        "dpd_points_url": f"{url}/dpd",
    }


class Pusher:
    """InPost's webhook: it tells of a change after it happened, as often as it takes."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __call__(self, event: str, payload: dict[str, Any]) -> None:
        body = {
            "event_ts": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S %z"),
            "event": event,
            "organization_id": int(ORGANIZATION),
            "payload": payload,
        }
        threading.Thread(target=self._send, args=(body,), daemon=True).start()

    def _send(self, body: dict[str, Any]) -> None:
        for _ in range(PUSHES_MAX):
            try:
                if httpx.post(self._url, json=body, timeout=5.0, trust_env=False).is_success:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.5)
