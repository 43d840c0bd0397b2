-- Where goods from a dock should go, and why. The rules of the office that fit the goods come first,
-- the strongest first, then the house's own way: the kind of place that their shop wants first.
-- Within each: to what is there of them, else to an empty place, in the order of the walk. A place that
-- refuses them (wms.stock place_refuses) is passed over, one that somebody else was sent to counts as
-- taken, and p_not are places that the operator would not use. When nothing is empty, a place that is
-- known to have room. Goods that are not good go aside.
-- because: same_product · empty · room · aside. No row when there is no place left.
DROP FUNCTION IF EXISTS put_away_place(uuid, uuid, text, uuid, uuid);
DROP FUNCTION IF EXISTS put_away_place(uuid, uuid, text, uuid, uuid, uuid[]);
CREATE OR REPLACE FUNCTION put_away_place(
    p_shop uuid, p_product uuid, p_condition text, p_dock uuid, p_operator uuid,
    p_quantity int DEFAULT 1, p_not uuid[] DEFAULT '{}'
) RETURNS TABLE (place_id uuid, because text, rule_id uuid)
LANGUAGE plpgsql STABLE ROWS 1 AS $$
#variable_conflict use_column
DECLARE
    v_warehouse CONSTANT uuid := (SELECT warehouse_id FROM places WHERE id = p_dock);
    v_kinds CONSTANT text[] := put_away_kinds(p_condition, (
        SELECT put_away_first FROM inbound_rules WHERE shop_id = p_shop));
    v_not CONSTANT uuid[] := p_not || p_dock;
    v_within text[];
    v_rule record;
    v_place uuid;
BEGIN
    IF p_condition <> 'good' THEN
        RETURN QUERY
        SELECT p.id, 'aside', NULL::uuid FROM places p
        WHERE p.warehouse_id = v_warehouse AND p.kind = ANY (v_kinds) AND p.blocked_at IS NULL
          AND p.id <> ALL (v_not)
        ORDER BY EXISTS (SELECT FROM balances b
                         WHERE b.place_id = p.id AND b.shop_id = p_shop AND b.on_hand > 0
                           AND b.product_id = p_product AND b.condition = p_condition) DESC,
                 array_position(v_kinds, p.kind), p.pick_order, p.code LIMIT 1;
        RETURN;
    END IF;
    FOR v_rule IN
        SELECT r.id, r.zone_id, r.kind FROM put_away_rules_for(p_shop, p_product) r
        UNION ALL SELECT NULL, NULL, NULL
    LOOP
        v_within := CASE WHEN v_rule.kind IS NULL THEN v_kinds ELSE ARRAY[v_rule.kind] END;
        SELECT c.id INTO v_place
        FROM (SELECT p.id FROM balances b JOIN places p ON p.id = b.place_id
              WHERE b.shop_id = p_shop AND b.product_id = p_product AND b.condition = 'good'
                AND b.on_hand > 0 AND p.warehouse_id = v_warehouse AND p.kind = ANY (v_within)
                AND p.blocked_at IS NULL AND p.id <> ALL (v_not)
                AND (v_rule.zone_id IS NULL OR p.zone_id = v_rule.zone_id)
              ORDER BY array_position(v_within, p.kind), p.pick_order, p.code LIMIT 50) AS c
        WHERE place_refuses(c.id, p_shop, p_product, p_quantity, p_operator) IS NULL LIMIT 1;
        IF FOUND THEN
            RETURN QUERY SELECT v_place, 'same_product', v_rule.id;
            RETURN;
        END IF;
        v_place := put_away_empty(v_warehouse, v_within, v_rule.zone_id, p_operator, v_not,
                                  ARRAY[p_shop], ARRAY[p_product], ARRAY[p_quantity]);
        IF v_place IS NOT NULL THEN
            RETURN QUERY SELECT v_place, 'empty', v_rule.id;
            RETURN;
        END IF;
    END LOOP;
    RETURN QUERY
    SELECT c.id, 'room', NULL::uuid
    FROM (SELECT p.id FROM places p
          WHERE p.warehouse_id = v_warehouse AND p.kind = ANY (v_kinds) AND p.blocked_at IS NULL
            AND p.id <> ALL (v_not) AND (p.capacity_units IS NOT NULL
                OR p.capacity_weight_g IS NOT NULL OR p.capacity_volume_cm3 IS NOT NULL)
          ORDER BY array_position(v_kinds, p.kind), p.pick_order, p.code LIMIT 200) AS c
    WHERE place_refuses(c.id, p_shop, p_product, p_quantity, p_operator) IS NULL LIMIT 1;
