-- The rules of a shop about ways, and what they want to know of orders that come, in their order.
-- p_orders: [{"lines": [{"sku", "quantity"}], "buyer"}]. Kits that are taken apart count as their
-- parts; what the catalog does not know weighs nothing here and is refused where it is written. A
-- buyer is known again by the e-mail of an order that was not cancelled, as long as it is kept: by its
-- hash ("buyer", base64; `wms.orders.person`).
-- Answer: {"rules": [as `way_rules` has them, the first that is asked first], "counted":
-- [{"weight_g", "pieces", "is_fragile", "is_hazmat", "is_first_order"}]}; without rules nothing is
-- counted: [].
CREATE OR REPLACE FUNCTION way_facts(p_shop uuid, p_orders jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_rules jsonb;
BEGIN
    PERFORM set_config('wms.tenant', p_shop::text, true);
    v_rules := (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.position, r.id) FROM way_rules r
                WHERE r.shop_id = p_shop);
    IF v_rules IS NULL THEN
        RETURN '{"rules": [], "counted": []}';
    END IF;
    RETURN jsonb_build_object('rules', v_rules, 'counted', (
        SELECT jsonb_agg(jsonb_build_object(
                   'weight_g', coalesce(g.weight_g, 0), 'pieces', coalesce(g.pieces, 0),
                   'is_fragile', coalesce(g.is_fragile, false),
                   'is_hazmat', coalesce(g.is_hazmat, false),
                   'is_first_order', asked.body ->> 'buyer' IS NOT NULL AND NOT EXISTS (
                       SELECT FROM seal_words w
                       JOIN orders o ON o.shop_id = w.shop_id AND o.id = w.subject_id
                       WHERE w.hash = decode(asked.body ->> 'buyer', 'base64') AND w.is_buyer
                         AND w.shop_id = p_shop AND o.status <> 'cancelled')) ORDER BY asked.n)
        FROM jsonb_array_elements(p_orders) WITH ORDINALITY AS asked (body, n)
        CROSS JOIN LATERAL (
            SELECT sum(coalesce(p.weight_g, 0) * (line ->> 'quantity')::bigint) AS weight_g,
                   sum((line ->> 'quantity')::bigint) AS pieces,
                   bool_or(p.is_fragile) AS is_fragile, bool_or(p.is_hazmat) AS is_hazmat
            FROM jsonb_array_elements(coalesce(take_kits_apart(p_shop, asked.body -> 'lines'),
                                               asked.body -> 'lines')) AS l (line)
            LEFT JOIN products p ON p.shop_id = p_shop AND p.sku = line ->> 'sku'
                                AND p.archived_at IS NULL) AS g));
END $$;
