-- One scan of a picker, whole: repeat or new, expected or not, move the goods, advance, remember.
-- p_label: our own ten digits, when the code is one; p_codes: the forms under which a product
-- barcode may be stored; p_all: the picker confirms the rest of the quantity; p_lot, p_expires_on:
-- what a GS1 code tells of the batch; p_count: of what its barcode stands for it says there are so
-- many; p_tells_next: the answer carries the next step, for a program that shows it (a page asks for
-- itself what is next).
-- A handheld that has the walk's work pack judges each scan itself, maybe long before it is sent, and
-- says what it was for: p_task the step; p_at the label that was scanned at its place, when the scan
-- is one of goods; p_tote where they lie now; p_count of a confirmed rest: how many
-- pieces that was on the handheld. Such a scan counts for that step or not at all, never
-- for another one that is next by now. p_wrong: what the handheld said was wrong about it; such a
-- scan is put into words and kept, and never counts.
-- A wrong scan is an answer, not an error: it changes no stock and is kept as a refused scan.
DROP FUNCTION IF EXISTS pick_scan(uuid, uuid, uuid, uuid, text, text, text[], boolean);
DROP FUNCTION IF EXISTS pick_scan(uuid, uuid, uuid, uuid, text, text, text[], boolean, text);
DROP FUNCTION IF EXISTS pick_scan(uuid, uuid, uuid, uuid, text, text, text[], boolean, text, boolean);
DROP FUNCTION IF EXISTS
    pick_scan(uuid, uuid, uuid, uuid, text, text, text[], boolean, text, boolean, int, date);
DROP FUNCTION IF EXISTS
    pick_judge(pick_runs, uuid, uuid, uuid, text, text, text[], boolean);
DROP FUNCTION IF EXISTS
    pick_judge(pick_runs, uuid, uuid, uuid, text, text, text[], boolean, text);
DROP FUNCTION IF EXISTS
    pick_judge(pick_runs, uuid, uuid, uuid, text, text, text[], boolean, text, date, int);
