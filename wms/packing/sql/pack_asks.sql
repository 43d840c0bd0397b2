-- What the bench asks of a parcel beside its goods, and in which order. Pure functions of rows: the
-- scan that closes a parcel, every other verb of the bench and its screen ask the same ones.

-- What holds for this parcel is written down when it is opened, as it is worded then.
CREATE OR REPLACE FUNCTION pack_instruct(p_order orders, p_parcel uuid) RETURNS void
LANGUAGE sql AS $$
    DELETE FROM parcel_instructions WHERE shop_id = p_order.shop_id AND parcel_id = p_parcel;
    INSERT INTO parcel_instructions
        (shop_id, parcel_id, source, moment, product_id, words, photo_id)
    SELECT i.shop_id, p_parcel, 'shop', i.moment, NULL::uuid, i.words, i.photo_id
    FROM packing_instructions i WHERE i.shop_id = p_order.shop_id AND i.ended_at IS NULL
    UNION ALL
    SELECT p_order.shop_id, p_parcel, 'order', 'begin', NULL, NULL, NULL
    WHERE p_order.note <> '' AND p_order.is_note_confirmed
    UNION ALL
    SELECT p.shop_id, p_parcel, 'product', 'item', p.id, p.packing_instructions, NULL
    FROM products p
    WHERE p.shop_id = p_order.shop_id AND p.packing_instructions <> '' AND p.id IN (
        SELECT l.product_id FROM order_lines l
        WHERE l.shop_id = p_order.shop_id AND l.order_id = p_order.id AND l.picked > l.packed)
$$;

-- The parcel is to be closed: all of the order is in, or the packer said that the carton is full.
CREATE OR REPLACE FUNCTION pack_is_all_in(p_order orders, p_parcel parcels) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT (p_parcel.is_full OR NOT EXISTS (
                SELECT FROM order_lines WHERE shop_id = p_order.shop_id
                AND order_id = p_order.id AND packed < picked))
       AND EXISTS (SELECT FROM parcel_lines WHERE shop_id = p_parcel.shop_id
                   AND parcel_id = p_parcel.id)
$$;

-- The instruction that is to be confirmed now; NULL when none is. p_is_all_in: as above.
CREATE OR REPLACE FUNCTION pack_due(p_parcel parcels, p_is_all_in boolean)
RETURNS parcel_instructions
LANGUAGE sql STABLE AS $$
    SELECT i FROM parcel_instructions i
    WHERE i.shop_id = p_parcel.shop_id AND i.parcel_id = p_parcel.id AND i.confirmed_at IS NULL
      AND (i.moment = 'begin' OR i.moment = 'close' AND p_is_all_in
           OR i.moment = 'item' AND EXISTS (
              SELECT FROM parcel_lines pl WHERE pl.shop_id = i.shop_id
              AND pl.parcel_id = i.parcel_id AND pl.product_id = i.product_id))
    ORDER BY array_position('{begin,item,close}', i.moment), i.id LIMIT 1
$$;

-- What the bench asks next before the parcel closes: items, insert, confirm, weigh, photo; NULL: nothing is asked.
CREATE OR REPLACE FUNCTION pack_asks(p_order orders, p_parcel parcels) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN NOT pack_is_all_in(p_order, p_parcel) THEN 'items'
        WHEN NOT EXISTS (SELECT FROM order_lines WHERE shop_id = p_order.shop_id
                         AND order_id = p_order.id AND packed < picked)
             AND pack_next_insert(p_order) IS NOT NULL THEN 'insert'
        WHEN (pack_due(p_parcel, true)).id IS NOT NULL THEN 'confirm'
        WHEN p_parcel.weight_g IS NULL
             AND (SELECT is_weight_asked FROM shops WHERE id = p_order.shop_id) THEN 'weigh'
        WHEN pack_photo_asked(p_order) AND NOT EXISTS (
            SELECT FROM parcel_photos WHERE shop_id = p_parcel.shop_id
            AND parcel_id = p_parcel.id AND replaced_at IS NULL) THEN 'photo'
    END
$$;

-- Why no further item is taken now: an instruction stands on the screen. NULL: none does.
CREATE OR REPLACE FUNCTION pack_unconfirmed(p_order orders, p_parcel parcels) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT pack_refused('pack.confirm_first', jsonb_build_object(
        'words', coalesce(due.words, p_order.note)))
    FROM (SELECT (pack_due(p_parcel, false)).*) AS due WHERE due.id IS NOT NULL
$$;

-- What was said of the carton as it was counts no more: something went in or came out.
CREATE OR REPLACE FUNCTION pack_not_full(p_parcel parcels) RETURNS parcels
LANGUAGE plpgsql AS $$
BEGIN
    IF p_parcel.is_full OR p_parcel.weight_g IS NOT NULL THEN
        UPDATE parcels SET is_full = false, weight_g = NULL
        WHERE shop_id = p_parcel.shop_id AND id = p_parcel.id RETURNING * INTO p_parcel;
    END IF;
    RETURN p_parcel;
END $$;
