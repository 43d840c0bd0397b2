"""What a platform can do and what a connection to it needs, known without connecting."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Can(StrEnum):
    """What a platform may be able to do besides giving its orders to whoever asks."""

    #: tells by itself, to an address of ours
    PUSH = "push"
    #: its webhooks are made, and found again when it has switched them off, by us
    HOOKS = "hooks"
    #: takes what can be sold of each product
    STOCK = "stock"
    #: is told that an order is packed
    PACKED = "packed"
    #: is told what was sent, with tracking
    SHIPPED = "shipped"
    #: is told that a courier delivered it
    DELIVERED = "delivered"
    #: waits for our yes or no to each order, and to each cancellation
    ANSWER = "answer"
    #: is told that an order was cancelled here, or that it was too late to cancel it
    CANCELLED = "cancelled"
    #: takes words for the shop's people, beside an order that is under way
    NOTE = "note"
    #: is told that returned goods are checked, beside an order that has left
    RETURNED = "returned"


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a connection that its shop fills in."""

    name: str
    #: its English name, for the catalogue (``N_``)
    label: str
    #: what it is for, and how it is written (``N_``); empty: its name says it
    hint: str = ""
    #: typed unseen, never shown again
    is_secret: bool = False
    #: the connection works without it
    is_optional: bool = False
    #: what stands there before somebody says something else
    default: str = ""
    #: one of these; empty: any text. (value, English name for the catalogue)
    choices: tuple[tuple[str, str], ...] = ()
    #: a table of lines ``theirs = ours``
    is_table: bool = False

    @property
    def is_needed(self) -> bool:
        """Nothing works before somebody has filled it in."""
        return not self.is_optional and not self.default


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a platform can do and what a connection to it needs, known without connecting."""

    code: str
    #: what people call it
    name: str
    can: frozenset[Can]
    #: what proves us to it
    credentials: tuple[Field, ...]
    #: what its shop can choose, besides `wms.platforms.connections.COMMON`
    settings: tuple[Field, ...] = ()
    #: the shop types its address; else the platform has one, which is this
    url: str | None = None
    #: how often it is asked what changed, s
    every_s: int = 300
    #: stock levels that it takes in one call
    stock_batch: int = 100
    #: it takes off by itself what was bought there and was not told as sent: so it is told what
    #: lies here for it, which is what can be sold and what is promised to its own orders
    counts_bought: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """Everything that is filled in."""
        return (*self.credentials, *self.settings)
