-- A piece without a readable code goes into a parcel: somebody looked at it instead of a scanner.
-- Answer: {"did": "packed" | "all_in", "packed", "of"}; refuses what a scan would be refused.
CREATE OR REPLACE FUNCTION pack_by_hand(
    p_scan uuid, p_parcel bigint, p_sku text, p_operator uuid, p_device uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_order orders;
    v_parcel parcels;
    v_item record;
BEGIN
    PERFORM pack_hold(p_parcel, p_operator);
    SELECT * INTO v_parcel FROM parcels WHERE number = p_parcel;
    SELECT * INTO v_order FROM orders
    WHERE shop_id = v_parcel.shop_id AND id = v_parcel.order_id;
    SELECT p.id, sum(l.picked) AS picked, sum(l.packed) AS packed INTO v_item
    FROM order_lines l JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE l.shop_id = v_order.shop_id AND l.order_id = v_order.id AND p.sku = p_sku
    GROUP BY p.id;
    IF v_item.id IS NULL OR v_item.packed = v_item.picked THEN
        PERFORM refuse('pack.nothing_missing', jsonb_build_object('sku', p_sku));
    END IF;
    PERFORM pack_units(v_order, v_parcel, v_item.id, 1, NULL, NULL, p_scan, p_operator, p_device);
    RETURN jsonb_build_object('packed', v_item.packed + 1, 'of', v_item.picked, 'did', CASE
        WHEN EXISTS (SELECT FROM order_lines WHERE shop_id = v_order.shop_id
                     AND order_id = v_order.id AND packed < picked) THEN 'packed'
        ELSE 'all_in' END);
END $$;
