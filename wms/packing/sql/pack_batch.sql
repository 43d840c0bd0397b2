-- The tote of a batch at the bench: pieces of many orders of one piece each lie in it. Which order a
-- piece belongs to is said by the scan of the piece: the most urgent one that wants it.

-- A batch's tote was scanned. {"did": "batch", "tote": id}, or why it is not packed yet.
CREATE OR REPLACE FUNCTION pack_open_batch(p_tote uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT pack_refused('pack.batch_on_walk', jsonb_build_object(
            'tote', (SELECT code FROM places WHERE id = p_tote), 'run', r.number,
            'by', coalesce((SELECT name FROM operators WHERE id = r.operator_id), '–')))
        FROM pick_run_orders ro JOIN pick_runs r ON r.id = ro.run_id
        JOIN pick_tasks t ON t.shop_id = ro.shop_id AND t.run_id = ro.run_id
                         AND t.order_id = ro.order_id AND t.status IN ('open', 'skipped')
        WHERE ro.tote_id = p_tote AND ro.emptied_at IS NULL AND ro.is_batch LIMIT 1
    ), jsonb_build_object('outcome', 'ok', 'did', 'batch', 'tote', p_tote))
$$;

-- The orders of a batch's tote whose piece is in it, and who packs each just now.
CREATE OR REPLACE FUNCTION pack_in_batch(p_tote uuid)
RETURNS TABLE (shop_id uuid, order_id uuid, product_id uuid, priority int, ship_by timestamptz,
               number bigint, is_held boolean, is_stopped boolean, packer_id uuid)
LANGUAGE sql STABLE AS $$
    SELECT o.shop_id, o.id, l.product_id, o.priority, o.ship_by, o.number, o.is_held,
           o.intercepted_at IS NOT NULL, pa.operator_id
    FROM pick_run_orders ro
    JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id
    JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.id AND l.picked > l.packed
    LEFT JOIN parcels pa ON pa.shop_id = o.shop_id AND pa.order_id = o.id AND pa.status = 'open'
    WHERE ro.tote_id = p_tote AND ro.emptied_at IS NULL AND ro.is_batch
      AND o.status IN ('picked', 'packing')
$$;

-- One scan of a piece out of a batch's tote, whole: choose the order, open its parcel, pack the piece.
-- p_sku: instead of a code, the piece that the packer tapped: its order is opened, and nothing packed.
-- What nobody wants any more leads to its cancelled order: {"did": "cancelled", "order": number}.
-- p_shop: whose product it is, when the scan before was asked back: the codes of several shops' goods
-- in this tote are the same. The others as for pack_scan and pack_open.
DROP FUNCTION IF EXISTS pack_batch_scan(uuid, uuid, uuid, uuid, uuid, text, text, text[], text, text,
    jsonb, int, date, interval, text);
