"""The mails about an order: sent once more, and to an address that is right after all."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, go
from api.office.notices import KIND_WORDS
from wms.db import Tx
from wms.errors import N_
from wms.mail.bounces import unmute
from wms.mail.queries import send_again
from wms.notices.kinds import purpose
from wms.shipping.desk.order_list import order_key

PAGE: Final = "/office/orders/{number:int}/mails/{mail:uuid}"
#: what a mail without words left is called, by what it was for
MAIL_NAMES: Final = {purpose(kind): words[0] for kind, words in KIND_WORDS.items()}

FLASHES.update(
    {
        "mail_again": N_("The mail is sent once more."),
        "mail_unmuted": N_("Mails go to this address again."),
    }
)


@post(PAGE + "/again", status_code=200)
async def mail_again(
    number: FromPath[int], mail: FromPath[UUID], tx: NamedDependency[Tx]
) -> Response[Any]:
    """Have it sent once more."""
    shop_id, _order_id = await order_key(tx, number)
    await send_again(tx, shop_id, mail)
    return go(f"/office/orders/{number}", said="mail_again")


@post(PAGE + "/unmute", status_code=200)
async def mail_unmuted(
    number: FromPath[int], mail: FromPath[UUID], tx: NamedDependency[Tx]
) -> Response[Any]:
    """Somebody asked: the address is right."""
    shop_id, _order_id = await order_key(tx, number)
    await unmute(tx, shop_id, mail)
    return go(f"/office/orders/{number}", said="mail_unmuted")


handlers: Final = [mail_again, mail_unmuted]
