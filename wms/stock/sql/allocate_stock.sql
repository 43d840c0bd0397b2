-- Promises stock to order lines, one or thousands, in the order in which they stand.
-- Which stock: first expired first out; then the oldest lot; then the pick face before the reserve;
-- then a place that holds the whole quantity of the line; then the goods that came first; then the
-- walk. The promise keeps which of these decided (allocations.chosen_by).
-- p_whole: every line in full, or nothing at all. Else p_bundles says which lines, one behind the
-- other, go together, in whole sets only: an order that wants all or nothing is one set, a kit as
-- many as were ordered; NULL: each line takes what there is.
-- p_per_set: of a line in one set; p_has: what it is promised already.
-- p_kept: units of the line's product that are kept for somebody before it; p_keeps: what the line
-- does not get is kept for it from those behind it.
-- Returns a row per line, in their order; allocated may be 0.
DROP FUNCTION IF EXISTS allocate_stock(uuid, uuid[], uuid[], int[], boolean);
CREATE OR REPLACE FUNCTION allocate_stock(
    p_shop uuid, p_lines uuid[], p_products uuid[], p_quantities int[], p_whole boolean,
    p_bundles int[] DEFAULT NULL, p_per_set int[] DEFAULT NULL, p_has int[] DEFAULT NULL,
    p_kept int[] DEFAULT NULL, p_keeps boolean[] DEFAULT NULL
) RETURNS TABLE (line_id uuid, allocated int)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    n CONSTANT int := cardinality(p_lines);
    -- what is offered, each product's in the order in which it is taken
    o_products uuid[];
    o_lots uuid[];
    o_places uuid[];
    o_free int[];
    o_before text[]; -- which rule puts it before the next one of its product
    -- by the place in these lists where a product begins
    v_left int[]; -- units free of it
    v_next int[]; -- the first place that is not empty
    v_asked int[]; -- by the lines of the bundle that were looked at
    v_begins int[]; -- where a line's product begins; NULL: nothing is free of it
    v_got int[];
    t_lines uuid[];
    t_products uuid[];
    t_lots uuid[];
    t_places uuid[];
    t_quantities int[];
    t_why text[];
    taken int := 0;
    i int := 1;
    j int;
    p int;
    o int;
    x int;
    v_sets int;
    v_can int;
    v_rest int;
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

    SELECT array_agg(product_id), array_agg(lot_id), array_agg(place_id), array_agg(free),
           array_agg(before), array_agg(total)
    INTO o_products, o_lots, o_places, o_free, o_before, v_left
    FROM (SELECT f.product_id, f.lot_id, f.place_id, f.free,
                 CASE WHEN lead(f.place_id) OVER w IS NULL THEN NULL
                      WHEN lead(f.expires_on) OVER w IS DISTINCT FROM f.expires_on
                          THEN 'expires_first'
                      WHEN lead(f.lot_id) OVER w <> f.lot_id THEN 'oldest_lot'
                      WHEN lead(f.is_face) OVER w <> f.is_face THEN 'pick_face'
                      WHEN lead(f.first_at) OVER w <> f.first_at THEN 'came_first'
                      ELSE 'nearest' END AS before,
                 (sum(f.free) OVER (PARTITION BY f.product_id))::int AS total
          FROM free_stock(p_shop, p_products) AS f
          WINDOW w AS (PARTITION BY f.product_id
                       ORDER BY f.expires_on NULLS LAST, f.lot_at, f.lot_id, f.is_face DESC,
                                f.first_at, f.pick_order, f.place_id)
          ORDER BY f.product_id, f.expires_on NULLS LAST, f.lot_at, f.lot_id, f.is_face DESC,
                   f.first_at, f.pick_order, f.place_id) AS offered;

    WHILE i <= n LOOP
        j := i;
        IF p_bundles IS NOT NULL THEN
            WHILE j < n AND p_bundles[j + 1] = p_bundles[i] LOOP j := j + 1; END LOOP;
        ELSIF p_whole THEN
            j := n;
        END IF;

        -- who goes how far: the bundle gets as many sets as its scarcest line allows
        v_sets := NULL;
        FOR k IN i..j LOOP
            p := array_position(o_products, p_products[k]);
            v_begins[k] := p;
            v_can := least(p_quantities[k], greatest(0, -- nothing free: greatest() passes null over
                v_left[p] - coalesce(p_kept[k], 0) - coalesce(v_asked[p], 0)));
            IF i < j AND p IS NOT NULL THEN
                v_asked[p] := coalesce(v_asked[p], 0) + p_quantities[k];
            END IF;
            v_got[k] := v_can;
            v_sets := least(v_sets, CASE
                WHEN p_per_set IS NOT NULL THEN (p_has[k] + v_can) / p_per_set[k]
                WHEN p_whole AND v_can < p_quantities[k] THEN 0 END);
        END LOOP;

        FOR k IN i..j LOOP
            p := v_begins[k];
            IF v_sets IS NOT NULL THEN
                v_got[k] := CASE WHEN p_per_set IS NULL THEN 0
                    ELSE greatest(0, least(p_quantities[k], v_sets * p_per_set[k] - p_has[k])) END;
            END IF;
            CONTINUE WHEN p IS NULL;
            IF i < j THEN
                v_asked[p] := 0;
            END IF;
            v_rest := v_got[k];
            v_left[p] := v_left[p] - CASE WHEN p_keeps[k] THEN least(v_left[p], p_quantities[k])
                                          ELSE v_rest END;
            o := coalesce(v_next[p], p);
            WHILE v_rest > 0 LOOP
                WHILE o_free[o] = 0 LOOP o := o + 1; END LOOP;
                v_next[p] := o;
                x := o;
                WHILE o_free[x] < v_rest AND o_before[x] IN ('came_first', 'nearest') LOOP
                    x := x + 1;
                END LOOP;
                IF o_free[x] < v_rest THEN -- no place of its kind has the whole
                    x := o;
                END IF;
                taken := taken + 1;
                t_lines[taken] := p_lines[k];
                t_products[taken] := p_products[k];
                t_lots[taken] := o_lots[x];
                t_places[taken] := o_places[x];
                t_quantities[taken] := least(v_rest, o_free[x]);
                t_why[taken] := CASE WHEN x = o THEN o_before[x] ELSE 'whole' END;
                o_free[x] := o_free[x] - t_quantities[taken];
                v_rest := v_rest - t_quantities[taken];
            END LOOP;
        END LOOP;
        i := j + 1;
    END LOOP;

    IF taken > 0 THEN
        WITH taken AS (
            SELECT * FROM unnest(t_lines, t_products, t_lots, t_places, t_quantities, t_why)
                AS t (line, product_id, lot_id, place_id, quantity, why)
        ), promised AS (
            UPDATE balances b SET allocated = b.allocated + t.quantity
            FROM (SELECT product_id, lot_id, place_id, sum(quantity)::int AS quantity
                  FROM taken GROUP BY product_id, lot_id, place_id) t
            WHERE b.shop_id = p_shop AND b.product_id = t.product_id AND b.lot_id = t.lot_id
              AND b.condition = 'good' AND b.place_id = t.place_id
        )
        INSERT INTO allocations (shop_id, order_line_id, product_id, lot_id, place_id, quantity,
                                 chosen_by)
        SELECT p_shop, line, product_id, lot_id, place_id, quantity, why FROM taken;
    END IF;
    RETURN QUERY SELECT * FROM unnest(p_lines, v_got);
END $$;

-- Promises goods of one lot at one place to an order line: somebody chose them. Answers the promise.
DROP FUNCTION IF EXISTS promise_at(uuid, uuid, uuid, uuid, uuid, int);
CREATE OR REPLACE FUNCTION promise_at(
    p_shop uuid, p_line uuid, p_product uuid, p_lot uuid, p_place uuid, p_quantity int,
    p_chosen_by text
) RETURNS uuid
LANGUAGE sql AS $$
    UPDATE balances SET allocated = allocated + p_quantity
    WHERE shop_id = p_shop AND product_id = p_product AND lot_id = p_lot
      AND condition = 'good' AND place_id = p_place;
    INSERT INTO allocations (shop_id, order_line_id, product_id, lot_id, place_id, quantity,
                             chosen_by)
    VALUES (p_shop, p_line, p_product, p_lot, p_place, p_quantity, p_chosen_by)
    RETURNING id
$$;
