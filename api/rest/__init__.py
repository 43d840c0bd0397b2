"""The door for e-shops' programs: one file a resource.

Each resource file exports ``router`` and is named in `ROUTERS`, in the order of the docs.
"""

from __future__ import annotations

from typing import Final

from litestar import Router
from litestar.di import Provide

from api.auth import guard_rest, provide_caller
from api.rest.body import RestRequest
from api.rest.idempotency import provide_once
from api.rest.paging import provide_page
from api.rest.versions import provide_if_match

ROUTERS: Final[list[Router]] = []

PREFIX: Final = "/v1"


def rest_router() -> Router:
    """Everything below /v1: a key with the handler's scope opens it."""
    return Router(
        PREFIX,
        route_handlers=[*ROUTERS],
        guards=[guard_rest],
        request_class=RestRequest,
        dependencies={
            "caller": Provide(provide_caller),
            "once": Provide(provide_once),
            "page": Provide(provide_page),
            "if_match": Provide(provide_if_match),
        },
    )
