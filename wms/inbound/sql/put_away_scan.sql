-- One scan of an operator who puts away, whole: repeat or new, goods or a place (p_label), remember.
-- A wrong scan is an answer, not an error: it changes nothing and is kept as a refused scan.
CREATE OR REPLACE FUNCTION put_away_scan(
    p_scan uuid, p_operator uuid, p_device uuid, p_code text, p_label text, p_read jsonb
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_answer jsonb;
    v_no text;
    v_facts text;
BEGIN
    PERFORM set_config('wms.tenant', wms_hall(), true);
    -- The operator's row lock makes a scan and its twin, or two devices, take turns.
    PERFORM FROM operators WHERE id = p_operator FOR NO KEY UPDATE;
    SELECT answer INTO v_answer FROM scans WHERE id = p_scan;
    IF FOUND THEN
        RETURN v_answer || '{"repeated": true}';
    END IF;

    BEGIN
        v_answer := put_away_do(p_operator, p_device, p_scan, p_label, p_read);
        v_answer := v_answer || jsonb_build_object('outcome', 'ok', 'tone', CASE
            WHEN v_answer ->> 'did' IN ('put_down', 'container_down') THEN 'done'
            WHEN v_answer ->> 'did' = 'full_asked' THEN 'wrong_place' ELSE 'ok' END);
    EXCEPTION WHEN SQLSTATE 'WMS01' THEN -- refused: nothing of it happened
        GET STACKED DIAGNOSTICS v_no = MESSAGE_TEXT, v_facts = PG_EXCEPTION_DETAIL;
        v_answer := jsonb_build_object('outcome', 'refused', 'code', v_no, 'facts', v_facts::jsonb);
    END;
    INSERT INTO scans (id, operator_id, device_id, flow, subject_id, code, outcome, answer)
    VALUES (p_scan, p_operator, p_device, 'put_away', p_operator, p_code,
            v_answer ->> 'outcome', v_answer);
    RETURN v_answer;
END $$;

-- What a scan means while putting away. Answer: {"did": "taken" | "which_asked" | "put_down", …}.
CREATE OR REPLACE FUNCTION put_away_do(
    p_operator uuid, p_device uuid, p_scan uuid, p_label text, p_read jsonb
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_carried put_aways := put_away_in_hand(p_operator);
    v_held container_put_aways;
BEGIN
    IF v_carried.id IS NOT NULL THEN
        RETURN CASE WHEN p_label IS NULL THEN put_away_again(v_carried, p_read)
               ELSE put_away_down(v_carried, p_label, p_operator, p_device, p_scan) END;
    END IF;
    v_held := container_in_hand(p_operator);
    IF p_label IS NOT NULL AND v_held.id IS NOT NULL THEN
        RETURN container_down(v_held, p_label, p_operator, p_device, p_scan);
    ELSIF v_held.id IS NOT NULL THEN
        PERFORM refuse('put_away.container_in_hand', jsonb_build_object('container', (
            SELECT code FROM places WHERE id = v_held.container_id)));
    ELSIF EXISTS (SELECT FROM places WHERE label_code = p_label AND kind = 'lpn') THEN
        RETURN container_take(p_operator, p_label);
    ELSIF p_label IS NOT NULL THEN
        PERFORM refuse('put_away.nothing_in_hand');
    END IF;
    RETURN put_away_take(p_operator, p_read);
END $$;

-- Goods were scanned while some are carried: more of the same, or it is refused.
CREATE OR REPLACE FUNCTION put_away_again(p_carried put_aways, p_read jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_lot CONSTANT text := p_read ->> 'lot';
    v_expires_on CONSTANT date := p_read ->> 'expires_on';
    v_carried record;
    v_found record;
BEGIN
    SELECT p.sku, nullif(l.code, '') AS lot, l.expires_on INTO v_carried FROM products p
    JOIN lots l ON l.shop_id = p.shop_id AND l.product_id = p.id AND l.id = p_carried.lot_id
    WHERE p.shop_id = p_carried.shop_id AND p.id = p_carried.product_id;
    SELECT * INTO v_found FROM recognise_goods(p_read)
    ORDER BY product_id = p_carried.product_id DESC LIMIT 1;
    IF v_found.product_id <> p_carried.product_id THEN
        PERFORM refuse('put_away.other_in_hand', jsonb_build_object(
            'scanned', v_found.sku, 'sku', v_carried.sku));
    ELSIF NOT is_lot_told(v_carried.lot, v_carried.expires_on, v_lot, v_expires_on) THEN
        PERFORM refuse('put_away.other_in_hand', jsonb_build_object(
            'scanned', concat_ws(' ', v_found.sku, CASE
                WHEN v_carried.lot = v_carried.expires_on::text THEN v_expires_on::text
                ELSE v_lot END),
            'sku', concat_ws(' ', v_carried.sku, v_carried.lot)));
    END IF;
    RETURN put_away_take_more(p_carried, v_found.quantity);
END $$;

-- Goods were scanned with empty hands: take them, or ask which of several are meant.
CREATE OR REPLACE FUNCTION put_away_take(p_operator uuid, p_read jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_shops uuid[];
    v_products uuid[];
    v_skus text[];
    v_there jsonb;
    v_free jsonb;
BEGIN
    SELECT array_agg(shop_id), array_agg(product_id), array_agg(sku)
    INTO v_shops, v_products, v_skus FROM recognise_goods(p_read);
    FOR attempt IN 1..2 LOOP
        -- a code that tells its lot means that lot only
        SELECT jsonb_agg(t ORDER BY t.nr), jsonb_agg(t ORDER BY t.nr) FILTER (WHERE t.free > 0)
        INTO v_there, v_free
        FROM (SELECT w.shop_id, w.product_id, w.lot_id, w.condition, w.place_id, w.sku, w.free,
                     f.quantity, row_number() OVER () AS nr,
                     concat_ws(' · ', w.shop, w.sku, w.lot, w.place) AS label
              FROM goods_waiting(v_shops, v_products) w
              JOIN recognise_goods(p_read) f ON f.product_id = w.product_id
              WHERE is_lot_told(w.lot, w.expires_on, p_read ->> 'lot',
                                (p_read ->> 'expires_on')::date) IS NOT FALSE) AS t;
        EXIT WHEN v_free IS NOT NULL OR v_there IS NULL;
        PERFORM put_away_let_go(v_shops, v_products);
    END LOOP;
    IF v_there IS NULL THEN
        PERFORM refuse('put_away.not_here', jsonb_build_object('sku', v_skus[1]));
    ELSIF v_free IS NULL THEN
        PERFORM refuse('put_away.carried_by_others', jsonb_build_object(
            'sku', v_there -> 0 -> 'sku', 'who', (
                SELECT string_agg(DISTINCT o.name, ', ')
                FROM put_aways c JOIN operators o ON o.id = c.operator_id
                WHERE c.product_id = ANY (v_products)
                  AND c.done_at IS NULL AND c.cancelled_at IS NULL)));
    ELSIF jsonb_array_length(v_free) > 1 THEN
        RETURN jsonb_build_object('did', 'which_asked', 'choices', v_free);
    END IF;
    RETURN put_away_take_new(v_free -> 0, p_operator);
END $$;

-- A place was scanned: what is carried lies there from now on. The suggestion may be overruled.
CREATE OR REPLACE FUNCTION put_away_down(
    p_carried put_aways, p_label text, p_operator uuid, p_device uuid, p_scan uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_place places;
    v_no text;
    v_movement uuid;
BEGIN
    SELECT * INTO v_place FROM places WHERE label_code = p_label;
    IF v_place.id IS NULL THEN
        PERFORM refuse('place.unknown', jsonb_build_object('scanned', p_label));
    ELSIF v_place.id = p_carried.from_place_id
       OR (CASE v_place.kind WHEN 'lpn' THEN coalesce((
               SELECT kind FROM places WHERE id = v_place.stands_at_id), '')
           ELSE v_place.kind END) <> ALL (put_away_kinds(p_carried.condition)) THEN
        PERFORM refuse('put_away.not_a_place_for_it', jsonb_build_object(
            'place', v_place.code, 'condition', p_carried.condition));
    END IF;
    v_no := room_for(v_place.id, p_carried.shop_id, p_carried.product_id, p_carried.quantity,
                     p_operator);
    IF may_be_overruled(v_no)
       AND p_carried.asked_place_id IS DISTINCT FROM v_place.id THEN -- once; the second scan says yes
        UPDATE put_aways SET asked_place_id = v_place.id
        WHERE shop_id = p_carried.shop_id AND id = p_carried.id;
        RETURN jsonb_build_object('did', 'full_asked', 'place', v_place.code, 'why', v_no);
    END IF;
    PERFORM place_says_no(v_no, v_place.code);
    v_movement := move_stock(
        p_carried.shop_id, p_carried.product_id, p_carried.lot_id, p_carried.quantity,
        p_carried.from_place_id, p_carried.condition, v_place.id, p_carried.condition,
        'put_away', NULL, p_operator, p_device, p_scan);
    UPDATE put_aways
    SET done_at = clock_timestamp(), to_place_id = v_place.id, movement_id = v_movement,
        suggested_place_id = coalesce(suggested_place_id, to_place_id),
        overruled_because = CASE
            WHEN v_no IS NOT NULL THEN 'over_full'
            WHEN to_place_id IS DISTINCT FROM v_place.id
                THEN coalesce(overruled_because, 'other_scanned')
            ELSE overruled_because END
    WHERE shop_id = p_carried.shop_id AND id = p_carried.id;
    PERFORM tell_stock(p_carried.shop_id, ARRAY[p_carried.product_id], 'put_away');
    RETURN jsonb_build_object(
        'did', 'put_down', 'quantity', p_carried.quantity, 'place', v_place.code,
        'sku', (SELECT sku FROM products
                WHERE shop_id = p_carried.shop_id AND id = p_carried.product_id));
END $$;
