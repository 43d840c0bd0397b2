-- One piece that is promised to an order line goes off its place, without a walk. Answers the product.
CREATE OR REPLACE FUNCTION take_promised(
    p_shop uuid, p_line uuid, p_to uuid, p_operator uuid, p_device uuid, p_scan uuid
) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_promise allocations;
BEGIN
    UPDATE allocations SET picked = picked + 1
    WHERE shop_id = p_shop AND id = (
        SELECT id FROM allocations WHERE shop_id = p_shop AND order_line_id = p_line
        AND quantity > picked + freed ORDER BY id LIMIT 1 FOR UPDATE)
    RETURNING * INTO STRICT v_promise;
    PERFORM move_stock(p_shop, v_promise.product_id, v_promise.lot_id, 1, v_promise.place_id,
                       'good', p_to, 'good', 'pick', p_line, p_operator, p_device, p_scan, 1);
    RETURN v_promise.product_id;
END $$;
