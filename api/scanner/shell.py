"""The floor's service worker, at an address below which it may hand out pages."""

from __future__ import annotations

from typing import Final

from litestar import Response, get

from api.pages import sent
from api.scanner.flow import Flow

WORKER: Final = "js/worker.js"


@get("/scanner/worker.js", opt={"open": True}, sync_to_thread=False)
def show_worker() -> Response[bytes]:
    """The script itself; browsers look for a newer one at each visit."""
    headers = {"Service-Worker-Allowed": "/scanner", "Cache-Control": "no-cache"}
    return Response(sent(WORKER), headers=headers, media_type="text/javascript")


FLOW: Final = Flow(handlers=[show_worker])
