"""What we need of a shop platform, and no more.

An adapter is made for one connection of one shop (`wms.platforms.registry`). It translates, and it
talks; it knows no table. Every call that goes out may raise both `PlatformNo`: *refused* needs a
person, *away* is tried again by whoever called, no sooner than the platform asks for. How fast it
may be asked, and how its lists are paged, is inside the adapter.

Calls that tell something are made at least once: `is_again` says that an earlier try may have
succeeded without our hearing of it, and the adapter looks there before it tells once more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

import msgspec

from wms.failures import Failure
from wms.platforms.contract import Can, Profile
from wms.platforms.failures import CANNOT, NO_ANSWER, REFUSED


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What an adapter is made of: one connection, opened."""

    url: str
    credentials: Mapping[str, str]
    #: with the defaults of the profile and of `COMMON` where nothing was said
    settings: Mapping[str, str]
    #: where the platform tells by itself what happens (``…/platforms/<connection>``)
    address: str
    #: of this connection only, derived from the secret key: for webhooks that we sign up ourselves
    hook_secret: str


class Wish(StrEnum):
    """What the platform wants of an order as it is there now."""

    #: send it: it is paid, or is paid on delivery
    SEND = "send"
    #: not yet: it is not paid, or somebody there looks into it
    WAIT = "wait"
    #: do not send it: cancelled, failed, thrown away, refunded in full
    CANCEL = "cancel"
    #: nothing is wanted of us any more: it was completed there
    OVER = "over"


class Back(msgspec.Struct, frozen=True, kw_only=True):
    """Goods for which the shop gave money back; noted, the rest is a return as any other."""

    #: the platform's own id of the refund
    id: str
    #: (SKU, pieces); empty: money only
    goods: tuple[tuple[str, int], ...] = ()


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """An order as the platform has it at one moment."""

    #: the platform's own id: what every later call names
    id: str
    #: as the shop and its customers know it: becomes our ``external_id``
    number: str
    #: when it changed last there: an older one never undoes a newer one
    changed_at: datetime
    ordered_at: datetime
    wish: Wish
    #: the platform's own word for its state: quoted, never translated
    state: str
    #: with WAIT, the hold that it gets when it is here already (`wms.orders.hold_codes.SHOP_CODES`)
    waits_for: str = "payment"
    #: what ``POST /v1/orders`` would take, without ``external_id``; None: this is no order for us
    asked: Mapping[str, Any] | None = None
    #: why it cannot be sent as it is; a person of the shop must change something there
    faults: tuple[Failure, ...] = ()
    #: it waits for our answer to this: to send it, or not to send it any more
    is_asking: bool = False
    #: it is refused when goods of it are missing, instead of waiting for them
    is_whole_only: bool = False
    #: goods of it that the platform has taken off its stock already
    has_goods: bool = True
    refunds: tuple[Back, ...] = ()
    #: it is meant for us; else it counts only when it is here already (one seller with several
    #: warehouses, an order that its seller keeps to himself)
    is_meant: bool = True
    #: the platform's own id of an order from which goods came over to this one: as long as that one
    #: could not be changed, they would go twice
    goods_from: str | None = None


class Knock(msgspec.Struct, frozen=True, kw_only=True):
    """A request that came to a connection's address and says that it is the platform."""

    #: by lower-case names
    headers: Mapping[str, str]
    body: bytes
    #: what stood in the address behind the connection ("", "fulfillment_order_notification" …)
    path: str = ""
    query: Mapping[str, str] = {}


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What a genuine request is about, as far as that is known without following it."""

    #: the platform's own id of this delivery: the same again is the same row
    delivery_id: str
    #: the platform's own word
    topic: str
    #: the platform's own id of the order; None: of everything that changed there (it is asked)
    order_id: str | None = None


class NotGenuine(Exception):  # noqa: N818 - an answer, not a crash
    """Whoever knocked is not the platform, or what it says cannot be read."""


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """Orders that changed since a cursor."""

    orders: Sequence[Seen]
    #: where the next look begins; it may overlap with this one
    cursor: str
    #: there is more behind it: look again at once
    is_more: bool = False


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """What can be sold of a product now; what lies here, for a platform that `counts_bought`."""

    sku: str
    quantity: int


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel that has left."""

    #: ours: the shipment's id, the same at every try
    reference: str
    order_id: str
    order_number: str
    carrier: str
    carrier_name: str
    service: str
    tracking_number: str
    tracking_url: str | None
    shipped_at: datetime
    #: (the platform's own id of the line, SKU, pieces), of what is in it
    lines: tuple[tuple[str | None, str, int], ...]
    #: nothing of its order is left to be sent
    is_last: bool
    #: when the courier delivered it; None: it did not yet
    delivered_at: datetime | None = None
    #: no parcel of its order is still on its way
    is_all_delivered: bool = False
    #: tracking numbers of the parcels that it replaces: the same goods are sent once more
    instead_of: tuple[str, ...] = ()
    #: it was told before, maybe in vain
    is_again: bool = False


