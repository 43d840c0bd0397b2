-- Promises stock to order lines, all lines in one pass.
-- Which stock: first expired first out; then the oldest lot; then the pick face before the reserve;
-- then a place that holds the whole quantity; then the goods that came first; then the walk.
-- p_whole: promise every line in full, or nothing at all.
-- Returns a row per line that got something.
CREATE OR REPLACE FUNCTION allocate_stock(
    p_shop uuid, p_lines uuid[], p_products uuid[], p_quantities int[], p_whole boolean
) RETURNS TABLE (line_id uuid, allocated int)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    -- Locked in key order and waited for, never skipped: what somebody else is about to give back
    -- is stock too. The next statement has a snapshot of its own and sees what they left.
    PERFORM 1
    FROM balances b JOIN places p ON p.id = b.place_id
    WHERE b.shop_id = p_shop AND b.product_id = ANY (p_products) AND b.condition = 'good'
      AND b.on_hand > 0 -- also what is all promised: some of it may be free a moment later
      AND p.picked_as IS NOT NULL
    ORDER BY b.product_id, b.lot_id, b.condition, b.place_id
    FOR UPDATE OF b;

    RETURN QUERY
    WITH wanted AS (
        SELECT w.line, w.product, w.quantity,
               sum(w.quantity) OVER (PARTITION BY w.product ORDER BY w.n) - w.quantity AS low,
               sum(w.quantity) OVER (PARTITION BY w.product ORDER BY w.n) AS high,
               sum(w.quantity) OVER (PARTITION BY w.product) AS total
        FROM unnest(p_lines, p_products, p_quantities) WITH ORDINALITY AS w (line, product, quantity, n)
    ), demand AS (
        SELECT DISTINCT product, total FROM wanted
    ), offered AS (
        SELECT b.product_id, b.lot_id, b.place_id, b.on_hand - b.allocated AS free,
               row_number() OVER (
                   PARTITION BY b.product_id
                   ORDER BY l.expires_on NULLS LAST, l.created_at, l.id,
                            p.picked_as = 'pick_face' DESC,
                            b.on_hand - b.allocated >= d.total DESC,
                            b.first_at, p.pick_order, p.id
               ) AS rank
        FROM demand d
        JOIN balances b ON b.shop_id = p_shop AND b.product_id = d.product
        JOIN places p ON p.id = b.place_id
        JOIN lots l ON l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.id = b.lot_id
        WHERE b.condition = 'good' AND b.on_hand > b.allocated
          AND p.picked_as IS NOT NULL
          AND (l.sell_before IS NULL OR l.sell_before > current_date)
    ), supply AS (
        SELECT o.*, sum(free) OVER (PARTITION BY product_id ORDER BY rank) - free AS low,
               sum(free) OVER (PARTITION BY product_id ORDER BY rank) AS high
        FROM offered o
    ), taken AS (
        -- demand and supply laid side by side on one line of units: where they overlap, take
        SELECT w.line, s.product_id, s.lot_id, s.place_id,
               (least(w.high, s.high) - greatest(w.low, s.low))::int AS quantity
        FROM wanted w JOIN supply s
          ON s.product_id = w.product AND s.low < w.high AND w.low < s.high
        WHERE NOT p_whole OR NOT EXISTS (
            SELECT FROM demand d
            WHERE d.total > coalesce((SELECT sum(free) FROM offered o WHERE o.product_id = d.product), 0))
    ), written AS (
        INSERT INTO allocations (shop_id, order_line_id, product_id, lot_id, place_id, quantity)
        SELECT p_shop, line, product_id, lot_id, place_id, quantity FROM taken
    ), promised AS (
        UPDATE balances b SET allocated = b.allocated + t.quantity
        FROM (SELECT product_id, lot_id, place_id, sum(quantity)::int AS quantity
              FROM taken GROUP BY product_id, lot_id, place_id) t
        WHERE b.shop_id = p_shop AND b.product_id = t.product_id AND b.lot_id = t.lot_id
          AND b.condition = 'good' AND b.place_id = t.place_id
    )
    SELECT line, sum(quantity)::int FROM taken GROUP BY line;
END $$;

-- Promises goods of one lot at one place to an order line: a picker chose them. Answers the promise.
CREATE OR REPLACE FUNCTION promise_at(
    p_shop uuid, p_line uuid, p_product uuid, p_lot uuid, p_place uuid, p_quantity int
) RETURNS uuid
LANGUAGE sql AS $$
    UPDATE balances SET allocated = allocated + p_quantity
    WHERE shop_id = p_shop AND product_id = p_product AND lot_id = p_lot
      AND condition = 'good' AND place_id = p_place;
    INSERT INTO allocations (shop_id, order_line_id, product_id, lot_id, place_id, quantity)
    VALUES (p_shop, p_line, p_product, p_lot, p_place, p_quantity)
    RETURNING id
$$;
