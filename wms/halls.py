"""Two halls: the real one, and the one in which shops' developers try things out.

A shop may have a twin, its sandbox: a shop of its own with keys, goods, orders and webhooks, which
lies in a hall where no person works. Row-level security keeps the halls apart as it keeps shops
apart (docs/decisions/0060-a-test-shop-is-a-shop-in-another-hall.md): who works for `HALL` sees no
row of a twin, in whatever list, plan, alarm or report, and who works for `SANDBOX` no other.

Whose a row is, its shop's id says: the twin's is its shop's with other first four bytes, which no
id made from the time has before the year 10889 (RFC 9562, 5.7), and version 8, "of our own".
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

#: the tenant of everything that serves the building and not one shop
HALL: Final = "hall"
#: the same for the twins, where robots do what people do in the other one
SANDBOX: Final = "sandbox"
#: of what serves both: the door that reads keys, the feed of events, backups
EVERYBODY: Final = "everybody"
#: where work is done
HALLS: Final = (HALL, SANDBOX)

#: the first bytes of a twin's id
_TWINS_BEGIN: Final = "ffffffff"
#: the lowest id that a twin can have, as PostgreSQL compares them
FIRST_TWIN: Final = f"{_TWINS_BEGIN}-0000-0000-0000-000000000000"
#: where the version stands among the hexadecimal digits (RFC 9562, 4.2), and which ours is
_VERSION_AT: Final = 12
_VERSION: Final = "8"


def twin_of(shop_id: UUID) -> UUID:
    """The id that the sandbox of this shop has, whether it was opened or not."""
    rest = shop_id.hex[len(_TWINS_BEGIN) : _VERSION_AT], shop_id.hex[_VERSION_AT + 1 :]
    return UUID(_TWINS_BEGIN + _VERSION.join(rest))


def is_twin(shop_id: UUID) -> bool:
    """Whether this is a sandbox."""
    return shop_id.hex.startswith(_TWINS_BEGIN)


def hall_of(tenant: UUID | str) -> str:
    """In which hall the goods of a shop lie; who works for a hall stays in it."""
    if tenant in (HALL, SANDBOX, EVERYBODY):
        return str(tenant)
    return SANDBOX if str(tenant).startswith(_TWINS_BEGIN) else HALL