class Answer(StrEnum):
    """What a platform is answered about an order."""

    #: we send it
    ACCEPTED = "accepted"
    #: we cannot; the words say why
    REJECTED = "rejected"
    #: it is not sent any more, as was asked or as the warehouse or its shop wanted
    CANCELLED = "cancelled"
    #: it was to be cancelled, and is packed or gone
    TOO_LATE = "too_late"


class Concerned(msgspec.Struct, frozen=True, kw_only=True):
    """People of whom the platform wants something by law (GDPR art. 15 and 17)."""

    #: forget them; else their shop must tell them what is known
    is_to_forget: bool
    #: whose; None: nobody is named, or everybody is meant
    email: str | None = None
    #: everybody who ever ordered by this connection: its shop has left the platform
    is_everybody: bool = False


class Hooks(msgspec.Struct, frozen=True, kw_only=True):
    """Its webhooks as they were found, and what was done about them."""

    #: that were there and switched on
    well: int = 0
    #: that were missing
    made: int = 0
    #: that the platform had switched off, or that pointed elsewhere
    mended: int = 0


class PlatformNo(Exception):  # noqa: N818 - an answer, not a crash
    """A platform that does not do it: a code of `wms.platforms.failures`, facts, its own words."""

    code = REFUSED

    def __init__(
        self, words: str | None = None, *, code: str | None = None, **facts: str | int
    ) -> None:
        super().__init__(words or code or self.code)
        self.failure = Failure(code=code or self.code, facts=facts, words=words)


class PlatformRefused(PlatformNo):
    """It says no and will say no again. A person looks."""


class PlatformAway(PlatformNo):
    """No answer, or "later": the same call may succeed in a while."""

    code = NO_ANSWER

    def __init__(
        self,
        words: str | None = None,
        *,
        code: str | None = None,
        later_s: float | None = None,
        **facts: str | int,
    ) -> None:
        super().__init__(words, code=code, **facts)
        #: when it asked to be asked again, s from now; None: it did not say
        self.later_s = later_s


class Platform(Protocol):
    """A platform, with the connection that it was made for.

    What a platform cannot do it inherits from here, and refuses.
    """

    profile: Profile

    async def knows_us(self) -> str:
        """Ask for something that changes nothing and needs our credentials; whom we reached, in the
        platform's own words (a name, a version)."""
        ...

    def hear(self, knock: Knock) -> Heard | None:
        """Verify a request, in constant time, and say what it is about; None: it is genuine and
        nothing needs to be kept of it (a ping). Raises NotGenuine."""
        raise NotGenuine

    def said(self, topic: str, body: bytes) -> Seen | None:
        """The order that stands in a message; None: there is none in it, it is read (`order`)."""
        return None

    def concerned(self, topic: str, body: bytes) -> Concerned | None:
        """Of whom a message wants something by law; None: it is no such message."""
        return None

    async def order(self, order_id: str) -> Seen | None:
        """One order as it is there now; None: there is no such order (any more)."""
        ...

    async def changed(self, cursor: str | None, *, since: datetime) -> Changed:
        """A page of the orders that changed after ``cursor``, the oldest change first; without one,
        after ``since``."""
        ...

    async def push_stock(self, levels: Sequence[Level]) -> Mapping[str, Failure]:
        """Say what can be sold, at most the profile's ``stock_batch``; by SKU why it was not taken
        (the platform does not know the SKU …)."""
        raise self._cannot(Can.STOCK)

    async def tell_shipped(self, parcel: Parcel) -> str:
        """Say what was sent; what the platform answered, in a few words."""
        raise self._cannot(Can.SHIPPED)

    async def tell_packed(self, order_id: str) -> str | None:
        """Say that an order is packed; it may be told again. None: it is not there any more."""
        raise self._cannot(Can.PACKED)

    async def tell_answer(
        self,
        order_id: str,
        answer: Answer,
        words: str,
        *,
        why: Failure | None = None,
        is_again: bool = False,
    ) -> str | None:
        """Answer a request for an order, or say what became of it; ``words``: for people; ``why``:
        of a no, for a platform that wants a reason of its own list. None: as of a note."""
        raise self._cannot(Can.ANSWER)

    async def tell_delivered(self, parcel: Parcel, words: str) -> str | None:
        """Say that a courier delivered it; what the platform answered. None: nothing was to be
        told, as its shop wants it."""
        raise self._cannot(Can.DELIVERED)

    async def tell_note(self, order_id: str, words: str, *, is_again: bool = False) -> str | None:
        """Write something beside an order, for the shop's people; never for its customer. None: the
        order is not there any more, or has no room for it."""
        raise self._cannot(Can.NOTE)

    async def mend_hooks(self) -> Hooks:
        """See that the platform tells us by itself: make what is missing, switch on what is off."""
        raise self._cannot(Can.HOOKS)

    async def close(self) -> None:
        """Hang up; it dials anew when it is asked again."""
        return

    def _cannot(self, what: Can) -> PlatformRefused:
        return PlatformRefused(code=CANNOT, platform=self.profile.name, what=what.value)


#: longest of another's own words that are kept
WORDS_MAX_CHARS: Final = 300
