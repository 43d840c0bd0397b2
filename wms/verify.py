"""The warehouse's invariants (domain.md §3), each written once, as SQL that returns what breaks it.

Most of them the database enforces as well; here they are asked again, of the rows as they lie, so
that a bug, a repair by hand or a damaged disk is seen. A difference is reported, never silently
repaired: it is for people.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import text

from wms.db import Read
from wms.layout.models import OUTSIDE_KINDS

#: rows reported of one broken invariant
REPORT_MAX = 20
#: longest single check; the ledger of years is read whole, s
CHECK_LIMIT_S = 600
#: an event without a number, or a delivery past its due time, is stuck after this
STUCK_AFTER = "interval '1 hour'"

_OUTSIDE = "(" + ", ".join(f"'{kind}'" for kind in OUTSIDE_KINDS) + ")"

_SUM_ZERO = f"""
    SELECT shop_id, product_id, lot_id, sum(quantity) AS off_by FROM (
        SELECT shop_id, product_id, lot_id, on_hand AS quantity FROM balances
        UNION ALL
        SELECT m.shop_id, m.product_id, m.lot_id, m.quantity
        FROM movements m JOIN places p ON p.id = m.to_place_id WHERE p.kind IN {_OUTSIDE}
        UNION ALL
        SELECT m.shop_id, m.product_id, m.lot_id, -m.quantity
        FROM movements m JOIN places p ON p.id = m.from_place_id WHERE p.kind IN {_OUTSIDE}
    ) everywhere GROUP BY shop_id, product_id, lot_id HAVING sum(quantity) <> 0"""

_REPLAY = f"""
    WITH replay AS (
        SELECT shop_id, product_id, lot_id, condition, place_id, sum(quantity) AS on_hand FROM (
            SELECT shop_id, product_id, lot_id, to_condition AS condition,
                   to_place_id AS place_id, quantity FROM movements
            UNION ALL
            SELECT shop_id, product_id, lot_id, from_condition, from_place_id, -quantity
            FROM movements
        ) steps JOIN places p ON p.id = place_id AND p.kind NOT IN {_OUTSIDE}
        GROUP BY shop_id, product_id, lot_id, condition, place_id
    )
    SELECT shop_id, product_id, lot_id, condition, place_id,
           coalesce(b.on_hand, 0) AS balance, coalesce(r.on_hand, 0) AS replayed
    FROM balances b FULL JOIN replay r USING (shop_id, product_id, lot_id, condition, place_id)
    WHERE coalesce(b.on_hand, 0) <> coalesce(r.on_hand, 0)"""

_WITHIN_HAND = """
    SELECT shop_id, product_id, lot_id, condition, place_id, on_hand, allocated FROM balances
    WHERE allocated < 0 OR allocated > on_hand"""

_PROMISES = """
    WITH promised AS (
        SELECT shop_id, product_id, lot_id, place_id, sum(quantity - picked - freed) AS open
        FROM allocations GROUP BY shop_id, product_id, lot_id, place_id
    )
    SELECT shop_id, product_id, lot_id, place_id,
           coalesce(b.allocated, 0) AS allocated, coalesce(p.open, 0) AS promised
    FROM (SELECT * FROM balances WHERE condition = 'good') b
    FULL JOIN promised p USING (shop_id, product_id, lot_id, place_id)
    WHERE coalesce(b.allocated, 0) <> coalesce(p.open, 0)"""

# A pick counts until it is taken back: by its reverse, or by an unpick of the same line.
_SHIPPED_WAS_PICKED = """
    WITH picked AS (
        SELECT m.shop_id, m.line_id,
               sum(CASE WHEN m.reason = 'pick' AND m.reverses_id IS NULL
                        THEN m.quantity ELSE -m.quantity END) AS quantity
        FROM movements m
        LEFT JOIN movements r ON r.shop_id = m.shop_id AND r.id = m.reverses_id
        WHERE m.line_id IS NOT NULL
          AND (m.reason IN ('pick', 'unpick') OR r.reason = 'pick')
        GROUP BY m.shop_id, m.line_id
    ), promised AS (
        SELECT shop_id, order_line_id, sum(picked) AS picked
        FROM allocations GROUP BY shop_id, order_line_id
    )
    SELECT l.shop_id, l.id AS order_line_id, l.shipped, coalesce(p.quantity, 0) AS picked,
           coalesce(a.picked, 0) AS promised
    FROM order_lines l
    LEFT JOIN picked p ON p.shop_id = l.shop_id AND p.line_id = l.id
    LEFT JOIN promised a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
    WHERE l.shipped > least(coalesce(p.quantity, 0), coalesce(a.picked, 0))"""

_ONE_SHOP = """
    SELECT m.shop_id, m.id, 'movement of another shop''s line' AS what
    FROM movements m
    WHERE m.line_id IS NOT NULL AND EXISTS (
        SELECT FROM order_lines l WHERE l.id = m.line_id AND l.shop_id <> m.shop_id
        UNION ALL SELECT FROM asn_lines l WHERE l.id = m.line_id AND l.shop_id <> m.shop_id
        UNION ALL SELECT FROM return_lines l WHERE l.id = m.line_id AND l.shop_id <> m.shop_id)
    UNION ALL
    SELECT b.shop_id, b.place_id, 'goods in another shop''s parcel'
    FROM balances b JOIN parcels p ON p.id = b.place_id AND p.shop_id <> b.shop_id
    WHERE b.on_hand > 0
    UNION ALL
    SELECT s.shop_id, s.id, 'bought with another shop''s account'
    FROM courier_accounts a JOIN shipments s ON s.account_id = a.id AND s.shop_id <> a.shop_id
    WHERE a.shop_id IS NOT NULL
    UNION ALL
    SELECT d.shop_id, d.id, 'delivery of another shop''s event'
    FROM webhook_deliveries d JOIN events e ON e.id = d.event_id AND e.shop_id <> d.shop_id"""

_EVENTS_TOLD = f"""
    SELECT shop_id, id, 'never numbered' AS what FROM events
    WHERE sequence IS NULL AND occurred_at < now() - {STUCK_AFTER}
    UNION ALL
    SELECT e.shop_id, NULL, 'the feed has a gap' FROM events e WHERE e.sequence IS NOT NULL
    GROUP BY e.shop_id HAVING count(*) <> max(e.sequence) - min(e.sequence) + 1
    UNION ALL
    SELECT p.shop_id, NULL, 'the feed is not where it says'
    FROM feed_positions p
    JOIN (SELECT shop_id, max(sequence) AS last FROM events GROUP BY shop_id) e USING (shop_id)
    WHERE p.last_sequence <> coalesce(e.last, p.last_sequence)
    UNION ALL
    SELECT shop_id, id, 'dead without a reason' FROM webhook_deliveries
    WHERE status = 'dead' AND coalesce(last_error, '') = ''
    UNION ALL
    SELECT d.shop_id, d.id, 'its sender never came back' FROM webhook_deliveries d
    LEFT JOIN webhook_endpoints w ON w.shop_id = d.shop_id AND w.id = d.endpoint_id
    -- where nobody answers it is missed at the next probe
    WHERE d.status = 'sending' AND w.is_carried IS NOT TRUE
      AND greatest(d.next_attempt_at, w.probe_at) < now() - {STUCK_AFTER}
    UNION ALL
    SELECT e.shop_id, e.id, 'an endpoint was not told'
    FROM events e
    JOIN webhook_endpoints w ON w.shop_id = e.shop_id AND w.status = 'enabled'
     AND w.updated_at < e.occurred_at
     AND (cardinality(w.event_types) = 0 OR e.type = ANY (w.event_types))
    WHERE e.sequence IS NOT NULL AND NOT EXISTS (
        SELECT FROM webhook_deliveries d
        WHERE d.shop_id = e.shop_id AND d.endpoint_id = w.id AND d.event_id = e.id)"""

_ONCE = f"""
    SELECT m.scan_id::text AS key, 'a refused scan moved goods' AS what
    FROM movements m JOIN scans s ON s.id = m.scan_id WHERE s.outcome = 'refused'
    UNION ALL
    SELECT scan_id::text, 'a scan moved the same goods twice' FROM movements
    WHERE scan_id IS NOT NULL
    GROUP BY scan_id, shop_id, product_id, lot_id, line_id, reason, from_place_id, from_condition,
             to_place_id, to_condition
    HAVING count(*) > 1
    UNION ALL
    SELECT key, 'a key without its answer' FROM idempotency_keys
    WHERE (status IS NULL OR answer IS NULL) AND created_at < now() - {STUCK_AFTER}"""

_PATHS = """
    SELECT o.shop_id, o.id, 'order ' || o.status || ' and nothing was shipped' AS what
    FROM orders o
    WHERE o.status IN ('shipped', 'delivered', 'returned', 'lost') AND NOT EXISTS (
        SELECT FROM order_lines l
        WHERE l.shop_id = o.shop_id AND l.order_id = o.id AND l.shipped > 0)
    UNION ALL
    SELECT o.shop_id, o.id, 'order returned and some goods are not back'
    FROM orders o
    WHERE o.status = 'returned' AND EXISTS (
        SELECT FROM order_lines l
        WHERE l.shop_id = o.shop_id AND l.order_id = o.id AND l.returned < l.shipped)
    UNION ALL
    SELECT t.shop_id, t.id, 'run ' || r.status || ' and a task is ' || t.status
    FROM pick_runs r JOIN pick_tasks t ON t.run_id = r.id
    WHERE r.status IN ('picked', 'cancelled') AND t.status IN ('open', 'skipped')
    UNION ALL
    SELECT o.shop_id, o.id, 'order cancelled and still promised or walked for'
    FROM orders o
    WHERE o.status = 'cancelled' AND (
        EXISTS (SELECT FROM order_lines l JOIN allocations a
                  ON a.shop_id = l.shop_id AND a.order_line_id = l.id
                WHERE l.shop_id = o.shop_id AND l.order_id = o.id
                  AND a.quantity > a.picked + a.freed)
        OR EXISTS (SELECT FROM pick_tasks t WHERE t.shop_id = o.shop_id AND t.order_id = o.id
                   AND t.status IN ('open', 'skipped')))
    UNION ALL
    SELECT p.shop_id, p.id, 'parcel ' || p.status || ' and its goods are still here'
    FROM parcels p JOIN balances b ON b.shop_id = p.shop_id AND b.place_id = p.id
    WHERE b.on_hand > 0
      AND p.status NOT IN ('open', 'packed', 'labelled', 'cancelled')
    UNION ALL
    SELECT r.shop_id, r.id, 'return completed and some goods are not inspected'
    FROM returns r JOIN return_lines l ON l.shop_id = r.shop_id AND l.return_id = r.id
    WHERE r.status = 'completed' AND l.inspected < l.received"""

_RETURNED_WAS_SHIPPED = """
    SELECT l.shop_id, l.id AS order_line_id, l.shipped, l.returned, coalesce(r.received, 0) AS came
    FROM order_lines l
    LEFT JOIN (SELECT shop_id, order_line_id, sum(received) AS received
               FROM return_lines WHERE order_line_id IS NOT NULL
               GROUP BY shop_id, order_line_id) r
      ON r.shop_id = l.shop_id AND r.order_line_id = l.id
    WHERE l.returned > l.shipped OR coalesce(r.received, 0) > l.shipped"""

# A grade counts until it is taken back by its reverse; what is done later with graded goods
# (repaired, sent, scrapped) is booked on the finding and not on the line.
_GRADED_WAS_CARRIED = """
    WITH carried AS (
        SELECT m.shop_id, coalesce(r.line_id, m.line_id) AS line_id,
               sum(CASE WHEN r.id IS NULL THEN m.quantity ELSE -m.quantity END) AS quantity,
               sum(CASE WHEN coalesce(r.to_condition, m.to_condition) <> 'good' THEN 0
                        WHEN r.id IS NULL THEN m.quantity ELSE -m.quantity END) AS restocked
        FROM movements m
        LEFT JOIN movements r ON r.shop_id = m.shop_id AND r.id = m.reverses_id
        WHERE m.reason = 'return_grade' AND m.reverses_id IS NULL OR r.reason = 'return_grade'
        GROUP BY 1, 2
    ), found AS (
        SELECT shop_id, return_line_id AS line_id, sum(quantity) AS quantity,
               sum(CASE WHEN disposition = 'restock' THEN quantity ELSE 0 END) AS restocked
        FROM inspections WHERE taken_back_at IS NULL GROUP BY 1, 2
    )
    SELECT l.shop_id, l.id AS return_line_id, coalesce(f.quantity, 0) AS graded,
           coalesce(c.quantity, 0) AS carried, coalesce(f.restocked, 0) AS restocked,
           coalesce(c.restocked, 0) AS put_for_sale
    FROM return_lines l
    LEFT JOIN found f ON f.shop_id = l.shop_id AND f.line_id = l.id
    LEFT JOIN carried c ON c.shop_id = l.shop_id AND c.line_id = l.id
    WHERE coalesce(f.quantity, 0) <> coalesce(c.quantity, 0)
       OR coalesce(f.restocked, 0) <> coalesce(c.restocked, 0)"""

_MISMATCH_IS_NOT_SOLD = """
    SELECT i.shop_id, i.id AS inspection_id, i.quantity
    FROM inspections i
    JOIN return_lines l ON l.shop_id = i.shop_id AND l.id = i.return_line_id AND l.is_mismatch
    WHERE i.taken_back_at IS NULL AND (i.disposition = 'restock' OR EXISTS (
        SELECT FROM return_follow_ups f WHERE f.shop_id = i.shop_id AND f.inspection_id = i.id
          AND f.outcome = 'restocked'))"""

_OWN_TOTE = """
    SELECT b.shop_id, b.place_id, b.product_id, b.on_hand
    FROM balances b JOIN places p ON p.id = b.place_id AND p.kind = 'tote'
    WHERE b.on_hand > 0 AND NOT EXISTS (
        SELECT FROM (
            SELECT shop_id, order_id, tote_id FROM pick_run_orders WHERE emptied_at IS NULL
            UNION ALL SELECT shop_id, order_id, tote_id FROM full_totes) AS t
        JOIN order_lines l ON l.shop_id = t.shop_id AND l.order_id = t.order_id
        WHERE t.tote_id = b.place_id
          AND l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.picked > 0)
    UNION ALL -- in a batch's tote every piece is somebody's, and everybody's piece is there
    SELECT shop_id, tote_id, product_id, coalesce(b.on_hand, 0) FROM (
        SELECT ro.shop_id, ro.tote_id, l.product_id, sum(l.picked - l.packed) AS pieces
        FROM pick_run_orders ro
        JOIN order_lines l ON l.shop_id = ro.shop_id AND l.order_id = ro.order_id
        WHERE ro.is_batch AND ro.emptied_at IS NULL AND ro.tote_id IS NOT NULL
        GROUP BY ro.shop_id, ro.tote_id, l.product_id) AS theirs
    LEFT JOIN (SELECT shop_id, place_id AS tote_id, product_id, sum(on_hand) AS on_hand
               FROM balances GROUP BY shop_id, place_id, product_id) AS b
      USING (shop_id, tote_id, product_id)
    WHERE coalesce(b.on_hand, 0) <> theirs.pieces"""

# The way up from every LPN, climbed once more beside what the trigger keeps.
_CONTAINERS = """
    WITH RECURSIVE up AS (
        SELECT id, inside_id AS above_id, blocked_at IS NOT NULL AS is_blocked, 1 AS levels
        FROM places WHERE kind = 'lpn' AND inside_id IS NOT NULL
        UNION ALL
        SELECT u.id, p.inside_id, u.is_blocked OR p.blocked_at IS NOT NULL, u.levels + 1
        FROM up u JOIN places p ON p.id = u.above_id
        WHERE p.kind = 'lpn' AND u.levels < 10
    ), climbed AS (
        SELECT u.id, l.id AS location_id, l.kind,
               CASE WHEN l.kind IN ('storage', 'pick_face') AND l.blocked_at IS NULL
                     AND NOT u.is_blocked THEN l.kind END AS picked_as
        FROM up u JOIN places l ON l.id = u.above_id AND l.kind <> 'lpn'
    ), goods AS (
        SELECT place_id, sum(on_hand) AS on_hand, sum(allocated) AS allocated
        FROM balances GROUP BY place_id
    )
    SELECT p.id, p.code, 'stands in a circle, or nowhere with goods in it' AS what
    FROM places p LEFT JOIN climbed c ON c.id = p.id LEFT JOIN goods g ON g.place_id = p.id
    WHERE p.kind = 'lpn' AND c.id IS NULL AND (p.inside_id IS NOT NULL OR g.on_hand > 0)
    UNION ALL
    SELECT p.id, p.code, 'stands where nothing stands' FROM places p JOIN climbed c ON c.id = p.id
    WHERE c.kind NOT IN ('dock', 'storage', 'pick_face', 'staging', 'quarantine', 'returns')
    UNION ALL
    SELECT p.id, p.code, 'is not kept where it stands' FROM places p
    LEFT JOIN climbed c ON c.id = p.id
    WHERE p.stands_at_id IS DISTINCT FROM c.location_id
       OR p.picked_as IS DISTINCT FROM CASE
              WHEN p.kind = 'lpn' THEN c.picked_as
              WHEN p.kind IN ('storage', 'pick_face') AND p.blocked_at IS NULL THEN p.kind END
    UNION ALL
    SELECT p.id, p.code, 'is promised and stands where nobody picks'
    FROM climbed c JOIN places p ON p.id = c.id JOIN goods g ON g.place_id = p.id
    WHERE g.allocated > 0 AND c.kind NOT IN ('storage', 'pick_face')"""

# The columns that say in short what other rows say at length: the hot paths read only the short.
_LINES_AND_PROMISES = """
    WITH promised AS (
        SELECT shop_id, order_line_id, sum(quantity - picked - freed) AS open
        FROM allocations GROUP BY shop_id, order_line_id
    )
    SELECT l.shop_id, l.id AS order_line_id, l.ordered, l.allocated, l.picked, l.backordered,
           l.cancelled, coalesce(p.open, 0) AS promised
    FROM order_lines l
    LEFT JOIN promised p ON p.shop_id = l.shop_id AND p.order_line_id = l.id
    WHERE l.allocated - l.picked <> coalesce(p.open, 0)
       OR l.allocated + l.backordered + l.cancelled <> l.ordered"""

_PACKED_IS_THERE = """
    WITH counted AS (
        SELECT l.shop_id, l.order_id, l.product_id, sum(l.packed - l.shipped) AS packed
        FROM order_lines l GROUP BY l.shop_id, l.order_id, l.product_id
    ), there AS (
        SELECT p.shop_id, p.order_id, b.product_id, sum(b.on_hand) AS on_hand
        FROM parcels p JOIN balances b ON b.shop_id = p.shop_id AND b.place_id = p.id
        WHERE b.on_hand > 0 GROUP BY p.shop_id, p.order_id, b.product_id
    )
    SELECT shop_id, order_id, product_id, coalesce(c.packed, 0) AS packed,
           coalesce(t.on_hand, 0) AS in_parcels
    FROM counted c FULL JOIN there t USING (shop_id, order_id, product_id)
    WHERE coalesce(c.packed, 0) <> coalesce(t.on_hand, 0)"""

_HELD = """
    SELECT o.shop_id, o.id AS order_id, o.status, o.is_held, h.codes
    FROM orders o
    CROSS JOIN LATERAL (
        SELECT array_agg(code) AS codes FROM order_holds
        WHERE shop_id = o.shop_id AND order_id = o.id AND released_at IS NULL) AS h
    WHERE o.is_held <> (h.codes IS NOT NULL) OR (o.status = 'cancelled' AND h.codes IS NOT NULL)"""

# An order on a walk that nobody can begin or end would wait for ever, and no page would say so. One
# that is picked zone by zone waits for its parts to meet: the page of the walks says so.
_WALKED_FOR = """
    SELECT o.shop_id, o.id, 'order ' || o.status || ' and on no walk' AS what
    FROM orders o
    WHERE o.status IN ('released', 'picking') AND parts_are_together(o.shop_id, o.id)
      AND NOT EXISTS (
        SELECT FROM pick_run_orders ro JOIN pick_runs r ON r.id = ro.run_id
        WHERE ro.shop_id = o.shop_id AND ro.order_id = o.id AND ro.emptied_at IS NULL
          AND r.status IN ('open', 'picking'))
    UNION ALL
    SELECT o.shop_id, o.id, 'order ' || o.status || ' and nothing of it is left to pick'
    FROM orders o
    WHERE o.status IN ('released', 'picking') AND parts_are_together(o.shop_id, o.id)
      AND NOT EXISTS (
        SELECT FROM pick_tasks t WHERE t.shop_id = o.shop_id AND t.order_id = o.id
          AND t.status IN ('open', 'skipped'))
    UNION ALL
    SELECT t.shop_id, t.id, 'a task of an order that is ' || o.status
    FROM pick_tasks t JOIN orders o ON o.shop_id = t.shop_id AND o.id = t.order_id
    WHERE t.status IN ('open', 'skipped') AND o.status NOT IN ('released', 'picking')
    UNION ALL
    SELECT t.shop_id, t.id, 'a task for other goods than are promised'
    FROM pick_tasks t
    JOIN allocations a ON a.shop_id = t.shop_id AND a.id = t.allocation_id
    WHERE t.status IN ('open', 'skipped')
      AND ((t.order_line_id, t.product_id, t.lot_id, t.place_id)
               <> (a.order_line_id, a.product_id, a.lot_id, a.place_id)
           OR t.quantity - t.picked <> a.quantity - a.picked - a.freed)
    UNION ALL
    SELECT NULL, r.id, 'walk ' || r.number || ' is under way and leads nowhere'
    FROM pick_runs r
    WHERE r.status = 'picking' AND NOT EXISTS (
        SELECT FROM pick_tasks t WHERE t.run_id = r.id AND t.status IN ('open', 'skipped'))
    UNION ALL
    SELECT NULL, r.id, 'walk ' || r.number || ' is only planned and has tasks'
    FROM pick_runs r
    WHERE r.status = 'open' AND NOT r.is_fixed
      AND EXISTS (SELECT FROM pick_tasks t WHERE t.run_id = r.id)"""

_PROMISED_TIMES = f"""
    SELECT shop_id, id AS order_id, ship_by FROM orders
    WHERE status IN ('received', 'backordered') AND is_ship_by_ours AND ship_by IS NOT NULL
      AND updated_at < now() - {STUCK_AFTER}"""

# Each kept day against all movements up to it, added up along the days on which a product moved.
_CLOSED_DAYS = f"""
    WITH moved AS (
        SELECT m.shop_id, m.product_id, CAST(m.occurred_at AT TIME ZONE 'UTC' AS date) AS day_on,
               side.condition, sum(side.n) AS n
        FROM movements m
        JOIN (SELECT shop_id, max(day_on) AS last_on FROM closed_days GROUP BY shop_id) AS closed
          ON closed.shop_id = m.shop_id
         AND m.occurred_at < CAST(closed.last_on + 1 AS timestamp) AT TIME ZONE 'UTC'
        CROSS JOIN LATERAL (
            VALUES (m.from_place_id, m.from_condition, -m.quantity::bigint),
                   (m.to_place_id, m.to_condition, m.quantity::bigint)
        ) AS side (place_id, condition, n)
        JOIN places p ON p.id = side.place_id AND p.kind NOT IN {_OUTSIDE}
        GROUP BY 1, 2, 3, 4
    ), running AS (
        SELECT shop_id, product_id, day_on, condition,
               sum(coalesce(n, 0)) OVER (
                   PARTITION BY shop_id, product_id, condition ORDER BY day_on) AS n
        FROM (SELECT DISTINCT shop_id, product_id, day_on FROM moved) AS days
        JOIN (SELECT DISTINCT shop_id, product_id, condition FROM moved) AS conditions
          USING (shop_id, product_id)
        LEFT JOIN moved USING (shop_id, product_id, day_on, condition)
    ), replay AS (
        SELECT shop_id, product_id, day_on,
               coalesce(jsonb_object_agg(condition, n) FILTER (WHERE n <> 0), '{{}}') AS conditions
        FROM running GROUP BY shop_id, product_id, day_on
    )
    SELECT shop_id, product_id, day_on, d.conditions AS kept, r.conditions AS replayed
    FROM stock_days d FULL JOIN replay r USING (shop_id, product_id, day_on)
    WHERE d.conditions IS DISTINCT FROM r.conditions"""

# A unit that is cancelled on the second way may go a third time.
_SENT_AGAIN = """
    SELECT l.shop_id, l.order_id, l.id AS order_line_id, l.shipped, sum(n.ordered - n.cancelled)
           AS again
    FROM reshipment_lines r
    JOIN order_lines l ON l.shop_id = r.shop_id AND l.id = r.of_line_id
    JOIN order_lines n ON n.shop_id = r.shop_id AND n.id = r.order_line_id
    GROUP BY l.shop_id, l.order_id, l.id, l.shipped
    HAVING sum(n.ordered - n.cancelled) > l.shipped
    UNION ALL
    SELECT o.shop_id, o.id, NULL, NULL, NULL FROM orders o
    FULL JOIN reshipments r ON r.shop_id = o.shop_id AND r.order_id = o.id
    WHERE o.reship_of IS DISTINCT FROM r.of_order_id"""

#: name → (sentence, SQL of the rows that break it)
_COD_BALANCES = """
    SELECT shop_id, carrier, currency, b.outstanding_minor, r.outstanding, b.collected_minor,
           r.collected, b.passed_on_minor, r.passed_on
    FROM cod_balances b FULL JOIN cod_replayed() r USING (shop_id, carrier, currency)
    WHERE (coalesce(b.outstanding_minor, 0), coalesce(b.collected_minor, 0),
           coalesce(b.passed_on_minor, 0))
          <> (coalesce(r.outstanding, 0), coalesce(r.collected, 0), coalesce(r.passed_on, 0))"""

INVARIANTS: dict[str, tuple[str, str]] = {
    "I1": ("every product and lot sums to zero over all places", _SUM_ZERO),
    "I2": ("balances are the replay of the movements", _REPLAY),
    "I3": ("nowhere is more promised than there is", _WITHIN_HAND),
    "I4": ("what is promised is what allocations say", _PROMISES),
    "I5": ("every shipped unit has its pick and its allocation", _SHIPPED_WAS_PICKED),
    "I6": ("no row joins two shops", _ONE_SHOP),
    "I7": ("every event is delivered, pending, or dead with a reason", _EVENTS_TOLD),
    "I8": ("every scan and every key has one effect", _ONCE),
    "I9": ("every order, run, parcel and return walked a legal path", _PATHS),
    "I10": ("no more came back than was shipped", _RETURNED_WAS_SHIPPED),
    "I11": ("an open tote holds its own orders only", _OWN_TOTE),
    "I12": ("every LPN stands at a location, and is picked from where it stands", _CONTAINERS),
    "I13": ("an order line counts as its promises do", _LINES_AND_PROMISES),
    "I14": ("what is packed lies in the order's parcels", _PACKED_IS_THERE),
    "I15": ("an order is held back as long as a hold of it is open", _HELD),
    "I16": ("who is walked for is on a walk that can be ended", _WALKED_FOR),
    "I17": ("without goods no time is promised", _PROMISED_TIMES),
    "I18": ("what closed days keep is what had moved until then", _CLOSED_DAYS),
    "I19": ("no more is sent again than was sent, and both orders say so", _SENT_AGAIN),
    "I20": ("balances of cash on delivery are the replay of its entries", _COD_BALANCES),
    "I21": ("what was graded of a return is what was carried from its bench", _GRADED_WAS_CARRIED),
    "I22": ("a piece that is not the one that was shipped is never sold", _MISMATCH_IS_NOT_SOLD),
}


class Violation(msgspec.Struct, frozen=True, kw_only=True):
    """A broken invariant: its name, its sentence, and the rows that break it (at most 20)."""

    name: str
    sentence: str
    rows: list[dict[str, Any]]


async def verify(read: Read) -> list[Violation]:
    """Check every invariant; the broken ones, none when all hold.

    Each check is one statement and sees one snapshot. Run it as the hall: a shop sees itself only.
    """
    await read.execute(text(f"SET LOCAL statement_timeout = '{CHECK_LIMIT_S}s'"))
    broken = []
    for name, (sentence, sql) in INVARIANTS.items():
        found = await read.execute(text(f"SELECT * FROM ({sql}) AS broken LIMIT {REPORT_MAX}"))
        rows = [dict(row) for row in found.mappings()]
        if rows:
            broken.append(Violation(name=name, sentence=sentence, rows=rows))
    return broken