CREATE OR REPLACE FUNCTION pick_scan(
    p_scan uuid, p_run uuid, p_operator uuid, p_device uuid, p_code text,
    p_label text, p_codes text[], p_all boolean, p_lot text DEFAULT NULL,
    p_tells_next boolean DEFAULT true, p_count int DEFAULT 1, p_expires_on date DEFAULT NULL,
    p_task uuid DEFAULT NULL, p_at text DEFAULT NULL, p_tote uuid DEFAULT NULL,
    p_wrong text DEFAULT NULL
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_answer jsonb;
    v_is_over boolean;
    v_run pick_runs;
BEGIN
    PERFORM set_config('wms.tenant', wms_hall(), true);

    -- The run's row lock makes two devices, or a scan and its twin, take turns.
    SELECT * INTO v_run FROM pick_runs WHERE id = p_run FOR UPDATE;
    SELECT answer INTO v_answer FROM scans WHERE id = p_scan;
    IF FOUND THEN
        RETURN v_answer || '{"repeated": true}';
    END IF;

    v_answer := CASE
        WHEN v_run.id IS NULL THEN pick_refused('pick.no_run', '{}')
        WHEN v_run.operator_id IS DISTINCT FROM p_operator THEN pick_refused('pick.run_taken',
            jsonb_build_object('run', v_run.number, 'by', coalesce((
                SELECT name FROM operators WHERE id = v_run.operator_id), '–')))
        WHEN p_wrong IS NOT NULL THEN pick_said_wrong(p_run, p_task, p_wrong, p_code, p_label, p_codes)
        WHEN v_run.status <> 'picking' AND p_task IS NOT NULL THEN pick_gone(p_run, p_task)
        WHEN v_run.status <> 'picking' THEN pick_refused('pick.run_over',
            jsonb_build_object('run', v_run.number))
        ELSE pick_judge(v_run, p_scan, p_operator, p_device, p_code, p_label, p_codes, p_all, p_lot,
                        p_expires_on, p_count, p_task, p_at, p_tote)
    END;
    IF v_answer ->> 'outcome' = 'ok' THEN
        IF p_tells_next THEN
            v_answer := v_answer || jsonb_build_object('next', pick_next_step(p_run));
            v_is_over := v_answer -> 'next' ->> 'expects' = 'nothing';
        ELSE
            v_is_over := v_answer -> 'picked' = v_answer -> 'quantity' AND EXISTS (
                SELECT FROM pick_runs WHERE id = p_run AND status = 'picked');
        END IF;
        v_answer := v_answer || jsonb_build_object('tone', CASE
            WHEN v_is_over THEN 'done' ELSE 'ok' END);
    END IF;
    RETURN keep_scan(p_scan, p_operator, p_device, 'pick', p_run, p_code, v_answer);
END $$;

CREATE OR REPLACE FUNCTION pick_refused(p_code text, p_facts jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('outcome', 'refused', 'code', p_code, 'facts', p_facts)
$$;

-- Expectation first: match against what the step needs; only then say what was scanned instead.
CREATE OR REPLACE FUNCTION pick_judge(
    p_run pick_runs, p_scan uuid, p_operator uuid, p_device uuid, p_code text,
    p_label text, p_codes text[], p_all boolean, p_lot text, p_expires_on date, p_count int,
    p_task uuid, p_at text, p_tote uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_task record;
    v_quantity bigint; -- a code may count to 99,999,999
    v_lots jsonb;
    v_emptied text;
    v_is_there boolean;
    v_left int;
    v_picked int;
BEGIN
    IF p_task IS NULL AND EXISTS (SELECT FROM pick_run_orders
               WHERE run_id = p_run.id AND tote_id IS NULL AND emptied_at IS NULL) THEN
        RETURN pick_assign_tote(p_run.id, p_label);
    END IF;

    SELECT t.*, p.code AS place_code, p.label_code, l.code AS lot_code,
           l.expires_on, ro.tote_id, o.status AS order_status,
           o.external_id AS order_external_id
    INTO v_task
    FROM ( -- one task first: else all that are left are joined, to drop all but one
        SELECT * FROM pick_tasks
        WHERE run_id = p_run.id AND status IN ('open', 'skipped') AND (p_task IS NULL OR id = p_task)
        ORDER BY status = 'skipped', sequence LIMIT 1
    ) t
    JOIN places p ON p.id = t.place_id
    JOIN lots l ON l.shop_id = t.shop_id AND l.product_id = t.product_id AND l.id = t.lot_id
    JOIN pick_run_orders ro
      ON ro.shop_id = t.shop_id AND ro.run_id = t.run_id AND ro.order_id = t.order_id
    JOIN orders o ON o.shop_id = t.shop_id AND o.id = t.order_id;
    IF NOT FOUND AND p_task IS NOT NULL THEN
        RETURN pick_gone(p_run.id, p_task);
    ELSIF NOT FOUND THEN
        RETURN pick_refused('pick.run_over', jsonb_build_object('run', p_run.number));
    ELSIF p_tote IS DISTINCT FROM v_task.tote_id AND p_at IS NOT NULL THEN
        RETURN pick_refused('pick.other_tote', jsonb_build_object(
            'tote', coalesce((SELECT code FROM places WHERE id = v_task.tote_id), '–')));
    END IF;

    v_left := v_task.quantity - v_task.picked;
    v_picked := v_task.picked;
    IF p_run.mode = 'single' THEN -- the same goods for all of its orders at once
        SELECT n_left, n_picked INTO v_left, v_picked FROM pick_batch_of(p_run.id, v_task.id);
    END IF;
    v_is_there := p_run.at_place_id IS NOT DISTINCT FROM v_task.place_id;
    IF p_at IS NOT NULL AND NOT v_is_there AND (p_at = v_task.label_code
            OR pick_proves_container(v_task.place_id, v_task.shop_id, v_task.product_id, p_at)) THEN
        UPDATE pick_runs SET at_place_id = v_task.place_id WHERE id = p_run.id;
        v_is_there := true;
    ELSIF p_task IS NOT NULL AND p_at IS NULL AND p_label = v_task.label_code THEN
        v_is_there := false; -- another handheld of the same picker was there before
    END IF;
    IF NOT v_is_there THEN
        IF p_label IS NOT DISTINCT FROM v_task.label_code
           OR pick_proves_container(v_task.place_id, v_task.shop_id, v_task.product_id, p_label) THEN
            UPDATE pick_runs SET at_place_id = v_task.place_id WHERE id = p_run.id;
            RETURN '{"outcome": "ok", "did": "arrived"}';
        ELSIF p_all THEN -- what is to be confirmed has a place of its own
            RETURN pick_refused('card.nothing_to_confirm', '{}');
        END IF;
        IF pick_stands_at(v_task.place_id, p_label) THEN
            RETURN pick_refused('pick.which_container', jsonb_build_object(
                'needed', v_task.place_code));
        END IF;
        RETURN pick_wrong('pick.wrong_place', p_code, p_label, p_codes, v_task.shop_id,
                          jsonb_build_object('needed', place_said(v_task.place_id)));
    END IF;

    IF p_all THEN
        IF v_picked = 0 THEN -- the place's label never proves the item
            RETURN pick_refused('pick.scan_item_first', jsonb_build_object('sku', (
                SELECT sku FROM products WHERE shop_id = v_task.shop_id AND id = v_task.product_id)));
        END IF;
        v_quantity := v_left;
        IF p_task IS NOT NULL AND p_count > v_left THEN
            RETURN pick_refused('pick.less_left', jsonb_build_object(
                'counted', p_count, 'left', v_left));
        ELSIF p_task IS NOT NULL AND p_count < v_left THEN
            v_quantity := p_count;
        END IF;
    ELSE
        SELECT b.quantity::bigint * p_count INTO v_quantity FROM barcodes b
        WHERE b.shop_id = v_task.shop_id AND b.code = ANY (p_codes)
          AND b.product_id = v_task.product_id;
        IF NOT FOUND THEN
            RETURN pick_wrong('pick.wrong_item', p_code, p_label, p_codes, v_task.shop_id,
                jsonb_build_object('needed', (SELECT sku FROM products
                    WHERE shop_id = v_task.shop_id AND id = v_task.product_id)));
        END IF;
        IF v_quantity > v_left THEN
            RETURN pick_refused('pick.too_many', jsonb_build_object(
                'in_pack', v_quantity, 'left', v_left));
        END IF;
        IF v_task.lot_id <> v_task.product_id AND is_lot_told(
               v_task.lot_code, v_task.expires_on, p_lot, p_expires_on) IS NOT TRUE THEN
            IF NOT is_lot_told(v_task.lot_code, v_task.expires_on, p_lot, p_expires_on) THEN
                RETURN pick_refused('pick.wrong_lot', jsonb_build_object('needed', v_task.lot_code,
                    'scanned', CASE WHEN v_task.lot_code = v_task.expires_on::text
                                    THEN coalesce(p_expires_on::text, p_lot) ELSE p_lot END));
            END IF;
            v_lots := lots_at(v_task.shop_id, v_task.product_id, ARRAY[v_task.place_id]);
            IF jsonb_array_length(v_lots) > 1 THEN -- which of them is it? nothing moves before
                RETURN jsonb_build_object('outcome', 'ok', 'did', 'which_lot', 'lots', v_lots,
                                          'code', p_code, 'of_task', v_task.id);
            END IF;
        END IF;
    END IF;

    IF p_run.mode = 'single' THEN
        PERFORM pick_into_batch(p_run.id, v_task.id, v_quantity::int, p_operator, p_device, p_scan);
        IF NOT EXISTS (SELECT FROM balances WHERE place_id = v_task.place_id AND on_hand > 0) THEN
            v_emptied := v_task.place_code;
        END IF;
        RETURN jsonb_build_object('outcome', 'ok', 'did', 'picked', 'task', v_task.id,
                                  'picked', v_picked + v_quantity, 'quantity', v_picked + v_left,
                                  'emptied', v_emptied);
    END IF;
    PERFORM move_stock(v_task.shop_id, v_task.product_id, v_task.lot_id, v_quantity::int,
                       v_task.place_id, 'good', v_task.tote_id, 'good', 'pick',
                       v_task.order_line_id, p_operator, p_device, p_scan, v_quantity::int);
    -- one statement counts in all three: each statement has a price of its own
    WITH promised AS (
        UPDATE allocations SET picked = picked + v_quantity
        WHERE shop_id = v_task.shop_id AND id = v_task.allocation_id
    ), ordered AS (
        UPDATE order_lines SET picked = picked + v_quantity
        WHERE shop_id = v_task.shop_id AND id = v_task.order_line_id
    )
    UPDATE pick_tasks
    SET picked = picked + v_quantity,
        status = CASE WHEN picked + v_quantity = quantity THEN 'picked' ELSE status END
    WHERE shop_id = v_task.shop_id AND id = v_task.id;
    IF v_task.order_status = 'released' THEN
        UPDATE orders SET status = 'picking', version = version + 1, updated_at = clock_timestamp()
        WHERE shop_id = v_task.shop_id AND id = v_task.order_id;
        PERFORM record_event(v_task.shop_id, 'order.picking_started', 'order', v_task.order_id,
                             v_task.order_external_id, '{}');
    END IF;
    IF v_task.picked + v_quantity = v_task.quantity THEN
        IF p_run.mode = 'zone' THEN -- of two who finish its parts at once, one sees both
            PERFORM 1 FROM orders WHERE shop_id = v_task.shop_id AND id = v_task.order_id FOR UPDATE;
        END IF;
        PERFORM pick_finish_order(p_run.id, v_task.shop_id, v_task.order_id);
        IF NOT EXISTS (SELECT FROM balances WHERE place_id = v_task.place_id AND on_hand > 0) THEN
            v_emptied := v_task.place_code; -- by the books: the picker is asked
        END IF;
    END IF;
    RETURN jsonb_build_object('outcome', 'ok', 'did', 'picked', 'task', v_task.id,
                              'picked', v_task.picked + v_quantity, 'quantity', v_task.quantity,
                              'emptied', v_emptied);
END $$;

-- The order is picked when none of its tasks is left, on whichever walk, and its parts stand together
-- (parts_meet.sql); an order of which nothing was found waits
-- for goods instead, or is cancelled when its shop asked for that. The run is over when none of its
-- tasks is left.
CREATE OR REPLACE FUNCTION pick_finish_order(p_run uuid, p_shop uuid, p_order uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_external_id text;
BEGIN
    IF NOT EXISTS (SELECT FROM pick_tasks WHERE shop_id = p_shop AND order_id = p_order
                   AND status IN ('open', 'skipped')) THEN
        IF EXISTS (SELECT FROM order_lines
                   WHERE shop_id = p_shop AND order_id = p_order AND picked > 0) THEN
            UPDATE orders
            SET status = 'picked', version = version + 1, updated_at = clock_timestamp()
            WHERE shop_id = p_shop AND id = p_order AND status = 'picking'
              AND parts_are_together(p_shop, p_order);
        ELSE
            UPDATE pick_run_orders SET emptied_at = clock_timestamp()
            WHERE shop_id = p_shop AND order_id = p_order AND emptied_at IS NULL;
            UPDATE orders
            SET status = 'backordered', version = version + 1, updated_at = clock_timestamp()
            WHERE shop_id = p_shop AND id = p_order AND status IN ('released', 'picking')
            RETURNING external_id INTO v_external_id;
            IF FOUND THEN
                PERFORM record_event(p_shop, 'order.backordered', 'order', p_order, v_external_id,
                                     '{"after": "short_pick"}');
            END IF;
        END IF;
    END IF;
    IF NOT EXISTS (SELECT FROM pick_tasks WHERE run_id = p_run
                   AND status IN ('open', 'skipped')) THEN
        UPDATE pick_runs SET status = 'picked', finished_at = clock_timestamp()
        WHERE id = p_run AND status = 'picking';
    END IF;
END $$;

-- Before the walk every order gets a tote of its own, empty and free; a batch one for all of it.
CREATE OR REPLACE FUNCTION pick_assign_tote(p_run uuid, p_label text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_tote places;
    v_slot int;
BEGIN
    -- its row's lock: of two who scan the same tote, one sees that the other has it
    SELECT * INTO v_tote FROM places WHERE label_code = p_label AND kind = 'tote' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN pick_refused('pick.not_a_tote', '{}');
    ELSIF v_tote.retired_at IS NOT NULL THEN
        RETURN pick_refused('place.retired', jsonb_build_object('place', v_tote.code));
    END IF;
    IF EXISTS (SELECT FROM balances WHERE place_id = v_tote.id AND on_hand > 0)
       OR EXISTS (SELECT FROM pick_run_orders WHERE tote_id = v_tote.id AND emptied_at IS NULL) THEN
        RETURN pick_refused('pick.tote_in_use', jsonb_build_object('tote', v_tote.code));
    END IF;
    WITH given AS (
        UPDATE pick_run_orders SET tote_id = v_tote.id
        WHERE run_id = p_run AND tote_id IS NULL AND emptied_at IS NULL AND (is_batch OR slot = (
            SELECT min(slot) FROM pick_run_orders
            WHERE run_id = p_run AND tote_id IS NULL AND emptied_at IS NULL))
        RETURNING slot)
    SELECT min(slot) INTO v_slot FROM given;
    -- looked at after the write: who filled it in between had to be done with it before
    IF EXISTS (SELECT FROM full_totes WHERE tote_id = v_tote.id) THEN
        RAISE unique_violation;
    END IF;
    RETURN jsonb_build_object('outcome', 'ok', 'did', 'tote', 'slot', v_slot, 'tote', v_tote.code);
EXCEPTION WHEN unique_violation THEN -- another run took it between the look and the write
    RETURN pick_refused('pick.tote_in_use', jsonb_build_object('tote', v_tote.code));
END $$;

-- Whether the label is that of the location where a container stands.
CREATE OR REPLACE FUNCTION pick_stands_at(p_container uuid, p_label text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM places c JOIN places l ON l.id = c.stands_at_id
                   WHERE c.id = p_container AND l.label_code = p_label)
$$;

-- The location's label proves the container too, when the product lies nowhere else there: neither
-- loose nor in another container.
CREATE OR REPLACE FUNCTION pick_proves_container(
    p_container uuid, p_shop uuid, p_product uuid, p_label text
) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT pick_stands_at(p_container, p_label) AND NOT EXISTS (
        SELECT FROM balances b JOIN places p ON p.id = b.place_id
        WHERE b.shop_id = p_shop AND b.product_id = p_product AND b.on_hand > 0
          AND b.place_id <> p_container
          AND coalesce(p.stands_at_id, p.id) = (
              SELECT stands_at_id FROM places WHERE id = p_container))
$$;

-- Why a step that a handheld has in its work pack is no step of the walk any more.
CREATE OR REPLACE FUNCTION pick_gone(p_run uuid, p_task uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT pick_refused('pick.order_gone', jsonb_build_object('order', o.number))
        FROM pick_tasks t JOIN orders o ON o.shop_id = t.shop_id AND o.id = t.order_id
        WHERE t.run_id = p_run AND t.id = p_task AND t.status = 'cancelled'
          AND (o.status = 'cancelled' OR o.intercepted_at IS NOT NULL)
    ), pick_refused('pick.task_moved', '{}'))
$$;

-- The words for a scan that the handheld has said no to. It changes nothing, whatever was scanned.
CREATE OR REPLACE FUNCTION pick_said_wrong(
    p_run uuid, p_task uuid, p_wrong text, p_code text, p_label text, p_codes text[]
) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT pick_wrong(said[1], p_code, p_label, p_codes, t.shop_id, jsonb_build_object(
            'needed', CASE said[1] WHEN 'pick.wrong_place' THEN place_said(t.place_id) ELSE (
                SELECT sku FROM products WHERE shop_id = t.shop_id AND id = t.product_id) END))
        FROM pick_tasks t, regexp_match(p_wrong, '^pick\.wrong_(?:place|item)') AS said
        WHERE t.run_id = p_run AND t.id = p_task AND said IS NOT NULL
    ), pick_refused(p_wrong, '{}'))
$$;

-- Say what was scanned instead: "This is TEA-200 of Globex."
CREATE OR REPLACE FUNCTION pick_wrong(
    p_code text, p_scanned text, p_label text, p_codes text[], p_shop uuid, p_facts jsonb
) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT pick_refused(
        p_code || CASE WHEN item.sku IS NOT NULL THEN '.item'
                       WHEN place.code IS NOT NULL THEN '.place' ELSE '' END,
        p_facts || jsonb_build_object('scanned', coalesce(item.sku, place.code, p_scanned),
                                      'shop', item.shop))
    FROM (SELECT 1) AS one
    LEFT JOIN LATERAL (
        SELECT p.sku, s.name AS shop FROM barcodes b
        JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id
        JOIN shops s ON s.id = b.shop_id
        WHERE b.code = ANY (p_codes) ORDER BY b.shop_id = p_shop DESC LIMIT 1) AS item ON true
    LEFT JOIN LATERAL (
        SELECT code FROM places WHERE label_code = p_label) AS place ON item.sku IS NULL
$$;
