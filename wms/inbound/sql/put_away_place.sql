-- Where goods from a dock should go: to what is there of them, else to an empty
-- place of the kind that their shop wants first, in the order of the walk. A place that
-- somebody else was sent to counts as taken, and p_not are places that the operator would not use.
-- Goods that are not good go aside. NULL when there is no place left.
DROP FUNCTION IF EXISTS put_away_place(uuid, uuid, text, uuid, uuid);
CREATE OR REPLACE FUNCTION put_away_place(
    p_shop uuid, p_product uuid, p_condition text, p_dock uuid, p_operator uuid,
    p_not uuid[] DEFAULT '{}'
) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_warehouse CONSTANT uuid := (SELECT warehouse_id FROM places WHERE id = p_dock);
    v_kinds CONSTANT text[] := put_away_kinds(p_condition, (
        SELECT put_away_first FROM inbound_rules WHERE shop_id = p_shop));
    v_not CONSTANT uuid[] := p_not || p_dock;
    v_kind text;
    v_place uuid;
BEGIN
    SELECT p.id INTO v_place
    FROM balances b JOIN places p ON p.id = b.place_id
    WHERE b.shop_id = p_shop AND b.product_id = p_product AND b.condition = p_condition
      AND b.on_hand > 0 AND p.warehouse_id = v_warehouse AND p.kind = ANY (v_kinds)
      AND p.blocked_at IS NULL AND p.id <> ALL (v_not)
    ORDER BY array_position(v_kinds, p.kind), p.pick_order, p.code LIMIT 1;
    IF FOUND THEN
        RETURN v_place;
    END IF;
    FOREACH v_kind IN ARRAY v_kinds LOOP -- kind by kind: the walk's index ends at the first place
        SELECT p.id INTO v_place FROM places p
        WHERE p.warehouse_id = v_warehouse AND p.kind = v_kind AND p.blocked_at IS NULL
          AND p.id <> ALL (v_not)
          AND (p_condition <> 'good' OR NOT EXISTS (
              SELECT FROM balances b WHERE b.place_id = p.id AND b.on_hand > 0)
              AND NOT EXISTS (
              SELECT FROM put_aways c WHERE c.to_place_id = p.id AND c.done_at IS NULL
                AND c.cancelled_at IS NULL AND c.operator_id <> p_operator))
        ORDER BY p.pick_order, p.code LIMIT 1;
        EXIT WHEN FOUND;
    END LOOP;
    RETURN v_place;
END $$;

-- Kinds of places for goods in a condition, the best first.
DROP FUNCTION IF EXISTS put_away_kinds(text);
CREATE OR REPLACE FUNCTION put_away_kinds(p_condition text, p_first text DEFAULT NULL)
RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_condition <> 'good' THEN ARRAY['quarantine', 'returns']
                WHEN p_first = 'storage' THEN ARRAY['storage', 'pick_face']
                ELSE ARRAY['pick_face', 'storage'] END
$$;
