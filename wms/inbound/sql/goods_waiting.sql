-- What of some products stands on the docks and waits to be put away; free: in nobody's hands yet.
-- Good ones first, then by expiry.
CREATE OR REPLACE FUNCTION goods_waiting(p_shops uuid[], p_products uuid[])
RETURNS TABLE (shop_id uuid, shop text, product_id uuid, sku text, name text, lot_id uuid, lot text,
               expires_on date, condition text, place_id uuid, place text, on_hand int, free int)
LANGUAGE sql STABLE AS $$
    SELECT b.shop_id, s.name, b.product_id, p.sku, p.name, b.lot_id, nullif(l.code, ''),
           l.expires_on, b.condition, b.place_id, dock.code, b.on_hand,
           b.on_hand - coalesce((
               SELECT sum(c.quantity) FROM put_aways c
               WHERE c.done_at IS NULL AND c.cancelled_at IS NULL AND c.shop_id = b.shop_id
                 AND c.product_id = b.product_id AND c.lot_id = b.lot_id
                 AND c.condition = b.condition AND c.from_place_id = b.place_id), 0)::int
    FROM unnest(p_shops, p_products) AS wanted (shop_id, product_id)
    JOIN balances b ON b.shop_id = wanted.shop_id AND b.product_id = wanted.product_id
    JOIN places dock ON dock.id = b.place_id
    JOIN shops s ON s.id = b.shop_id
    JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id
    JOIN lots l ON l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.id = b.lot_id
    WHERE b.on_hand > 0 AND waits_for_put_away(CASE dock.kind WHEN 'lpn' THEN (
              SELECT kind FROM places WHERE id = dock.stands_at_id) ELSE dock.kind END, b.condition)
    ORDER BY b.condition <> 'good', l.expires_on NULLS LAST, s.name, dock.code, b.lot_id
$$;

-- Returned goods that are not good stay where they were graded.
CREATE OR REPLACE FUNCTION waits_for_put_away(p_kind text, p_condition text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT p_kind = 'dock' OR p_kind = 'returns' AND p_condition = 'good'
$$;

-- Base units on the docks that nobody carries.
CREATE OR REPLACE FUNCTION count_waiting() RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT sum(b.on_hand) FROM warehouses w
        JOIN places p ON p.warehouse_id = w.id AND p.kind IN ('dock', 'returns')
        JOIN places l ON l.id = p.id OR l.stands_at_id = p.id
        JOIN balances b ON b.place_id = l.id
        WHERE b.on_hand > 0 AND waits_for_put_away(p.kind, b.condition)), 0)
    - coalesce((
        SELECT sum(quantity) FROM put_aways WHERE done_at IS NULL AND cancelled_at IS NULL), 0)
$$;
