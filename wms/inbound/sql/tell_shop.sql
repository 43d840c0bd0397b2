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

-- Quantity 0 says that it was a mistake and is withdrawn.
CREATE OR REPLACE FUNCTION tell_discrepancy(
    p_asn asns, p_kind text, p_sku text, p_quantity int, p_note text, p_details jsonb
) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM asn_tell(p_asn, 'inbound.discrepancy', jsonb_build_object(
        'kind', p_kind, 'sku', p_sku, 'quantity', p_quantity, 'note', p_note,
        'details', p_details));
    PERFORM asn_touch(p_asn);
END $$;

-- Writes down that something differs. p_note is what a person said of it, p_details are facts for
-- programs, p_scan is the scan behind it.
CREATE OR REPLACE FUNCTION note_discrepancy(
    p_asn asns, p_kind text, p_product uuid, p_sku text, p_quantity int,
    p_note text DEFAULT NULL, p_details jsonb DEFAULT NULL, p_scan uuid DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO discrepancies
        (shop_id, asn_id, product_id, kind, quantity, note, details, scan_id)
    VALUES (p_asn.shop_id, p_asn.id, p_product, p_kind, p_quantity, p_note, p_details, p_scan);
    PERFORM tell_discrepancy(p_asn, p_kind, p_sku, p_quantity, p_note, p_details);
END $$;

-- Brings the "too much" of a line to what it is now: one row, told when it comes and goes. The
-- final quantity is in inbound.received.
CREATE OR REPLACE FUNCTION settle_excess(p_asn asns, p_line asn_lines, p_sku text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_kind CONSTANT text := CASE WHEN p_line.expected > 0 THEN 'over' ELSE 'unexpected_product' END;
    v_excess CONSTANT int := p_line.received - p_line.expected;
BEGIN
    IF v_excess > 0 THEN
        UPDATE discrepancies SET quantity = v_excess
        WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id AND product_id = p_line.product_id
          AND kind = v_kind AND withdrawn_at IS NULL;
        IF NOT FOUND THEN
            PERFORM note_discrepancy(p_asn, v_kind, p_line.product_id, p_sku, v_excess);
        END IF;
        RETURN;
    END IF;
    UPDATE discrepancies SET withdrawn_at = clock_timestamp()
    WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id AND product_id = p_line.product_id
      AND kind = v_kind AND withdrawn_at IS NULL;
    IF FOUND THEN
        PERFORM tell_discrepancy(p_asn, v_kind, p_sku, 0, NULL, NULL);
    END IF;
END $$;

-- The scan that claimed it was undone.
CREATE OR REPLACE FUNCTION withdraw_discrepancies(p_asn asns, p_scan uuid, p_sku text) RETURNS void
LANGUAGE sql AS $$
    WITH withdrawn AS (
        UPDATE discrepancies SET withdrawn_at = clock_timestamp()
        WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id AND scan_id = p_scan
          AND withdrawn_at IS NULL
        RETURNING kind
    )
    SELECT tell_discrepancy(p_asn, kind, p_sku, 0, NULL, NULL) FROM withdrawn
$$;
