-- Takes in what was scanned at a dock, whole: which product, which lot, which line, count, move,
-- tell. p_read is what Python made of the code (wms.inbound.recognise.GoodsRead): its codes, how
-- many times over, what it said of the batch, and what the receiver agreed to.
-- Answer: {"did": "received", …}, or what it asks before anything moves: {"did": "batch_asked", …},
-- {"did": "serial_asked", …}; else it refuses.
CREATE OR REPLACE FUNCTION receive_goods(
    p_asn uuid, p_read jsonb, p_operator uuid, p_device uuid, p_scan uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_asn asns := asn_take(p_asn);
    v_dock uuid := receive_into(v_asn, p_operator); -- an LPN that stands there, too
    v_item record;
    v_expires_on date := p_read ->> 'expires_on';
    v_lot uuid;
    v_line asn_lines;
    v_movement uuid;
    v_condition text := 'good';
    v_is_short_dated boolean := false;
    v_is_other_lot boolean := false;
BEGIN
    SELECT * INTO v_item FROM goods_of_shop(v_asn.shop_id, p_read);
    v_lot := keep_lot(v_asn.shop_id, v_item.product_id, p_read ->> 'lot', v_expires_on);
    IF v_lot IS NULL THEN -- nothing moves yet
        RETURN jsonb_build_object(
            'did', 'batch_asked', 'sku', v_item.sku, 'name', v_item.name,
            'needs_lot', v_item.is_lot_tracked, 'needs_expiry', v_item.is_expiry_tracked,
            'code', p_read ->> 'code', 'times', (p_read ->> 'times')::int);
    END IF;
    IF v_item.is_serial_tracked THEN
        IF v_item.quantity > 1 THEN
            PERFORM refuse('inbound.serial_each', jsonb_build_object('sku', v_item.sku));
        ELSIF p_read ->> 'serial' IS NULL THEN
            RETURN jsonb_build_object(
                'did', 'serial_asked', 'sku', v_item.sku, 'name', v_item.name,
                'code', p_read ->> 'code', 'lot', p_read -> 'lot', 'expires_on', v_expires_on,
                'is_extra', (p_read ->> 'is_extra')::boolean IS TRUE,
                'product_id', p_read -> 'product_id');
        END IF;
    END IF;
    v_line := asn_line_for(v_asn, v_item.product_id, v_item.sku, v_item.quantity, p_read);
    PERFORM asn_step(v_asn, 'receiving', p_operator);
    -- goods that expire too soon, or of another lot than announced, are held until their shop decides
    IF v_item.is_expiry_tracked THEN
        v_is_short_dated := v_expires_on <= current_date + coalesce((
            SELECT least_days_left FROM inbound_rules WHERE shop_id = v_asn.shop_id), 0);
    END IF;
    IF v_item.is_lot_tracked THEN
        v_is_other_lot := NOT is_lot_announced(v_asn, v_item.product_id, p_read ->> 'lot');
    END IF;
    IF v_is_short_dated OR v_is_other_lot THEN
        v_condition := 'quarantine';
    END IF;
    -- counted in the database, not in memory: what another receiver counted stays counted
    UPDATE asn_lines SET received = received + v_item.quantity
    WHERE shop_id = v_line.shop_id AND id = v_line.id RETURNING * INTO v_line;
    v_movement := move_stock(
        v_asn.shop_id, v_item.product_id, v_lot, v_item.quantity, supplier_of(v_dock), 'good',
        v_dock, v_condition, 'receive', v_line.id, p_operator, p_device, p_scan);
    PERFORM settle_excess(v_asn, v_line);
    IF v_item.is_serial_tracked THEN
        PERFORM keep_serial(v_asn, v_item.product_id, v_movement, p_read, v_item.sku);
    END IF;
    IF v_is_short_dated THEN
        PERFORM grow_discrepancy(v_asn, 'short_dated', v_item.product_id, v_lot, v_item.quantity,
                                 jsonb_build_object('expires_on', v_expires_on));
    ELSIF v_is_other_lot THEN
        PERFORM grow_discrepancy(v_asn, 'wrong_lot', v_item.product_id, v_lot, v_item.quantity,
                                 jsonb_build_object('read', p_read ->> 'lot', 'announced', (
            SELECT string_agg(lot, ', ' ORDER BY lot) FROM asn_lots
            WHERE shop_id = v_asn.shop_id AND asn_id = p_asn AND product_id = v_item.product_id)));
    END IF;
    IF p_read ? 'no_barcode' THEN
        PERFORM note_discrepancy(v_asn, 'no_barcode', v_item.product_id, v_item.quantity,
                                 p_scan => p_scan, p_lot => v_lot, p_condition => v_condition);
    END IF;
    IF tell_progress(v_asn, v_line.id, v_item.sku) THEN -- as seldom; the end tells the rest
        PERFORM tell_stock(v_asn.shop_id, ARRAY[v_item.product_id], 'receive');
    END IF;
    RETURN jsonb_build_object(
        'did', 'received', 'sku', v_item.sku, 'name', v_item.name, 'barcode', v_item.code,
        'quantity', v_item.quantity, 'received', v_line.received, 'expected', v_line.expected,
        'movement_id', v_movement, 'code', p_read ->> 'code',
        'pack', CASE WHEN p_read ? 'product_id' THEN 1
                ELSE v_item.quantity / (p_read ->> 'times')::int END,
        'no_barcode', p_read ? 'no_barcode', 'line_no', v_line.line_no)
        || CASE WHEN v_item.is_serial_tracked
           THEN jsonb_build_object('serial', p_read -> 'serial') ELSE '{}' END
        || CASE WHEN v_item.is_lot_tracked OR v_item.is_expiry_tracked -- a typed quantity is of it, too
           THEN jsonb_build_object('lot', p_read -> 'lot', 'expires_on', v_expires_on) ELSE '{}' END;
END $$;

-- The line that the goods belong to; a new one with nothing expected when that was agreed, once for
-- all of that product. Who counts blind, or a delivery that nobody announced, is not asked.
CREATE OR REPLACE FUNCTION asn_line_for(
    p_asn asns, p_product uuid, p_sku text, p_quantity int, p_read jsonb
) RETURNS asn_lines
LANGUAGE plpgsql AS $$
DECLARE
    v_line asn_lines;
    v_facts jsonb := jsonb_build_object('sku', p_sku, 'quantity', p_quantity)
        -- the side door "Receive as extra" needs them
        || jsonb_strip_nulls(jsonb_build_object(
            'code', p_read -> 'code', 'times', p_read -> 'times',
            'lot', p_read -> 'lot', 'expires_on', p_read -> 'expires_on',
            'serial', p_read -> 'serial'));
    v_is_agreed boolean := (p_read ->> 'is_extra')::boolean IS TRUE
        OR NOT p_asn.is_announced OR is_counted_blind(p_asn.shop_id) OR EXISTS (
            SELECT FROM discrepancies
            WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id AND product_id = p_product
              AND kind IN ('over', 'unexpected_product') AND status <> 'withdrawn');
BEGIN
    SELECT * INTO v_line FROM asn_lines
    WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id AND product_id = p_product;
    IF NOT v_is_agreed AND coalesce(v_line.expected, 0) = 0 THEN
        PERFORM refuse('inbound.unexpected_product', v_facts);
    ELSIF NOT v_is_agreed AND v_line.received + p_quantity > v_line.expected THEN
        PERFORM refuse('inbound.over', v_facts || jsonb_build_object(
            'expected', v_line.expected, 'received', v_line.received));
    ELSIF v_line.id IS NULL THEN
        INSERT INTO asn_lines (shop_id, asn_id, line_no, product_id, expected)
        SELECT p_asn.shop_id, p_asn.id, coalesce(max(line_no), 0) + 1, p_product, 0
        FROM asn_lines WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id
        RETURNING * INTO v_line;
    END IF;
    RETURN v_line;
END $$;

CREATE OR REPLACE FUNCTION supplier_of(p_dock uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT outside.id FROM places dock
    JOIN places outside ON outside.warehouse_id = dock.warehouse_id AND outside.kind = 'supplier'
    WHERE dock.id = p_dock
$$;

-- Whether the shop wants its deliveries counted by people who do not see what was announced.
CREATE OR REPLACE FUNCTION is_counted_blind(p_shop uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT is_blind FROM inbound_rules WHERE shop_id = p_shop), false)
$$;