DROP FUNCTION IF EXISTS pack_batch_order(uuid, uuid, text[], text, interval);
CREATE OR REPLACE FUNCTION pack_batch_scan(
    p_scan uuid, p_tote uuid, p_operator uuid, p_device uuid, p_bench uuid, p_code text,
    p_label text, p_codes text[], p_lot text, p_serial text, p_heaviest jsonb,
    p_count int, p_expires_on date, p_away_after interval, p_sku text, p_shop uuid DEFAULT NULL
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_answer jsonb;
    v_admitted jsonb;
    v_order orders;
    v_parcel parcels;
BEGIN
    PERFORM set_config('wms.tenant', wms_hall(), true);
    -- The walk's row lock: packers of one batch, and a cancel, take turns; two never get one order.
    PERFORM 1 FROM pick_runs WHERE id IN (
        SELECT run_id FROM pick_run_orders
        WHERE tote_id = p_tote AND emptied_at IS NULL AND is_batch)
    ORDER BY id FOR UPDATE;
    SELECT answer INTO v_answer FROM scans WHERE id = p_scan;
    IF FOUND THEN
        RETURN v_answer || '{"repeated": true}';
    END IF;

    IF p_sku IS NULL AND p_shop IS NULL THEN
        v_answer := pack_which_shop(p_codes, ARRAY[p_tote])
            || jsonb_build_object('code', p_code);
        IF v_answer IS NOT NULL THEN
            RETURN keep_scan(p_scan, p_operator, p_device, 'pack', p_tote, p_code, v_answer);
        END IF;
    END IF;
    v_order := pack_batch_order(p_tote, p_operator, p_codes, p_sku, p_away_after, p_shop);
    IF v_order.id IS NULL THEN
        v_answer := pack_not_in_batch(p_tote, p_code, p_label, p_codes);
        RETURN keep_scan(p_scan, p_operator, p_device, 'pack', p_tote, p_code, v_answer);
    END IF;
    BEGIN
        v_admitted := pack_admit(v_order, p_operator, p_bench, NULL, false, p_away_after);
        v_answer := v_admitted;
        IF v_admitted ? 'parcel' AND p_sku IS NULL THEN
            SELECT * INTO v_order FROM orders WHERE shop_id = v_order.shop_id AND id = v_order.id;
            SELECT * INTO v_parcel FROM parcels WHERE number = (v_admitted ->> 'parcel')::bigint;
            v_answer := pack_judge(v_order, v_parcel, p_scan, p_operator, p_device, p_code, p_label,
                                   p_codes, p_lot, p_serial,
                                   coalesce(
                                       p_heaviest -> (v_order.carrier || '/' || v_order.service),
                                       p_heaviest -> v_order.carrier),
                                   p_count, p_expires_on);
            IF v_answer ->> 'outcome' = 'ok' THEN
                v_answer := v_answer || jsonb_build_object('parcel', v_parcel.number,
                                                           'order', v_order.number);
            ELSE
                RAISE EXCEPTION 'not packed' USING ERRCODE = 'WB001';
            END IF;
        END IF;
    EXCEPTION WHEN SQLSTATE 'WB001' THEN -- the parcel that was opened for it is taken back
        NULL;
    END;
    RETURN keep_scan(p_scan, p_operator, p_device, 'pack', v_order.id, p_code, v_answer);
END $$;

-- Whose piece it is, locked: what this packer has open already, then the most urgent that can be
-- packed, then one that is held back, then one that was cancelled. NULL when nobody in that tote
-- wants it. A tap (p_sku) means the least urgent: the piece that it is about is not there.
CREATE OR REPLACE FUNCTION pack_batch_order(
    p_tote uuid, p_operator uuid, p_codes text[], p_sku text, p_away_after interval, p_shop uuid
) RETURNS orders
LANGUAGE plpgsql AS $$
DECLARE
    v_order orders;
BEGIN
    SELECT o.* INTO v_order
    FROM pack_in_batch(p_tote) AS i
    JOIN orders o ON o.shop_id = i.shop_id AND o.id = i.order_id
    WHERE CASE WHEN p_sku IS NULL THEN EXISTS (
              SELECT FROM barcodes b WHERE b.shop_id = i.shop_id AND b.product_id = i.product_id
              AND b.code = ANY (p_codes))
          ELSE EXISTS (
              SELECT FROM products p WHERE p.shop_id = i.shop_id AND p.id = i.product_id
              AND p.shop_id || '/' || p.sku = p_sku) END
      AND (i.packer_id IS NULL OR i.packer_id = p_operator
           OR NOT counter_is_here(i.packer_id, p_away_after))
    ORDER BY i.is_stopped, i.is_held, i.packer_id = p_operator DESC NULLS LAST,
             CASE WHEN p_sku IS NULL THEN i.priority ELSE -i.priority END,
             CASE WHEN p_sku IS NULL THEN i.ship_by END NULLS LAST,
             CASE WHEN p_sku IS NULL THEN i.number ELSE -i.number END
    LIMIT 1 FOR UPDATE OF o;
    RETURN v_order;
END $$;

-- Say what was scanned instead: a piece of nobody in this tote, a label, or a code unknown to all.
CREATE OR REPLACE FUNCTION pack_not_in_batch(
    p_tote uuid, p_code text, p_label text, p_codes text[]
) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT pack_refused(
        CASE WHEN item.sku IS NOT NULL THEN 'pack.not_in_batch'
             WHEN place.code IS NOT NULL THEN 'pack.not_in_batch.label'
             ELSE 'pack.not_in_batch.unknown' END,
        jsonb_build_object('scanned', coalesce(item.sku, place.code, p_code), 'shop', item.shop,
                           'tote', (SELECT code FROM places WHERE id = p_tote)))
    FROM (SELECT 1) AS one
    LEFT JOIN LATERAL (
        SELECT p.sku, s.name AS shop FROM barcodes b
        JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id
        JOIN shops s ON s.id = b.shop_id
        WHERE b.code = ANY (p_codes) LIMIT 1) AS item ON true
    LEFT JOIN LATERAL (
        SELECT code FROM places WHERE label_code = p_label) AS place ON item.sku IS NULL
$$;

-- The same code on products of several shops in these totes: which is it? NULL: one shop's only.
CREATE OR REPLACE FUNCTION pack_which_shop(p_codes text[], p_totes uuid[]) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('outcome', 'ok', 'did', 'which_shop', 'choices',
                              jsonb_agg(to_jsonb(one) ORDER BY one.shop, one.sku))
    FROM (SELECT DISTINCT s.id AS shop_id, s.name AS shop, p.sku, p.name
          FROM pick_run_orders ro
          JOIN order_lines l ON l.shop_id = ro.shop_id AND l.order_id = ro.order_id
                            AND l.picked > l.packed
          JOIN barcodes b ON b.shop_id = l.shop_id AND b.product_id = l.product_id
                         AND b.code = ANY (p_codes)
          JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
          JOIN shops s ON s.id = p.shop_id
          WHERE ro.tote_id = ANY (p_totes) AND ro.is_batch AND ro.emptied_at IS NULL) AS one
    HAVING count(DISTINCT one.shop_id) > 1
$$;
