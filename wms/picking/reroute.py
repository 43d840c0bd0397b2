"""A walk under way is put into a good order again: from where its picker is now.

Goods were short and lie elsewhere, a place was blocked, somebody stands in it: the rest of the walk
is walked another way. The planner's own routes need a process of its own; here it is a few dozen
stops in plain Python, while the picker waits: nearest neighbour, then 2-opt.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: more stops than on any cart are left as they are: 2-opt would keep the picker waiting
STOPS_MAX: Final = 120
#: walks led around at once
WALKS_MAX: Final = 50
#: passes of 2-opt; each sees every pair of stops
PASSES: Final = 3

_LEFT = text(
    """
    SELECT t.shop_id, t.id, t.place_id, t.status = 'skipped' AS is_skipped, s.aisle, s.x_mm, s.y_mm,
           s.pick_order, s.blocked_at IS NOT NULL AS is_blocked,
           EXISTS (SELECT FROM pick_runs o WHERE o.status = 'picking' AND o.id <> :run
                   AND o.at_place_id = t.place_id) AS is_busy
    FROM pick_tasks t
    JOIN places p ON p.id = t.place_id JOIN places s ON s.id = coalesce(p.stands_at_id, p.id)
    WHERE t.run_id = :run AND t.status IN ('open', 'skipped')
    ORDER BY t.status = 'skipped', t.sequence
    """
)
_HERE = text(
    """
    SELECT s.id, r.at_place_id, s.aisle, s.x_mm, s.y_mm, s.pick_order,
           (SELECT min(y_mm) FROM places WHERE warehouse_id = r.warehouse_id
            AND picked_as IS NOT NULL) AS front_mm,
           (SELECT max(y_mm) FROM places WHERE warehouse_id = r.warehouse_id
            AND picked_as IS NOT NULL) AS back_mm
    FROM pick_runs r
    LEFT JOIN places p ON p.id = r.at_place_id
    LEFT JOIN places s ON s.id = coalesce(p.stands_at_id, p.id)
    WHERE r.id = :run
    """
)
_ORDER = text(
    """
    UPDATE pick_tasks t SET sequence = u.n
    FROM unnest(CAST(:shops AS uuid[]), CAST(:tasks AS uuid[]), CAST(:ranks AS int[]))
         AS u (shop, id, n)
    WHERE t.shop_id = u.shop AND t.id = u.id AND t.sequence <> u.n
    """
)
_LAST_DONE = text(
    "SELECT coalesce(max(sequence), 0) FROM pick_tasks WHERE run_id = :run "
    "AND status NOT IN ('open', 'skipped')"
)


class Stop(msgspec.Struct, frozen=True):
    """Where a person stands to reach a place; None: nobody said where it is."""

    place_id: UUID | None
    aisle: str | None
    x_mm: int | None
    y_mm: int | None
    pick_order: int

    @property
    def is_known(self) -> bool:
        """Whether it is on the map."""
        return self.x_mm is not None and self.y_mm is not None


class Ends(msgspec.Struct, frozen=True):
    """Where one goes from aisle to aisle, mm along the aisles."""

    front_mm: int
    back_mm: int

    def apart(self, a: Stop, b: Stop) -> int:
        """How far it is to walk, mm: within an aisle along it, else around its nearer end."""
        assert a.x_mm is not None and a.y_mm is not None, "stops of a tour are on the map"
        assert b.x_mm is not None and b.y_mm is not None, "stops of a tour are on the map"
        if a.x_mm == b.x_mm:
            return abs(a.y_mm - b.y_mm)
        around = min(abs(a.y_mm - end) + abs(b.y_mm - end) for end in (self.front_mm, self.back_mm))
        return abs(a.x_mm - b.x_mm) + around


def good_order(start: Stop | None, stops: Sequence[Stop], ends: Ends) -> list[Stop]:
    """The stops in the order in which it is a short way past them; not back.

    Stops that are not on the map come last, by the rank of their places.
    """
    known = [one for one in stops if one.is_known]
    lost = sorted((one for one in stops if not one.is_known), key=lambda one: one.pick_order)
    if not known:
        return lost
    if start is None or not start.is_known:
        known.sort(key=lambda one: one.pick_order)
        start, known = known[0], known[1:]
        return [start, *_short_way(start, known, ends), *lost]
    return [*_short_way(start, known, ends), *lost]


def _short_way(start: Stop, stops: list[Stop], ends: Ends) -> list[Stop]:
    left, way = list(stops), [start]
    while left:
        # of stops that are as near the first of the house's own walk
        nearest = min(left, key=lambda one: (ends.apart(way[-1], one), one.pick_order))
        left.remove(nearest)
        way.append(nearest)
    for _ in range(PASSES):
        if not _untangle(way, ends):
            break
    return way[1:]


def _untangle(way: list[Stop], ends: Ends) -> bool:
    """One pass of 2-opt: a part that is shorter the other way round is turned round."""
    is_better = False
    for a in range(len(way) - 2):
        for b in range(a + 2, len(way)):
            before = ends.apart(way[a], way[a + 1])
            after = ends.apart(way[a], way[b])
            if b + 1 < len(way):
                before += ends.apart(way[b], way[b + 1])
                after += ends.apart(way[a + 1], way[b + 1])
            if after < before:
                way[a + 1 : b + 1] = reversed(way[a + 1 : b + 1])
                is_better = True
    return is_better


async def reroute(tx: Tx, run_id: UUID, *, keep_first: bool = False) -> None:
    """Put what is left of a (locked) walk into a good order, from the place scanned last.

    ``keep_first``: the step on the screen stays the next one. What was skipped stays for the end;
    blocked places, and those in which another picker stands now, come after all others.
    """
    tasks = (await tx.execute(_LEFT, {"run": run_id})).all()
    if not 1 < len(tasks) <= STOPS_MAX:
        return
    here = (await tx.execute(_HERE, {"run": run_id})).one()
    at = Stop(here.at_place_id, here.aisle, here.x_mm, here.y_mm, here.pick_order or 0)
    first = tasks[0].place_id if keep_first else here.at_place_id
    groups: dict[tuple[bool, bool, bool], list[Stop]] = {}
    for one in tasks:
        is_late = one.place_id != first and (one.is_blocked or one.is_busy)
        stop = Stop(one.place_id, one.aisle, one.x_mm, one.y_mm, one.pick_order)
        group = groups.setdefault((one.is_skipped, is_late, one.place_id != first), [])
        if stop not in group:
            group.append(stop)
    ends = Ends(here.front_mm or 0, here.back_mm or 0)
    ranks: dict[tuple[bool, UUID | None], int] = {}
    for (is_skipped, _, _), group in sorted(groups.items()):
        for stop in good_order(at, group, ends):
            ranks[is_skipped, stop.place_id] = len(ranks)
            at = stop
    done: int = await tx.scalar(_LAST_DONE, {"run": run_id}) or 0
    # within a place as before: sorting is stable
    ordered = sorted(tasks, key=lambda one: ranks[one.is_skipped, one.place_id])
    await tx.execute(
        _ORDER,
        {
            "shops": [one.shop_id for one in ordered],
            "tasks": [one.id for one in ordered],
            "ranks": [done + n for n in range(1, len(ordered) + 1)],
        },
    )


# walks that come to a blocked place before they are done with all others, and not just now
_IN_THE_WAY = text(
    """
    SELECT DISTINCT t.run_id
    FROM pick_tasks t
    JOIN pick_runs r ON r.id = t.run_id AND r.status = 'picking'
                    AND r.at_place_id IS DISTINCT FROM t.place_id
    JOIN places p ON p.id = t.place_id JOIN places s ON s.id = coalesce(p.stands_at_id, p.id)
    WHERE t.status = 'open' AND s.blocked_at IS NOT NULL
      AND EXISTS (SELECT FROM pick_tasks b WHERE b.run_id = t.run_id AND b.status = 'open'
                  AND b.sequence < t.sequence AND b.place_id <> t.place_id)
      AND EXISTS (SELECT FROM pick_tasks a
                  JOIN places q ON q.id = a.place_id
                  JOIN places w ON w.id = coalesce(q.stands_at_id, q.id)
                  WHERE a.run_id = t.run_id AND a.status = 'open' AND a.sequence > t.sequence
                    AND w.blocked_at IS NULL)
    LIMIT :most
    """
)
_LOCK = text("SELECT id FROM pick_runs WHERE id = :run AND status = 'picking' FOR UPDATE")


async def walks_in_the_way(read: Read | Tx) -> list[UUID]:
    """Walks under way that lead past a place which was blocked meanwhile, and could do so later."""
    return list(await read.scalars(_IN_THE_WAY, {"most": WALKS_MAX}))


async def go_around(tx: Tx, run_id: UUID) -> bool:
    """Lead a walk to its blocked places last; the step on the picker's screen stays."""
    if await tx.scalar(_LOCK, {"run": run_id}) is None:
        return False
    await reroute(tx, run_id, keep_first=True)
    return True
