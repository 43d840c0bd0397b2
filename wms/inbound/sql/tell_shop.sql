-- Telling the shop while its goods are still being counted. p_asn is locked by the caller.

-- Records inbound.progress of a line, unless the shop was told a moment ago; whether it did.
-- Its numbers are totals, so what was left out is in the next one; inbound.received tells all.
CREATE OR REPLACE FUNCTION tell_progress(p_asn asns, p_line uuid, p_sku text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    -- a line is told at its first scan, then at most this often, and when it is complete
    tell_every CONSTANT interval := '15 seconds';
    v_line asn_lines;
BEGIN
    UPDATE asn_lines SET told = received, told_at = clock_timestamp()
    WHERE shop_id = p_asn.shop_id AND id = p_line AND received <> told
      AND (told_at IS NULL OR told_at < clock_timestamp() - tell_every OR received = expected)
    RETURNING * INTO v_line;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM asn_tell(p_asn, 'inbound.progress', jsonb_build_object(
        'sku', p_sku, 'expected', v_line.expected, 'received', v_line.received));
    PERFORM asn_touch(p_asn);
    RETURN true;
END $$;

-- Tells how a discrepancy stands now. Quantity 0 says that it was a mistake and is withdrawn.
DROP FUNCTION IF EXISTS tell_discrepancy(asns, text, text, int, text, jsonb);
CREATE OR REPLACE FUNCTION tell_discrepancy(p_asn asns, p_discrepancy discrepancies) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM asn_tell(p_asn, 'inbound.discrepancy', jsonb_build_object(
        'id', p_discrepancy.id, 'kind', p_discrepancy.kind,
        'sku', (SELECT sku FROM products
                WHERE shop_id = p_asn.shop_id AND id = p_discrepancy.product_id),
        'quantity', CASE p_discrepancy.status WHEN 'withdrawn' THEN 0
                    ELSE p_discrepancy.quantity END,
        'note', p_discrepancy.note, 'details', p_discrepancy.details,
        'status', p_discrepancy.status, 'decide_by', p_discrepancy.decide_by,
        'fallback', p_discrepancy.fallback, 'decision', p_discrepancy.decision,
        'decided_by', p_discrepancy.decided_by, 'photo_ids', coalesce((
            SELECT jsonb_agg(id ORDER BY id) FROM discrepancy_photos
            WHERE shop_id = p_asn.shop_id AND discrepancy_id = p_discrepancy.id), '[]')));
    PERFORM asn_touch(p_asn);
END $$;

-- What happens to goods when nobody decides in time, unless their shop wants it otherwise.
CREATE OR REPLACE FUNCTION discrepancy_fallback(p_kind text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_kind IN ('damaged', 'wrong_label', 'wrong_lot', 'short_dated')
           THEN 'quarantine' ELSE 'accept' END
$$;

-- Writes down that something differs; answers its id. p_note is what a person said of it, p_details
-- are facts for programs, p_scan is the scan behind it, p_condition how the goods came in.
DROP FUNCTION IF EXISTS note_discrepancy(asns, text, uuid, text, int, text, jsonb, uuid);
CREATE OR REPLACE FUNCTION note_discrepancy(
    p_asn asns, p_kind text, p_product uuid, p_quantity int,
    p_note text DEFAULT NULL, p_details jsonb DEFAULT NULL, p_scan uuid DEFAULT NULL,
    p_lot uuid DEFAULT NULL, p_condition text DEFAULT 'good'
) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_rules inbound_rules;
    v_made discrepancies;
BEGIN
    SELECT * INTO v_rules FROM inbound_rules WHERE shop_id = p_asn.shop_id;
    INSERT INTO discrepancies (
        shop_id, asn_id, product_id, lot_id, condition, kind, quantity, note, details, scan_id,
        fallback, decide_by)
    VALUES (
        p_asn.shop_id, p_asn.id, p_product, p_lot, p_condition, p_kind, p_quantity, p_note,
        p_details, p_scan, coalesce(v_rules.fallbacks ->> p_kind, discrepancy_fallback(p_kind)),
        clock_timestamp() + make_interval(hours => coalesce(v_rules.decide_within_hours, 48)))
    RETURNING * INTO v_made;
    PERFORM tell_discrepancy(p_asn, v_made);
    RETURN v_made.id;
END $$;

-- Brings the "too much" of a line to what it is now: one open row, told when it comes and goes; what
-- was decided already is not asked again. The final quantity is in inbound.received.
DROP FUNCTION IF EXISTS settle_excess(asns, asn_lines, text);
CREATE OR REPLACE FUNCTION settle_excess(p_asn asns, p_line asn_lines) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_kind CONSTANT text := CASE WHEN NOT p_asn.is_announced THEN 'unannounced'
        WHEN p_line.expected > 0 THEN 'over' ELSE 'unexpected_product' END;
    v_excess int := p_line.received - p_line.expected;
    v_open discrepancies;
BEGIN
    v_excess := v_excess - coalesce((
        SELECT sum(quantity) FROM discrepancies
        WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id AND product_id = p_line.product_id
          AND kind = v_kind AND status IN ('decided', 'done')), 0);
    IF v_excess > 0 THEN
        UPDATE discrepancies SET quantity = v_excess
        WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id AND product_id = p_line.product_id
          AND kind = v_kind AND status = 'open';
        IF NOT FOUND THEN
            PERFORM note_discrepancy(p_asn, v_kind, p_line.product_id, v_excess);
        END IF;
        RETURN;
    END IF;
    UPDATE discrepancies SET status = 'withdrawn', withdrawn_at = clock_timestamp()
    WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id AND product_id = p_line.product_id
      AND kind = v_kind AND status = 'open'
    RETURNING * INTO v_open;
    IF FOUND THEN
        PERFORM tell_discrepancy(p_asn, v_open);
    END IF;
END $$;

-- Takes back what was not decided yet: what one scan claimed, or all that a count found missing.
DROP FUNCTION IF EXISTS withdraw_discrepancies(asns, uuid, text);
CREATE OR REPLACE FUNCTION withdraw_discrepancies(p_asn asns, p_scan uuid, p_kind text DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_gone discrepancies;
BEGIN
    FOR v_gone IN
        UPDATE discrepancies SET status = 'withdrawn', withdrawn_at = clock_timestamp()
        WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id AND status = 'open'
          AND (scan_id = p_scan OR kind = p_kind)
        RETURNING *
    LOOP
        PERFORM tell_discrepancy(p_asn, v_gone);
    END LOOP;
END $$;
