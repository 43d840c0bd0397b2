"""The sandbox: mails that consumers would get."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency

from api.rest.examples import Example
from api.rest.paging import Page, PageRequest
from wms.access.keys import SANDBOX_SCOPE
from wms.access.people import Caller
from wms.db import Read
from wms.sandbox.mails import SandboxMail, sandbox_mails

TAG: Final = ["Sandbox"]
_MAIL: Final[dict[str, Any]] = {
    "id": "019ab2f8-2222-7f00-b2c6-7e8d9a0b1c05",
    "order_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01",
    "order_external_id": "WEB-1007",
    "purpose": "notice.shipped",
    "language": "pl",
    "to": "jan@example.com",
    "subject": "WEB-1007 jedzie do Ciebie",
    "text": "Dzień dobry, Jan Testowy!\n\nTwoja paczka już jedzie.",
    "html": None,
    "attachments": [],
    "status": "written",
    "reason": None,
    "due_at": None,
    "created_at": "2026-11-30T09:30:00Z",
}


@get(
    "/sandbox/mails",
    operation_id="listTestMails",
    summary="List mails that your consumers would get",
    tags=TAG,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(response={"items": [_MAIL], "next": None}),
    },
)
async def list_mails(
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Page[SandboxMail]:
    """Of the sandbox nothing is sent: here is what would have been, word by word, the newest first.

    Which messages go out by themselves is said by `putNotices`, in the sandbox for itself; as it
    begins, none does. A mail is here a few seconds after what it tells of, and as long as a real
    one is kept.
    """
    rows = await sandbox_mails(
        read, caller.shop_id, limit=page.limit + 1, after=page.position(UUID)
    )
    return page.of(rows, lambda one: one.id)


handlers: Final = [list_mails]
