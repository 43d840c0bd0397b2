-- What is in whose hands between the dock and the shelf. Until a place is scanned the ledger has the
-- goods on the dock; two people who scan the same goods take turns.

-- What the operator carries, locked; NULL when nothing.
CREATE OR REPLACE FUNCTION put_away_in_hand(p_operator uuid) RETURNS put_aways
LANGUAGE sql AS $$
    SELECT * FROM put_aways
    WHERE operator_id = p_operator AND done_at IS NULL AND cancelled_at IS NULL FOR UPDATE
$$;

-- Who has logged out has gone home: what was in those hands can be taken by a colleague.
CREATE OR REPLACE FUNCTION put_away_let_go(p_shops uuid[], p_products uuid[]) RETURNS void
LANGUAGE sql AS $$
    UPDATE put_aways c SET cancelled_at = clock_timestamp()
    FROM unnest(p_shops, p_products) AS wanted (shop_id, product_id)
    WHERE c.shop_id = wanted.shop_id AND c.product_id = wanted.product_id
      AND c.done_at IS NULL AND c.cancelled_at IS NULL AND NOT EXISTS (
          SELECT FROM operator_sessions s
          WHERE s.operator_id = c.operator_id AND s.ended_at IS NULL)
$$;

-- How many of some goods are free on a dock, after the turn came; what is in the hands of people who
-- went home is free when it is needed.
CREATE OR REPLACE FUNCTION put_away_free(
    p_shop uuid, p_product uuid, p_lot uuid, p_condition text, p_dock uuid, p_needed int
) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    v_free int;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_lot || p_condition || p_dock, 0));
    FOR attempt IN 1..2 LOOP
        SELECT coalesce(max(free), 0) INTO v_free
        FROM goods_waiting(ARRAY[p_shop], ARRAY[p_product]) w
        WHERE w.lot_id = p_lot AND w.condition = p_condition AND w.place_id = p_dock;
        EXIT WHEN v_free >= p_needed;
        PERFORM put_away_let_go(ARRAY[p_shop], ARRAY[p_product]);
    END LOOP;
    RETURN greatest(v_free, 0);
END $$;

-- Goods that stand on a dock are taken in hand. p_there: keys and quantity of the choice.
CREATE OR REPLACE FUNCTION put_away_take_new(p_there jsonb, p_operator uuid) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_shop uuid := p_there ->> 'shop_id';
    v_product uuid := p_there ->> 'product_id';
    v_lot uuid := p_there ->> 'lot_id';
    v_condition text := p_there ->> 'condition';
    v_dock uuid := p_there ->> 'place_id';
    v_quantity int := p_there ->> 'quantity';
    v_sku text := (SELECT sku FROM products WHERE shop_id = v_shop AND id = v_product);
    v_free int;
BEGIN
    v_free := put_away_free(v_shop, v_product, v_lot, v_condition, v_dock, v_quantity);
    IF v_quantity > v_free THEN
        PERFORM refuse('put_away.more_than_there', jsonb_build_object(
            'sku', v_sku, 'available', v_free, 'place', (SELECT code FROM places WHERE id = v_dock)));
    END IF;
    INSERT INTO put_aways (shop_id, operator_id, product_id, lot_id, condition, quantity,
                           from_place_id, to_place_id)
    VALUES (v_shop, p_operator, v_product, v_lot, v_condition, v_quantity, v_dock,
            (SELECT place_id FROM put_away_place(v_shop, v_product, v_condition, v_dock,
                                                 p_operator, v_quantity)));
    RETURN jsonb_build_object('did', 'taken', 'sku', v_sku, 'quantity', v_quantity);
END $$;

-- The operator will not put them, or the LPN, where they were sent (p_why): the next best place, if there is one.
CREATE OR REPLACE FUNCTION put_away_elsewhere(p_operator uuid, p_why text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_carried put_aways := put_away_in_hand(p_operator);
    v_held container_put_aways;
    v_next uuid;
BEGIN
    IF v_carried.id IS NULL THEN
        v_held := container_in_hand(p_operator);
        IF v_held.id IS NULL THEN
            PERFORM refuse('put_away.nothing_in_hand');
        ELSIF v_held.to_place_id IS NULL THEN
            PERFORM refuse('put_away.nowhere_else');
        END IF;
        v_next := (SELECT container_place(p, p_operator,
                                          v_held.refused_place_ids || v_held.to_place_id)
                   FROM places p WHERE p.id = v_held.container_id);
        UPDATE container_put_aways
        SET to_place_id = v_next, overruled_because = p_why,
            suggested_place_id = coalesce(suggested_place_id, to_place_id),
            refused_place_ids = refused_place_ids || to_place_id
        WHERE id = v_held.id;
        RETURN jsonb_build_object(
            'did', 'elsewhere', 'place', (SELECT code FROM places WHERE id = v_next));
    ELSIF v_carried.to_place_id IS NULL THEN
        PERFORM refuse('put_away.nowhere_else');
    END IF;
    v_next := (SELECT place_id FROM put_away_place(
        v_carried.shop_id, v_carried.product_id, v_carried.condition, v_carried.from_place_id,
        p_operator, v_carried.quantity, v_carried.refused_place_ids || v_carried.to_place_id));
    UPDATE put_aways
    SET to_place_id = v_next, overruled_because = p_why,
        suggested_place_id = coalesce(suggested_place_id, to_place_id),
        refused_place_ids = refused_place_ids || to_place_id
    WHERE shop_id = v_carried.shop_id AND id = v_carried.id;
    RETURN jsonb_build_object(
        'did', 'elsewhere', 'place', (SELECT code FROM places WHERE id = v_next));
END $$;

-- More of what is carried; p_quantity NULL: all that is left of it on the dock.
CREATE OR REPLACE FUNCTION put_away_take_more(p_carried put_aways, p_quantity int) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_sku text := (SELECT sku FROM products
                   WHERE shop_id = p_carried.shop_id AND id = p_carried.product_id);
    v_free int := put_away_free(p_carried.shop_id, p_carried.product_id, p_carried.lot_id,
                                p_carried.condition, p_carried.from_place_id,
                                coalesce(p_quantity, 0));
    v_more int := coalesce(p_quantity, v_free);
BEGIN
    IF v_more > v_free THEN
        PERFORM refuse('put_away.more_than_there', jsonb_build_object(
            'sku', v_sku, 'available', v_free + p_carried.quantity,
            'place', (SELECT code FROM places WHERE id = p_carried.from_place_id)));
    END IF;
    UPDATE put_aways SET quantity = quantity + v_more
    WHERE shop_id = p_carried.shop_id AND id = p_carried.id;
    RETURN jsonb_build_object('did', 'taken', 'sku', v_sku,
                              'quantity', p_carried.quantity + v_more);
END $$;