END $$;

-- The first empty place of some kinds, in a zone if one is told, that takes all of some goods: of a
-- scan, or of everything in an LPN. NULL when there is none, or when so many refuse it that a person
-- knows better.
CREATE OR REPLACE FUNCTION put_away_empty(
    p_warehouse uuid, p_kinds text[], p_zone uuid, p_operator uuid, p_not uuid[],
    p_shops uuid[], p_products uuid[], p_quantities int[]
) RETURNS uuid
LANGUAGE plpgsql STABLE AS $$
DECLARE
    tries_max CONSTANT int := 50;
    v_not uuid[] := p_not;
    v_kind text;
    v_place uuid;
BEGIN
    FOREACH v_kind IN ARRAY p_kinds LOOP -- kind by kind: the walk's index ends at the first place
        FOR try IN 1..tries_max LOOP -- one by one: for several the planner would read all places
            SELECT p.id INTO v_place FROM places p
            WHERE p.warehouse_id = p_warehouse AND p.kind = v_kind AND p.blocked_at IS NULL
              AND p.id <> ALL (v_not) AND (p_zone IS NULL OR p.zone_id = p_zone)
              AND NOT EXISTS (SELECT FROM balances b WHERE b.place_id = p.id AND b.on_hand > 0)
              AND NOT EXISTS (SELECT FROM put_aways t WHERE t.to_place_id = p.id
                              AND t.done_at IS NULL AND t.cancelled_at IS NULL
                              AND t.operator_id <> p_operator)
              AND NOT EXISTS (SELECT FROM container_put_aways t WHERE t.to_place_id = p.id
                              AND t.done_at IS NULL AND t.cancelled_at IS NULL
                              AND t.operator_id <> p_operator)
            ORDER BY p.pick_order, p.code LIMIT 1;
            EXIT WHEN NOT FOUND;
            IF NOT EXISTS (
                SELECT FROM places l JOIN balances b ON b.place_id = l.id
                WHERE l.stands_at_id = v_place AND b.on_hand > 0)
               AND NOT EXISTS (
                SELECT FROM unnest(p_shops, p_products, p_quantities) AS g (shop, product, quantity)
                WHERE place_refuses(v_place, g.shop, g.product, g.quantity, p_operator) IS NOT NULL)
            THEN
                RETURN v_place;
            END IF;
            v_not := v_not || v_place;
        END LOOP;
    END LOOP;
    RETURN NULL;
END $$;

-- The office's rules that fit a product, the strongest first.
CREATE OR REPLACE FUNCTION put_away_rules_for(p_shop uuid, p_product uuid)
RETURNS SETOF put_away_rules
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT r.* FROM put_away_rules r
    JOIN products p ON p.shop_id = p_shop AND p.id = p_product
    WHERE (r.shop_id IS NULL OR r.shop_id = p_shop)
      AND (r.product_id IS NULL OR r.product_id = p_product)
      AND (NOT r.is_hazmat OR p.is_hazmat)
      AND (r.at_least_g IS NULL OR p.weight_g >= r.at_least_g)
    ORDER BY r.priority, r.id
$$;

-- Kinds of places for goods in a condition, the best first.
DROP FUNCTION IF EXISTS put_away_kinds(text);
CREATE OR REPLACE FUNCTION put_away_kinds(p_condition text, p_first text DEFAULT NULL)
RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_condition <> 'good' THEN ARRAY['quarantine', 'returns']
                WHEN p_first = 'storage' THEN ARRAY['storage', 'pick_face']
                ELSE ARRAY['pick_face', 'storage'] END
$$;
