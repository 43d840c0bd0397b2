-- Makes the lines of a locked order, for which nobody walks yet, be as asked: p_lines is the whole
-- list, [{"sku", "quantity", "external_id"}]. A line is known again by its product, its kit and its
-- external id. What is asked for no more stays as a line of nothing: its history refers to it.
-- Promises that are too many are given back. An order that goes whole or not at all, and needs more
-- than before, gives back all of them, and is promised anew by the caller, in this transaction.
-- Answer: {"is_changed", "freed": [ids of products of which there is more available now]}.
CREATE OR REPLACE FUNCTION amend_lines(p_shop uuid, p_order uuid, p_lines jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_asked jsonb := coalesce(take_kits_apart(p_shop, p_lines), p_lines);
    v_order orders;
    v_plan jsonb;
    v_is_anew boolean;
    v_freed uuid[];
BEGIN
    SELECT * INTO STRICT v_order FROM orders WHERE shop_id = p_shop AND id = p_order;
    PERFORM check_skus(p_shop, v_asked);

    -- one row for each line there is and each that is asked for, laid side by side
    WITH asked AS (
        SELECT a.*, row_number() OVER (
                   PARTITION BY product_id, kit_id, external_id ORDER BY n) AS nth
        FROM (SELECT n, p.id AS product_id, kit.id AS kit_id, l.line ->> 'external_id' AS external_id,
                     (l.line ->> 'quantity')::int AS quantity,
                     (l.line -> 'kit' ->> 'quantity')::int AS kits
              FROM jsonb_array_elements(v_asked) WITH ORDINALITY AS l (line, n)
              JOIN products p ON p.shop_id = p_shop AND p.sku = l.line ->> 'sku'
              LEFT JOIN products kit ON kit.shop_id = p_shop
                                    AND kit.sku = l.line -> 'kit' ->> 'sku') AS a
    ), there AS (
        SELECT l.*, row_number() OVER (
                   PARTITION BY product_id, kit_id, external_id ORDER BY line_no) AS nth
        FROM order_lines l WHERE l.shop_id = p_shop AND l.order_id = p_order AND l.ordered > 0
    )
    SELECT jsonb_agg(jsonb_build_object(
               'id', t.id, 'n', a.n, 'product', coalesce(t.product_id, a.product_id),
               'kit', a.kit_id, 'kits', a.kits, 'external_id', a.external_id,
               'quantity', coalesce(a.quantity, 0),
               'allocated', coalesce(t.allocated, 0),
               'is_same', coalesce(a.quantity = t.ordered - t.cancelled, false)))
    INTO v_plan
    FROM there t FULL JOIN asked a
      ON a.product_id = t.product_id AND a.kit_id IS NOT DISTINCT FROM t.kit_id
     AND a.external_id IS NOT DISTINCT FROM t.external_id AND a.nth = t.nth;
    IF (SELECT bool_and((one ->> 'is_same')::boolean) FROM jsonb_array_elements(v_plan) AS one) THEN
        RETURN '{"is_changed": false, "freed": []}';
    END IF;
    PERFORM lock_stock(p_shop, ARRAY(SELECT DISTINCT (one ->> 'product')::uuid
                                     FROM jsonb_array_elements(v_plan) AS one));
    v_is_anew := goes_whole(v_order) AND EXISTS (
        SELECT FROM jsonb_array_elements(v_plan) AS one
        WHERE (one ->> 'quantity')::int > (one ->> 'allocated')::int);
    v_freed := free_beyond(p_shop, (
        SELECT jsonb_object_agg(one ->> 'id', CASE WHEN v_is_anew THEN 0
                                                   ELSE (one ->> 'quantity')::int END)
        FROM jsonb_array_elements(v_plan) AS one WHERE one ->> 'id' IS NOT NULL));
    PERFORM write_lines(p_shop, p_order, v_plan);
    RETURN jsonb_build_object('is_changed', true, 'freed', to_jsonb(v_freed));
END $$;

-- Every SKU of these lines names a product that can be ordered; refuses with all that do not.
CREATE OR REPLACE FUNCTION check_skus(p_shop uuid, p_lines jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_unknown jsonb := (
        SELECT jsonb_agg(jsonb_build_object(
            'index', coalesce((line ->> 'index')::int, n - 1), 'sku', line ->> 'sku') ORDER BY n)
        FROM jsonb_array_elements(p_lines) WITH ORDINALITY AS l (line, n)
        WHERE NOT EXISTS (SELECT FROM products p WHERE p.shop_id = p_shop
                          AND p.sku = line ->> 'sku' AND p.archived_at IS NULL));
BEGIN
    IF v_unknown IS NOT NULL THEN
        PERFORM refuse('order.unknown_sku', jsonb_build_object('unknown', v_unknown));
    END IF;
END $$;

-- Gives back what lines are promised beyond so much: p_most is {line: units}. The promises made last
-- go first. Answers the products of which something was given back.
CREATE OR REPLACE FUNCTION free_beyond(p_shop uuid, p_most jsonb) RETURNS uuid[]
LANGUAGE plpgsql AS $$
DECLARE
    v_open record;
    v_part int;
    v_products uuid[] := '{}';
BEGIN
    FOR v_open IN
        SELECT a.id, a.product_id, l.id AS line_id, a.quantity - a.picked - a.freed AS open,
               l.allocated - (p_most ->> l.id::text)::int AS beyond,
               sum(a.quantity - a.picked - a.freed) OVER (
                   PARTITION BY l.id ORDER BY a.id DESC) AS upto
        FROM order_lines l
        JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
                          AND a.quantity > a.picked + a.freed
        WHERE l.shop_id = p_shop AND l.id IN (SELECT key::uuid FROM jsonb_each(p_most))
        ORDER BY a.product_id, a.lot_id, a.place_id
    LOOP
        CONTINUE WHEN v_open.upto - v_open.open >= v_open.beyond;
        v_part := free_promises(p_shop, ARRAY[v_open.id], p_most =>
            least(v_open.open, v_open.beyond - (v_open.upto - v_open.open))::int);
        UPDATE order_lines SET allocated = allocated - v_part
        WHERE shop_id = p_shop AND id = v_open.line_id;
        v_products := v_products || v_open.product_id;
    END LOOP;
    RETURN ARRAY(SELECT DISTINCT unnest(v_products));
END $$;

-- Writes the lines of a plan of amend_lines: what is not promised waits.
CREATE OR REPLACE FUNCTION write_lines(p_shop uuid, p_order uuid, p_plan jsonb) RETURNS void
LANGUAGE sql AS $$
    UPDATE order_lines l
    SET ordered = w.quantity, cancelled = 0, backordered = w.quantity - l.allocated,
        kit_id = w.kit, kits = w.kits
    FROM jsonb_to_recordset(p_plan) AS w (id uuid, quantity int, kit uuid, kits int)
    WHERE l.shop_id = p_shop AND l.id = w.id;

    INSERT INTO order_lines (shop_id, order_id, line_no, product_id, external_id, ordered,
                             backordered, kit_id, kits)
    SELECT p_shop, p_order,
           (SELECT max(line_no) FROM order_lines WHERE shop_id = p_shop AND order_id = p_order)
               + row_number() OVER (ORDER BY w.n),
           w.product, w.external_id, w.quantity, w.quantity, w.kit, w.kits
    FROM jsonb_to_recordset(p_plan) AS w (
        id uuid, n int, product uuid, external_id text, quantity int, kit uuid, kits int)
    WHERE w.id IS NULL;
$$;

-- A locked order, for which nobody walks yet, goes whole from now on: when something of it is
-- missing it gives back all that it is promised, and is promised anew by the caller, in this
-- transaction. Answer: the products of which there is more available now; NULL: nothing is missing.
CREATE OR REPLACE FUNCTION wait_whole(p_shop uuid, p_order uuid) RETURNS uuid[]
LANGUAGE plpgsql AS $$
DECLARE
    v_freed uuid[];
BEGIN
    IF NOT EXISTS (SELECT FROM order_lines WHERE shop_id = p_shop AND order_id = p_order
                   AND backordered > 0) THEN
        RETURN NULL;
    END IF;
    PERFORM lock_stock(p_shop, ARRAY(SELECT DISTINCT product_id FROM order_lines
                                     WHERE shop_id = p_shop AND order_id = p_order));
    v_freed := free_beyond(p_shop, (SELECT jsonb_object_agg(id, 0) FROM order_lines
                                    WHERE shop_id = p_shop AND order_id = p_order));
    UPDATE order_lines SET backordered = ordered - cancelled - allocated
    WHERE shop_id = p_shop AND order_id = p_order
      AND backordered <> ordered - cancelled - allocated;
    RETURN v_freed;
END $$;
