"""Lists: pages with a cursor, in a stable order.

@get("/orders", opt={"scope": "orders:read"})
async def list_orders(page: NamedDependency[PageRequest], read: NamedDependency[Read])
    -> Page[OrderOut]:
    position = page.position(tuple[datetime, UUID])      # None at the beginning
    rows = await queries.orders(read, after=position, limit=page.limit + 1)
    return page.of(rows, lambda row: (row.created_at, row.id))
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from litestar.params import QueryParameter

from wms.errors import N_, Kind, Refusal
from wms.moments import MomentOutside, is_within, outside
from wms.states import Machine

T = TypeVar("T")
P = TypeVar("P")

PAGE_MAX: Final = 200
PAGE_USUAL: Final = 50
CURSOR_MAX_CHARS: Final = 512
EXTERNAL_ID_MAX_CHARS: Final = 100

#: ``external_id`` of a list: the one that the shop calls so
YourId = Annotated[
    str | None,
    QueryParameter(max_length=EXTERNAL_ID_MAX_CHARS, required=False, description="Your own id."),
]


def changed_since(what: str) -> QueryParameter:
    """``updated_since`` of a list of ``what`` (plural), an RFC 3339 moment; see `kept`."""
    return QueryParameter(required=False, description=f"Only {what} changed since then.")


def kept(moment: datetime | None, name: str) -> datetime | None:
    """The moment of the query parameter ``name``, which may be kept and compared.

    Raises:
        MomentOutside: it has no offset from UTC, or lies outside of the time of warehouses.
    """
    if moment is not None and not is_within(moment):
        raise MomentOutside(pointer=f"?{name}")
    return moment


def in_state(machine: Machine, description: str) -> QueryParameter:
    """``status`` of a list: a state of ``machine``, no other word."""
    pattern = f"^({'|'.join(machine.states)})$"
    return QueryParameter(required=False, pattern=pattern, description=description)


class CursorUnknown(Refusal):
    """A cursor that we did not give."""

    kind = Kind.INVALID
    code = "cursor.unknown"
    title = N_("Unknown cursor")
    sentence = N_("This is not a cursor of ours. Begin again without `after`.")
    remedy = N_("Use `next` of the page before as it is; a cursor is of one list.")


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """One page of a list; ``next`` is the cursor for the page after it, null at the end."""

    items: list[T]
    next: str | None

    @classmethod
    def up_to(cls, items: list[T], last: Any) -> Page[T]:
        """A page whose reader told the sort key of its ``last`` item, None at the end."""
        return cls(items=items, next=None if last is None else cursor(last))


class PageRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Which page is asked for."""

    limit: int
    after: str | None

    def position(self, kind: type[P]) -> P | None:
        """Where the page begins: the sort key of the last item seen, None at the beginning.

        Raises:
            CursorUnknown: ``after`` is not a cursor of this list.
        """
        if self.after is None:
            return None
        try:
            padded = self.after + "=" * (-len(self.after) % 4)
            raw = base64.b64decode(padded, altchars=b"-_", validate=True)
            position = msgspec.json.decode(raw, type=kind)
        except (binascii.Error, ValueError, msgspec.DecodeError) as error:
            raise CursorUnknown(pointer="?after") from error
        if any(outside(position)):
            raise CursorUnknown(pointer="?after")
        return position

    def of(self, rows: Sequence[T], key: Callable[[T], Any]) -> Page[T]:
        """The page of ``rows``, of which one more than ``limit`` was asked for."""
        shown = list(rows[: self.limit])
        has_more = len(rows) > self.limit
        return Page.up_to(shown, key(shown[-1]) if has_more else None)


def cursor(key: Any) -> str:
    """An opaque cursor for a sort key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


async def provide_page(
    limit: Annotated[
        int, QueryParameter(ge=1, le=PAGE_MAX, description=f"Items a page, at most {PAGE_MAX}.")
    ] = PAGE_USUAL,
    after: Annotated[
        str | None,
        QueryParameter(
            max_length=CURSOR_MAX_CHARS, description="`next` of the page before.", required=False
        ),
    ] = None,
) -> PageRequest:
    """Which page of a list is asked for."""
    return PageRequest(limit=limit, after=after)
