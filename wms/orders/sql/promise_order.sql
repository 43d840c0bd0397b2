-- Promises stock to an order's lines and moves the order to allocated or backordered.
-- Serves a new order and a backordered one for which goods have come.
-- Answer: {"status", "lines": [{"id", "name", "allocated", "backordered"}]} in the order of p_lines.
CREATE OR REPLACE FUNCTION promise_order(
    p_shop uuid, p_order uuid, p_external_id text,
    p_lines uuid[], p_products uuid[], p_quantities int[], p_whole boolean
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_lines jsonb;
    v_event_lines jsonb;
    v_got bigint;
    v_promised bigint;
    v_status text;
BEGIN
    WITH given AS (
        SELECT * FROM allocate_stock(p_shop, p_lines, p_products, p_quantities, p_whole)
    ), asked AS (
        SELECT u.line, u.quantity, u.n, coalesce(g.allocated, 0) AS got
        FROM unnest(p_lines, p_quantities) WITH ORDINALITY AS u (line, quantity, n)
        LEFT JOIN given g ON g.line_id = u.line
    ), written AS (
        UPDATE order_lines l
        SET allocated = l.allocated + a.got, backordered = a.quantity - a.got
        FROM asked a WHERE l.shop_id = p_shop AND l.id = a.line
        RETURNING a.n, l.id, a.got, l.allocated, l.backordered, l.product_id, l.external_id
    )
    SELECT jsonb_agg(jsonb_build_object('id', w.id, 'name', p.name, 'allocated', w.allocated,
                                        'backordered', w.backordered) ORDER BY w.n),
           jsonb_agg(jsonb_build_object('sku', p.sku, 'external_id', w.external_id,
                                        'allocated', w.allocated,
                                        'backordered', w.backordered) ORDER BY w.n),
           sum(w.got), sum(w.allocated)
    INTO v_lines, v_event_lines, v_got, v_promised
    FROM written w JOIN products p ON p.shop_id = p_shop AND p.id = w.product_id;

    -- an order that is partly promised already stays so, whatever it got now
    v_status := CASE
        WHEN v_promised > 0 OR EXISTS (SELECT FROM order_lines WHERE shop_id = p_shop
                                       AND order_id = p_order AND allocated > 0) THEN 'allocated'
        ELSE 'backordered' END;
    UPDATE orders SET status = v_status, version = version + 1, updated_at = clock_timestamp()
    WHERE shop_id = p_shop AND id = p_order AND (status <> v_status OR v_got > 0);
    IF FOUND THEN
        PERFORM record_event(p_shop, 'order.' || v_status, 'order', p_order, p_external_id,
                             jsonb_build_object('lines', v_event_lines));
    END IF;
    RETURN jsonb_build_object('status', v_status, 'lines', v_lines);
END $$;
