-- Carries a container with everything in it: one row of places and one of its history, whatever is
-- inside; no balance changes. Goods go along with their promises, so orders may wait for it as long
-- as their pickers find it where orders are picked.
-- The balances are locked in the order in which everybody locks them: who promises goods in it just
-- now has either done so, and is seen here, or looks again when it stands there.
CREATE OR REPLACE FUNCTION move_container(
    p_container uuid, p_into uuid, p_reason text, p_operator uuid, p_device uuid, p_scan uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_container places := container_may_stand(p_container, p_into);
    v_tree uuid[] := ARRAY(SELECT container_tree(p_container));
    v_into places;
    v_location places;
    v_promised int;
    v_spoilt int;
    v_pieces int;
    v_shop record;
BEGIN
    SELECT * INTO v_into FROM places WHERE id = p_into;
    SELECT * INTO v_location FROM places WHERE id = coalesce(v_into.stands_at_id, p_into);
    PERFORM FROM balances WHERE place_id = ANY (v_tree)
    ORDER BY shop_id, product_id, lot_id, condition, place_id FOR UPDATE;
    SELECT coalesce(sum(on_hand), 0), coalesce(sum(allocated), 0),
           coalesce(sum(on_hand) FILTER (WHERE condition <> 'good'), 0)
    INTO v_pieces, v_promised, v_spoilt FROM balances WHERE place_id = ANY (v_tree);
    IF v_promised > 0 AND v_into.picked_as IS NULL THEN
        PERFORM refuse('container.promised', jsonb_build_object(
            'container', v_container.code, 'quantity', v_promised, 'place', v_location.code,
            'in_the_way', container_promises(v_tree)));
    ELSIF v_spoilt > 0 AND v_location.kind IN ('storage', 'pick_face') AND NOT EXISTS (
        -- what a picker did not find is held on the shelf, until it is counted
        SELECT FROM places WHERE id = v_container.stands_at_id
          AND kind IN ('storage', 'pick_face')) THEN
        PERFORM refuse('container.not_good', jsonb_build_object(
            'container', v_container.code, 'quantity', v_spoilt));
    END IF;

    PERFORM container_stand(v_container, p_into, p_operator, p_device, p_scan);

    -- what waited can be sold now, or the other way round
    IF (v_container.picked_as IS NULL) <> (v_into.picked_as IS NULL) THEN
        FOR v_shop IN
            SELECT shop_id, array_agg(DISTINCT product_id) AS products FROM balances
            WHERE place_id = ANY (v_tree) AND on_hand > 0 GROUP BY shop_id ORDER BY shop_id
        LOOP
            PERFORM tell_stock(v_shop.shop_id, v_shop.products, p_reason);
        END LOOP;
    END IF;
    RETURN jsonb_build_object('container', v_container.code, 'place', v_into.code,
                              'quantity', v_pieces);
END $$;

-- Orders that count on goods in some places, the first few as a person reads them.
CREATE OR REPLACE FUNCTION container_promises(p_places uuid[]) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT string_agg(DISTINCT p.sku, ', ')
    FROM (SELECT shop_id, product_id FROM balances
          WHERE place_id = ANY (p_places) AND allocated > 0
          ORDER BY allocated DESC, product_id LIMIT 3) AS b
    JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id
$$;
