-- Takes many orders in, one after the other; one that is refused leaves nothing and spoils no other.
-- p_orders: what `place_order` takes, each. Answer: [{"id"} | {"code", "facts"}], in their order.
CREATE OR REPLACE FUNCTION place_orders(p_shop uuid, p_orders jsonb) RETURNS jsonb
LANGUAGE plpgsql
-- as the hot path plans (`wms.db.HOT_PLANS`): once, and by key, however young the tables are
SET plan_cache_mode = 'force_generic_plan'
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    v_order jsonb;
    v_answers jsonb[] := '{}';
    v_code text;
    v_facts text;
BEGIN
    -- All that any of them may be promised, at once and in key order: order by order, two batches
    -- would wait for each other.
    PERFORM lock_stock(p_shop, ARRAY(
        WITH asked AS (
            SELECT DISTINCT line ->> 'sku' AS sku
            FROM jsonb_array_elements(p_orders) AS o (body),
                 jsonb_array_elements(o.body -> 'lines') AS l (line)
        ), named AS (
            SELECT p.id FROM asked a JOIN products p ON p.shop_id = p_shop AND p.sku = a.sku
        )
        SELECT id FROM named
        UNION
        SELECT k.part_id FROM named n JOIN kit_parts k ON k.shop_id = p_shop AND k.kit_id = n.id));

    FOR v_order IN SELECT body FROM jsonb_array_elements(p_orders) AS o (body) LOOP
        BEGIN
            v_answers := v_answers || jsonb_build_object(
                'id', place_order(p_shop, NULL, NULL, v_order) -> 'id');
        EXCEPTION WHEN SQLSTATE 'WMS01' THEN
            GET STACKED DIAGNOSTICS v_code = MESSAGE_TEXT, v_facts = PG_EXCEPTION_DETAIL;
            v_answers := v_answers || jsonb_build_object(
                'code', v_code, 'facts', coalesce(nullif(v_facts, ''), '{}')::jsonb);
        END;
    END LOOP;
    RETURN to_jsonb(v_answers);
END $$;
