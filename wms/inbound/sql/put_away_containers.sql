-- An LPN is put away as one: its label on the dock, then the place where it stands from now on.

-- What LPN the operator carries, locked; NULL when none.
CREATE OR REPLACE FUNCTION container_in_hand(p_operator uuid) RETURNS container_put_aways
LANGUAGE sql AS $$
    SELECT * FROM container_put_aways
    WHERE operator_id = p_operator AND done_at IS NULL AND cancelled_at IS NULL FOR UPDATE
$$;

-- The label of an LPN was scanned with empty hands: it is in hand, and the screen says where to.
CREATE OR REPLACE FUNCTION container_take(p_operator uuid, p_label text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_container places;
    v_location places;
    v_other record;
BEGIN
    SELECT * INTO v_container FROM places WHERE label_code = p_label AND kind = 'lpn'
    FOR NO KEY UPDATE; -- two who scan it take turns
    SELECT * INTO v_location FROM places WHERE id = v_container.stands_at_id;
    IF v_container.id IS NULL THEN
        PERFORM refuse('place.unknown', jsonb_build_object('scanned', p_label));
    ELSIF NOT EXISTS (
        SELECT FROM balances b WHERE b.on_hand > 0
          AND b.place_id IN (SELECT container_tree(v_container.id))) THEN
        PERFORM refuse('container.empty', jsonb_build_object('container', v_container.code));
    ELSIF v_location.kind NOT IN ('dock', 'returns', 'staging') THEN
        PERFORM refuse('container.put_away_already', jsonb_build_object(
            'container', v_container.code, 'place', v_location.code));
    END IF;
    SELECT o.name, EXISTS (
               SELECT FROM operator_sessions s
               WHERE s.operator_id = c.operator_id AND s.ended_at IS NULL) AS is_at_work
    INTO v_other
    FROM container_put_aways c JOIN operators o ON o.id = c.operator_id
    WHERE c.container_id = v_container.id AND c.done_at IS NULL AND c.cancelled_at IS NULL;
    IF v_other.is_at_work AND NOT (SELECT is_supervisor FROM operators WHERE id = p_operator) THEN
        PERFORM refuse('put_away.carried_by_others', jsonb_build_object(
            'sku', v_container.code, 'who', v_other.name));
    END IF;
    SELECT o.name INTO v_other FROM put_aways c JOIN operators o ON o.id = c.operator_id
    WHERE c.from_place_id IN (SELECT container_tree(v_container.id))
      AND c.done_at IS NULL AND c.cancelled_at IS NULL AND EXISTS (
          SELECT FROM operator_sessions s WHERE s.operator_id = c.operator_id AND s.ended_at IS NULL)
    LIMIT 1;
    IF FOUND THEN -- some pieces of it are on their way to a shelf
        PERFORM refuse('put_away.carried_by_others', jsonb_build_object(
            'sku', v_container.code, 'who', v_other.name));
    END IF;
    -- who went home has let go of it, and a supervisor takes it over
    UPDATE container_put_aways SET cancelled_at = clock_timestamp()
    WHERE container_id = v_container.id AND done_at IS NULL AND cancelled_at IS NULL;
    INSERT INTO container_put_aways (operator_id, container_id, from_id, to_place_id)
    VALUES (p_operator, v_container.id, v_container.inside_id,
            container_place(v_container, p_operator));
    RETURN jsonb_build_object('did', 'container_taken', 'container', v_container.code);
END $$;

-- Where an LPN should go with all that is in it: to the first empty place that takes everything, by
-- the rules that fit any of its goods, then anywhere, the reserve before the shelves. NULL: nowhere.
CREATE OR REPLACE FUNCTION container_place(
    p_container places, p_operator uuid, p_not uuid[] DEFAULT '{}'
) RETURNS uuid
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_goods record;
    v_not CONSTANT uuid[] := p_not || p_container.stands_at_id;
    v_rule record;
    v_place uuid;
BEGIN
    SELECT array_agg(shop_id) AS shops, array_agg(product_id) AS products,
           array_agg(quantity) AS quantities, bool_and(is_good) AS is_good
    INTO v_goods
    FROM (SELECT shop_id, product_id, sum(on_hand)::int AS quantity,
                 bool_and(condition = 'good') AS is_good
          FROM balances
          WHERE place_id IN (SELECT container_tree(p_container.id)) AND on_hand > 0
          GROUP BY shop_id, product_id) AS inside;
    IF NOT v_goods.is_good THEN
        RETURN (SELECT id FROM places
                WHERE warehouse_id = p_container.warehouse_id AND kind IN ('quarantine', 'returns')
                  AND blocked_at IS NULL AND id <> ALL (v_not)
                ORDER BY kind, pick_order, code LIMIT 1);
    END IF;
    FOR v_rule IN
        (SELECT r.zone_id, r.kind
         FROM unnest(v_goods.shops, v_goods.products) AS g (shop, product),
              put_away_rules_for(g.shop, g.product) r
         GROUP BY r.id, r.priority, r.zone_id, r.kind ORDER BY r.priority, r.id)
        UNION ALL SELECT NULL, NULL
    LOOP
        v_place := put_away_empty(
            p_container.warehouse_id,
            CASE WHEN v_rule.kind IS NULL THEN ARRAY['storage', 'pick_face']
                 ELSE ARRAY[v_rule.kind] END,
            v_rule.zone_id, p_operator, v_not, v_goods.shops, v_goods.products, v_goods.quantities);
        EXIT WHEN v_place IS NOT NULL;
    END LOOP;
    RETURN v_place;
END $$;

-- A place was scanned: the LPN stands there from now on, with all that is in it.
CREATE OR REPLACE FUNCTION container_down(
    p_held container_put_aways, p_label text, p_operator uuid, p_device uuid, p_scan uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_place places;
    v_no text;
    v_moved jsonb;
BEGIN
    SELECT * INTO v_place FROM places WHERE label_code = p_label;
    IF v_place.id IS NULL THEN
        PERFORM refuse('place.unknown', jsonb_build_object('scanned', p_label));
    ELSIF v_place.id = p_held.container_id THEN -- its own label again
        RETURN jsonb_build_object('did', 'container_taken', 'container', v_place.code);
    END IF;
    v_no := room_for_container(p_held.container_id, v_place.id, p_operator);
    IF may_be_overruled(v_no)
       AND p_held.asked_place_id IS DISTINCT FROM v_place.id THEN
        UPDATE container_put_aways SET asked_place_id = v_place.id WHERE id = p_held.id;
        RETURN jsonb_build_object('did', 'full_asked', 'place', v_place.code, 'why', v_no);
    END IF;
    PERFORM place_says_no(v_no, v_place.code);
    v_moved := move_container(p_held.container_id, v_place.id, 'put_away', p_operator, p_device,
                              p_scan);
    UPDATE container_put_aways
    SET done_at = clock_timestamp(), to_place_id = v_place.id,
        suggested_place_id = coalesce(suggested_place_id, to_place_id),
        overruled_because = CASE
            WHEN v_no IS NOT NULL THEN 'over_full'
            WHEN to_place_id IS DISTINCT FROM v_place.id
                THEN coalesce(overruled_because, 'other_scanned')
            ELSE overruled_because END
    WHERE id = p_held.id;
    RETURN v_moved || '{"did": "container_down"}';
END $$;

-- What the screen shows of the LPN in hand; NULL when none is.
CREATE OR REPLACE FUNCTION container_carrying(p_operator uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'container', p.code, 'from_place', place_said(p.id), 'suggested', shelf.code,
        'asked_place', asked.code,
        'nested', (SELECT count(*) - 1 FROM container_tree(p.id)),
        'quantity', coalesce(inside.quantity, 0), 'products', inside.products,
        'shops', inside.shops)
    FROM container_put_aways c
    JOIN places p ON p.id = c.container_id
    LEFT JOIN places shelf ON shelf.id = c.to_place_id
    LEFT JOIN places asked ON asked.id = c.asked_place_id
    CROSS JOIN LATERAL (
        SELECT sum(b.on_hand) AS quantity, count(DISTINCT b.product_id) AS products,
               string_agg(DISTINCT s.name, ', ') AS shops
        FROM balances b JOIN shops s ON s.id = b.shop_id
        WHERE b.place_id IN (SELECT container_tree(p.id)) AND b.on_hand > 0) AS inside
    WHERE c.operator_id = p_operator AND c.done_at IS NULL AND c.cancelled_at IS NULL
$$;
