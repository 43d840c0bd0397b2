-- Why a place does not take so many more pieces of a product; NULL when it takes them.
-- retired · blocked · not_for_shop, not_for_product (allowed_goods) · mixed (products_max)
-- · full_units, full_weight, full_volume. A size or weight that nobody knows counts as nothing.
-- An LPN counts with all that is in it where it stands, and goods that go into one by the limits of
-- that location. What others carry there counts as there already; what p_operator carries does not: those are the
-- pieces that are asked about. Asked in the hall only: a shop sees no other shop's goods.
-- Whoever puts goods there asks room_for, which lets others wait: nothing is locked here.
CREATE OR REPLACE FUNCTION place_refuses(
    p_place uuid, p_shop uuid, p_product uuid, p_quantity int, p_operator uuid DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_place places;
    v_not_kept text;
    v_there record;
    v_weight_g bigint;
    v_volume_mm3 numeric;
BEGIN
    SELECT * INTO v_place FROM places WHERE id = p_place;
    IF v_place.kind = 'lpn' AND v_place.stands_at_id IS NOT NULL
       AND v_place.blocked_at IS NULL THEN -- a retired one is blocked, too
        SELECT * INTO v_place FROM places WHERE id = v_place.stands_at_id;
    END IF;
    v_not_kept := CASE WHEN v_place.retired_at IS NOT NULL THEN 'retired'
                       WHEN v_place.blocked_at IS NOT NULL THEN 'blocked'
                       ELSE place_keeps_out(v_place.id, v_place.zone_id, p_shop, p_product) END;
    IF v_not_kept IS NOT NULL OR v_place.id IS NULL THEN
        RETURN v_not_kept;
    ELSIF v_place.capacity_units IS NULL AND v_place.capacity_weight_g IS NULL
          AND v_place.capacity_volume_cm3 IS NULL AND v_place.products_max IS NULL THEN
        RETURN NULL; -- most places: nothing is counted
    END IF;

    SELECT weight_g, length_mm::numeric * width_mm * height_mm INTO v_weight_g, v_volume_mm3
    FROM products WHERE shop_id = p_shop AND id = p_product;
    SELECT coalesce(sum(t.quantity), 0) AS units,
           coalesce(sum(t.quantity * p.weight_g::bigint), 0) AS weight_g,
           coalesce(sum(t.quantity::numeric * p.length_mm * p.width_mm * p.height_mm), 0)
               AS volume_mm3,
           count(DISTINCT t.product_id) FILTER (WHERE t.product_id <> p_product) AS others
    INTO v_there
    FROM (SELECT shop_id, product_id, on_hand AS quantity FROM balances
          WHERE place_id = v_place.id AND on_hand > 0
          UNION ALL
          SELECT b.shop_id, b.product_id, b.on_hand
          FROM places c JOIN balances b ON b.place_id = c.id AND b.on_hand > 0
          WHERE c.stands_at_id = v_place.id
          UNION ALL
          SELECT shop_id, product_id, quantity FROM goods_on_the_way(v_place.id)
          WHERE operator_id IS DISTINCT FROM p_operator) AS t
    JOIN products p ON p.shop_id = t.shop_id AND p.id = t.product_id;
    RETURN CASE
        WHEN v_there.others >= v_place.products_max THEN 'mixed'
        WHEN v_there.units + p_quantity > v_place.capacity_units THEN 'full_units'
        WHEN v_there.weight_g + p_quantity * coalesce(v_weight_g, 0) > v_place.capacity_weight_g
            THEN 'full_weight'
        WHEN v_there.volume_mm3 + p_quantity * coalesce(v_volume_mm3, 0)
             > v_place.capacity_volume_cm3 * 1000::numeric THEN 'full_volume'
    END;
END $$;

-- Who puts goods down at a place with limits takes turns there until the end of the transaction:
-- without, two at once would together fill it over them. It waits for nobody who only moves goods out.
CREATE OR REPLACE FUNCTION lock_room(p_place uuid) RETURNS void
LANGUAGE sql AS $$
    SELECT FROM places l
    WHERE l.id = (SELECT CASE WHEN kind = 'lpn' THEN coalesce(stands_at_id, id) ELSE id END
                  FROM places WHERE id = p_place)
      AND num_nonnulls(l.capacity_units, l.capacity_weight_g, l.capacity_volume_cm3,
                       l.products_max) > 0
    FOR NO KEY UPDATE
$$;

-- What place_refuses says when it is this one's turn.
CREATE OR REPLACE FUNCTION room_for(
    p_place uuid, p_shop uuid, p_product uuid, p_quantity int, p_operator uuid
) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM lock_room(p_place);
    RETURN place_refuses(p_place, p_shop, p_product, p_quantity, p_operator);
END $$;

-- Whether a place is kept for others: its own rows of allowed_goods, or without any its zone's.
CREATE OR REPLACE FUNCTION place_keeps_out(
    p_place uuid, p_zone uuid, p_shop uuid, p_product uuid
) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_is_shop boolean; -- NULL: no row at all
    v_is_product boolean;
BEGIN
    SELECT bool_or(shop_id = p_shop),
           bool_or(shop_id = p_shop AND (product_id IS NULL OR product_id = p_product))
    INTO v_is_shop, v_is_product FROM allowed_goods WHERE place_id = p_place;
    IF v_is_shop IS NULL AND p_zone IS NOT NULL THEN
        SELECT bool_or(shop_id = p_shop),
               bool_or(shop_id = p_shop AND (product_id IS NULL OR product_id = p_product))
        INTO v_is_shop, v_is_product FROM allowed_goods WHERE zone_id = p_zone;
    END IF;
    RETURN CASE WHEN NOT v_is_shop THEN 'not_for_shop'
                WHEN NOT v_is_product THEN 'not_for_product' END;
END $$;
