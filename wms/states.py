"""State machines: one transition table per machine, enforced by the database.

A slice declares its machine beside its tables. `wms migrate` writes all of them into the table
``state_transitions``, and a trigger refuses an UPDATE that walks another way: the path of every
order, run, parcel and return is legal whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base


@dataclass(frozen=True)
class Machine:
    """The legal steps of one table's ``status`` column."""

    table: str
    initial: str
    steps: Mapping[str, Iterable[str]]

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order of the table."""
        return tuple(self.steps)

    def pairs(self) -> list[tuple[str, str]]:
        """Every legal step as (from, to)."""
        return [(a, b) for a, following in self.steps.items() for b in following]

    def sql_check(self) -> str:
        """A CHECK condition: the status is one of ours."""
        return "status IN (" + ", ".join(f"'{s}'" for s in self.states) + ")"


class StateTransition(Base):
    """The transition tables, as the trigger reads them."""

    __tablename__ = "state_transitions"

    machine: Mapped[str] = mapped_column(primary_key=True)
    from_state: Mapped[str] = mapped_column(primary_key=True)
    to_state: Mapped[str] = mapped_column(primary_key=True)
