-- What a scan of goods means: the work in hand decides, else it is said in words. p_read is
-- wms.inbound.recognise.GoodsRead.

-- Every product, of whatever shop, that the code may mean: one per shop, the best reading first.
-- quantity: base units of the whole scan. Refuses what is nothing, or too much at once.
DROP FUNCTION IF EXISTS recognise_goods(jsonb);
CREATE OR REPLACE FUNCTION recognise_goods(p_read jsonb)
RETURNS TABLE (shop_id uuid, shop text, product_id uuid, sku text, name text, code text,
               is_lot_tracked boolean, is_expiry_tracked boolean, quantity int,
               is_serial_tracked boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_codes text[] := ARRAY(SELECT jsonb_array_elements_text(p_read -> 'codes'));
    -- what is larger was a barcode typed into a quantity (wms.texts.QUANTITY_MAX)
    quantity_max CONSTANT int := 1000000;
    v_found record;
BEGIN
    IF p_read ->> 'no' IS NOT NULL THEN
        PERFORM refuse(p_read ->> 'no', jsonb_build_object('scanned', p_read -> 'code'));
    END IF;
    FOR v_found IN
        SELECT DISTINCT ON (s.name, p.shop_id) p.shop_id, s.name AS shop, p.id, p.sku, p.name,
               b.code, p.is_lot_tracked, p.is_expiry_tracked, p.is_serial_tracked,
               b.quantity::numeric * (p_read ->> 'count')::int * (p_read ->> 'times')::int AS total
        FROM barcodes b
        JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id
        JOIN shops s ON s.id = b.shop_id
        WHERE b.code = ANY (v_codes)
        ORDER BY s.name, p.shop_id, array_position(v_codes, b.code), p.sku
    LOOP
        IF v_found.total NOT BETWEEN 1 AND quantity_max THEN
            PERFORM refuse('inbound.too_many_at_once',
                           jsonb_build_object('quantity', v_found.total));
        END IF;
        RETURN QUERY SELECT v_found.shop_id, v_found.shop, v_found.id, v_found.sku, v_found.name,
            v_found.code, v_found.is_lot_tracked, v_found.is_expiry_tracked, v_found.total::int,
            v_found.is_serial_tracked;
    END LOOP;
    IF NOT FOUND THEN
        PERFORM refuse('barcode.unknown', jsonb_build_object('scanned', p_read -> 'code'));
    END IF;
END $$;

-- What it means among the goods of one shop; refuses what is known in other shops only. A line of a
-- carton, or of the list on the screen, names its product and quantity instead of a code.
DROP FUNCTION IF EXISTS goods_of_shop(uuid, jsonb);
CREATE OR REPLACE FUNCTION goods_of_shop(p_shop uuid, p_read jsonb)
RETURNS TABLE (shop_id uuid, shop text, product_id uuid, sku text, name text, code text,
               is_lot_tracked boolean, is_expiry_tracked boolean, quantity int,
               is_serial_tracked boolean)
LANGUAGE plpgsql AS $$
BEGIN
    IF p_read ? 'product_id' THEN
        RETURN QUERY
        SELECT p.shop_id, s.name, p.id, p.sku, p.name, (
                   SELECT b.code FROM barcodes b WHERE b.shop_id = p.shop_id AND b.product_id = p.id
                   ORDER BY b.quantity, b.code LIMIT 1),
               p.is_lot_tracked, p.is_expiry_tracked, (p_read ->> 'quantity')::int,
               p.is_serial_tracked
        FROM products p JOIN shops s ON s.id = p.shop_id
        WHERE p.shop_id = p_shop AND p.id = (p_read ->> 'product_id')::uuid;
        RETURN;
    END IF;
    SELECT r.* INTO shop_id, shop, product_id, sku, name, code, is_lot_tracked, is_expiry_tracked,
                    quantity, is_serial_tracked
    FROM recognise_goods(p_read) r ORDER BY r.shop_id = p_shop DESC LIMIT 1;
    IF shop_id <> p_shop THEN
        PERFORM refuse('inbound.other_shop', jsonb_build_object(
            'sku', sku, 'shop', shop, 'needed', (SELECT s.name FROM shops s WHERE s.id = p_shop)));
    END IF;
    RETURN NEXT;
END $$;
