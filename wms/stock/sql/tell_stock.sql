-- Tells a shop once for each product what there is of it now, as of this transaction.
-- Call it after the ledger. Counted after the turn came: the last event of a product is the truth,
-- also when two change it. p_why: what a person said about it, a code.
DROP FUNCTION IF EXISTS tell_stock(uuid, uuid[], text);
CREATE OR REPLACE FUNCTION tell_stock(
    p_shop uuid, p_products uuid[], p_reason text, p_why text DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM take_turns(p_shop, p_products);
    PERFORM record_event(p_shop, 'stock.changed', 'product', p.id, p.sku,
                         jsonb_build_object('sku', p.sku, 'reason', p_reason, 'why', p_why)
                         || stock_now(p_shop, p.id))
    FROM (SELECT id, sku FROM products
          WHERE shop_id = p_shop AND id = ANY (p_products) ORDER BY id) AS p;
    PERFORM tell_low(p_shop, p_products);
END $$;

-- Tells of products that have come down to their level; again only after there was more of them.
CREATE OR REPLACE FUNCTION tell_low(p_shop uuid, p_products uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_level record;
    v_now jsonb;
BEGIN
    FOR v_level IN
        SELECT v.product_id, v.low_at, v.is_low, p.sku
        FROM low_levels v JOIN products p ON p.shop_id = v.shop_id AND p.id = v.product_id
        WHERE v.shop_id = p_shop AND v.product_id = ANY (p_products)
        ORDER BY v.product_id
    LOOP
        v_now := stock_now(p_shop, v_level.product_id);
        CONTINUE WHEN v_level.is_low = ((v_now ->> 'available')::bigint <= v_level.low_at);
        UPDATE low_levels SET is_low = NOT v_level.is_low
        WHERE shop_id = p_shop AND product_id = v_level.product_id;
        IF NOT v_level.is_low THEN
            PERFORM record_event(p_shop, 'stock.low', 'product', v_level.product_id, v_level.sku,
                                 jsonb_build_object('sku', v_level.sku, 'low_at', v_level.low_at)
                                 || v_now);
        END IF;
    END LOOP;
END $$;

-- What there is of one product, by the rule of allocate_stock.sql and wms.stock.queries.
CREATE OR REPLACE FUNCTION stock_now(p_shop uuid, p_product uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'on_hand', coalesce(sum(c.on_hand), 0),
        'allocated', coalesce(sum(c.allocated), 0),
        'available', coalesce(sum(c.available), 0),
        'conditions', coalesce(
            jsonb_object_agg(c.condition, c.on_hand) FILTER (WHERE c.on_hand > 0), '{}'))
    FROM (
        SELECT b.condition, sum(b.on_hand) AS on_hand, sum(b.allocated) AS allocated,
               sum(b.on_hand - b.allocated) FILTER (
                   WHERE b.condition = 'good' AND p.picked_as IS NOT NULL
                     AND (l.sell_before IS NULL OR l.sell_before > current_date)) AS available
        FROM balances b
        JOIN places p ON p.id = b.place_id
        JOIN lots l ON l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.id = b.lot_id
        WHERE b.shop_id = p_shop AND b.product_id = p_product
        GROUP BY b.condition
    ) AS c
$$;
