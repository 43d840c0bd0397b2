"""What whoever builds kits does next. Pure: facts in, one step out."""

from __future__ import annotations

from uuid import UUID

import msgspec


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where more of a product lies, good and promised to nobody."""

    place_id: UUID
    place: str
    label: str
    free: int


class Ingredient(msgspec.Struct, frozen=True, kw_only=True):
    """A product that the work takes: a part, or the kit itself when it is taken apart."""

    shop_id: UUID
    product_id: UUID
    sku: str
    name: str
    barcode: str | None
    photo: str | None
    #: pieces of it in one kit
    per_kit: int
    #: free where the operator works
    here: int
    source: Source | None


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A work order as the floor sees it."""

    id: UUID
    shop_id: UUID
    number: int
    shop: str
    sku: str
    name: str
    photo: str | None
    work: str
    asked: int
    done: int
    status: str
    place_id: UUID | None
    place: str | None
    place_label: str | None
    #: of one kit, as it is kept; None: its shop told none
    barcode: str | None

    @property
    def left(self) -> int:
        """Kits that are still to be done."""
        return self.asked - self.done


class StandAt(msgspec.Struct, frozen=True, kw_only=True):
    """Scan the place where the work is done: the goods are brought there and stay there."""


class Fetch(msgspec.Struct, frozen=True, kw_only=True):
    """Bring so many pieces from there; ``possible`` kits can be done of what lies here already."""

    goods: Ingredient
    source: Source
    quantity: int
    possible: int


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """All that is needed for so many kits is here."""

    possible: int


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing can be done, and no more of these is to be found."""

    goods: tuple[Ingredient, ...]


class Over(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing is left to do."""


Step = StandAt | Fetch | Work | Missing | Over


def next_step(order: Order, goods: tuple[Ingredient, ...], *, begins: bool = False) -> Step:
    """The one thing to do now; ``begins``: work with what is here, though more could be fetched."""
    if order.status != "open" or not order.left or not goods:
        return Over()
    if order.place_id is None:
        return StandAt()
    possible = min(order.left, *(one.here // one.per_kit for one in goods))
    short = [one for one in goods if one.here < one.per_kit * order.left]
    if not (begins and possible):
        for one in short:
            if one.source is not None:
                wanted = one.per_kit * order.left - one.here
                return Fetch(
                    goods=one,
                    source=one.source,
                    quantity=min(wanted, one.source.free),
                    possible=possible,
                )
    return Work(possible=possible) if possible else Missing(goods=tuple(short))
