-- All that the put-away screen shows, in one statement: what is carried, else what was asked, what
-- waits on the docks and, for a supervisor, what is in other people's hands; and what the scan that
-- led there was answered. It reads only.
CREATE OR REPLACE FUNCTION put_away_screen(p_operator uuid, p_is_supervisor boolean, p_scan uuid)
RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_carrying jsonb;
    v_screen jsonb;
BEGIN
    PERFORM set_config('wms.tenant', wms_hall(), true), set_config('transaction_read_only', 'on', true);
    v_carrying := put_away_carrying(p_operator);
    v_screen := jsonb_build_object(
        'carrying', v_carrying, 'answer', (SELECT answer FROM scans WHERE id = p_scan));
    IF v_carrying IS NULL THEN
        v_screen := v_screen || jsonb_build_object('held', container_carrying(p_operator));
    END IF;
    IF v_carrying IS NULL AND v_screen -> 'held' = 'null' THEN
        v_screen := v_screen || jsonb_build_object(
            'asked', put_away_asked(p_operator), 'waiting', count_waiting(),
            'others', CASE WHEN p_is_supervisor THEN put_away_of_others(p_operator) ELSE '[]' END);
    END IF;
    RETURN v_screen;
END $$;

CREATE OR REPLACE FUNCTION put_away_carrying(p_operator uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'shop', s.name, 'sku', p.sku, 'name', p.name, 'lot', nullif(l.code, ''),
        'expires_on', l.expires_on, 'condition', c.condition, 'quantity', c.quantity,
        'from_place', dock.code, 'suggested', shelf.code,
        'asked_place', (SELECT code FROM places WHERE id = c.asked_place_id),
        'barcode', (SELECT code FROM barcodes b
                    WHERE b.shop_id = c.shop_id AND b.product_id = c.product_id
                    ORDER BY b.quantity, b.code LIMIT 1),
        'photo', (SELECT ph.shop_id || '/' || ph.photo_id FROM product_photos ph
                  WHERE ph.shop_id = c.shop_id AND ph.product_id = c.product_id
                  ORDER BY ph.photo_id LIMIT 1),
        'left', coalesce((
            SELECT max(w.free) FROM goods_waiting(ARRAY[c.shop_id], ARRAY[c.product_id]) w
            WHERE w.lot_id = c.lot_id AND w.condition = c.condition
              AND w.place_id = c.from_place_id), 0))
    FROM put_aways c
    JOIN shops s ON s.id = c.shop_id
    JOIN products p ON p.shop_id = c.shop_id AND p.id = c.product_id
    JOIN lots l ON l.shop_id = c.shop_id AND l.product_id = c.product_id AND l.id = c.lot_id
    JOIN places dock ON dock.id = c.from_place_id
    LEFT JOIN places shelf ON shelf.id = c.to_place_id
    WHERE c.operator_id = p_operator AND c.done_at IS NULL AND c.cancelled_at IS NULL
$$;

-- What the operator's last scan asked, when it asked which goods are meant.
-- p_besides: the scan that answers it.
CREATE OR REPLACE FUNCTION put_away_asked(p_operator uuid, p_besides uuid DEFAULT NULL)
RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT answer FROM (
        SELECT answer FROM scans
        WHERE subject_id = p_operator AND operator_id = p_operator AND flow = 'put_away'
          AND id IS DISTINCT FROM p_besides
        ORDER BY at DESC LIMIT 1) AS last
    WHERE answer ->> 'did' = 'which_asked'
$$;

CREATE OR REPLACE FUNCTION put_away_of_others(p_operator uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(t ORDER BY t.name, t.sku), '[]')
    FROM (SELECT c.id, o.name, p.sku, c.quantity
          FROM put_aways c
          JOIN operators o ON o.id = c.operator_id
          JOIN products p ON p.shop_id = c.shop_id AND p.id = c.product_id
          WHERE c.operator_id <> p_operator AND c.done_at IS NULL AND c.cancelled_at IS NULL
          ORDER BY c.created_at LIMIT 20) AS t
$$;
