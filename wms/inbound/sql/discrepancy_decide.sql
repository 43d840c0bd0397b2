-- What becomes of goods that came otherwise than announced: p_by is shop, office or default; p_user
-- is who it was at the office.
-- Accepted goods can be sold (damaged ones stay damaged); goods to quarantine or to go back are held
-- at once; goods that go back wait until they are handed over (discrepancy_hand_back).
-- Decided so already: nothing happens.
DROP FUNCTION IF EXISTS discrepancy_decide(uuid, uuid, uuid, text, text, text);
CREATE OR REPLACE FUNCTION discrepancy_decide(
    p_shop uuid, p_asn uuid, p_discrepancy uuid, p_decision text, p_by text, p_note text,
    p_user uuid DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_asn asns;
    v_this discrepancies;
    v_condition text;
BEGIN
    -- the delivery first, as receivers lock it
    SELECT * INTO v_asn FROM asns WHERE shop_id = p_shop AND id = p_asn FOR UPDATE;
    SELECT * INTO v_this FROM discrepancies
    WHERE shop_id = p_shop AND asn_id = p_asn AND id = p_discrepancy FOR UPDATE;
    IF v_this.id IS NULL OR v_this.status = 'withdrawn' THEN
        PERFORM refuse('discrepancy.unknown', jsonb_build_object('name', p_discrepancy));
    ELSIF v_this.status <> 'open' THEN
        IF v_this.decision <> p_decision THEN
            PERFORM refuse('discrepancy.decided', jsonb_build_object(
                'decision', v_this.decision, 'decided_by', v_this.decided_by));
        END IF;
        RETURN;
    ELSIF v_this.kind = 'short' AND p_decision <> 'accept' THEN
        PERFORM refuse('discrepancy.nothing_there');
    END IF;

    v_condition := CASE
        WHEN v_this.kind = 'short' OR v_this.condition = 'damaged' THEN v_this.condition
        WHEN p_decision = 'accept' THEN 'good' ELSE 'quarantine' END;
    IF v_condition <> v_this.condition THEN
        PERFORM discrepancy_move(v_this, v_condition, NULL, NULL, NULL, NULL);
    END IF;
    UPDATE discrepancies
    SET status = CASE p_decision WHEN 'return_to_supplier' THEN 'decided' ELSE 'done' END,
        condition = v_condition, decision = p_decision, decided_by = p_by, decided_note = p_note,
        decided_by_user_id = p_user, decided_at = clock_timestamp()
    WHERE shop_id = p_shop AND id = p_discrepancy RETURNING * INTO v_this;
    PERFORM tell_discrepancy(v_asn, v_this);
END $$;

-- Where the goods of a discrepancy can be taken from now: on shelves, docks and LPNs, not promised to an
-- order and not in anybody's hands; those that just came first.
CREATE OR REPLACE FUNCTION discrepancy_goods(p_this discrepancies)
RETURNS TABLE (lot_id uuid, place_id uuid, free int)
LANGUAGE sql STABLE AS $$
    SELECT b.lot_id, b.place_id, b.on_hand - b.allocated - coalesce((
               SELECT sum(c.quantity) FROM put_aways c
               WHERE c.done_at IS NULL AND c.cancelled_at IS NULL AND c.shop_id = b.shop_id
                 AND c.product_id = b.product_id AND c.lot_id = b.lot_id
                 AND c.condition = b.condition AND c.from_place_id = b.place_id), 0)::int
    FROM balances b JOIN places c ON c.id = b.place_id
    JOIN places p -- an LPN: where it stands; coalesce() would be served by no index
      ON p.id = CASE WHEN c.stands_at_id IS NULL THEN c.id ELSE c.stands_at_id END
    WHERE b.shop_id = p_this.shop_id AND b.product_id = p_this.product_id
      AND (p_this.lot_id IS NULL OR b.lot_id = p_this.lot_id)
      AND b.condition = p_this.condition AND b.on_hand > b.allocated
      AND p.kind IN ('dock', 'quarantine', 'returns', 'staging', 'storage', 'pick_face', 'lpn')
    ORDER BY p.kind = 'dock' DESC, p.kind = 'quarantine' DESC, b.first_at DESC, b.place_id
$$;

-- Moves the goods of a discrepancy by the ledger: to another condition where they lie, or, when
-- p_to is given, away to that place. Refuses when they are not all free.
CREATE OR REPLACE FUNCTION discrepancy_move(
    p_this discrepancies, p_condition text, p_to uuid, p_operator uuid, p_device uuid, p_scan uuid
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_left int := p_this.quantity;
    v_there record;
    v_part int;
BEGIN
    FOR v_there IN SELECT * FROM discrepancy_goods(p_this) LOOP
        v_part := least(v_left, v_there.free);
        IF v_part > 0 THEN
            PERFORM move_stock(
                p_this.shop_id, p_this.product_id, v_there.lot_id, v_part, v_there.place_id,
                p_this.condition, coalesce(p_to, v_there.place_id), p_condition, 'adjust', (
                    SELECT id FROM asn_lines WHERE shop_id = p_this.shop_id
                    AND asn_id = p_this.asn_id AND product_id = p_this.product_id),
                p_operator, p_device, p_scan);
            v_left := v_left - v_part;
        END IF;
    END LOOP;
    IF v_left > 0 THEN
        PERFORM refuse('discrepancy.goods_gone', jsonb_build_object(
            'sku', (SELECT sku FROM products
                    WHERE shop_id = p_this.shop_id AND id = p_this.product_id),
            'quantity', p_this.quantity, 'available', p_this.quantity - v_left));
    END IF;
    PERFORM tell_stock(p_this.shop_id, ARRAY[p_this.product_id], 'adjust');
END $$;

-- The supplier's driver took the goods along: they leave the building.
CREATE OR REPLACE FUNCTION discrepancy_hand_back(
    p_discrepancy uuid, p_operator uuid, p_device uuid, p_scan uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_asn asns;
    v_this discrepancies;
BEGIN
    SELECT a.* INTO v_asn FROM discrepancies d
    JOIN asns a ON a.shop_id = d.shop_id AND a.id = d.asn_id
    WHERE d.id = p_discrepancy FOR UPDATE OF a;
    SELECT * INTO v_this FROM discrepancies
    WHERE shop_id = v_asn.shop_id AND id = p_discrepancy AND status = 'decided' FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('discrepancy.unknown', jsonb_build_object('name', p_discrepancy));
    END IF;
    PERFORM discrepancy_move(
        v_this, v_this.condition, supplier_of(coalesce(v_asn.dock_place_id, (
            SELECT place_id FROM discrepancy_goods(v_this) LIMIT 1))),
        p_operator, p_device, p_scan);
    UPDATE discrepancies SET status = 'done'
    WHERE shop_id = v_this.shop_id AND id = v_this.id RETURNING * INTO v_this;
    PERFORM tell_discrepancy(v_asn, v_this);
    RETURN jsonb_build_object('did', 'handed_back', 'quantity', v_this.quantity, 'sku', (
        SELECT sku FROM products WHERE shop_id = v_this.shop_id AND id = v_this.product_id));
END $$;

-- What nobody decided in time: the fallback happens; when its goods are gone (sold, or in an order's
-- tote), they are accepted. What somebody carries this very minute waits for the next time. Answers
-- whether it is decided now.
DROP FUNCTION IF EXISTS discrepancies_fall_back(int);
CREATE OR REPLACE FUNCTION discrepancy_fall_back(p_shop uuid, p_discrepancy uuid) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    v_due discrepancies;
BEGIN
    SELECT * INTO v_due FROM discrepancies
    WHERE shop_id = p_shop AND id = p_discrepancy AND status = 'open'
      AND decide_by <= clock_timestamp();
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    BEGIN
        PERFORM discrepancy_decide(
            v_due.shop_id, v_due.asn_id, v_due.id, v_due.fallback, 'default', NULL);
    EXCEPTION WHEN SQLSTATE 'WMS01' THEN
        IF discrepancy_in_hands(v_due.shop_id, v_due.id) THEN
            RETURN false;
        END IF;
        UPDATE discrepancies
        SET status = 'done', decision = 'accept', decided_by = 'default',
            decided_at = clock_timestamp()
        WHERE shop_id = v_due.shop_id AND id = v_due.id AND status = 'open'
        RETURNING * INTO v_due;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
        PERFORM tell_discrepancy(a, v_due) FROM asns a
        WHERE a.shop_id = v_due.shop_id AND a.id = v_due.asn_id;
    END;
    RETURN true;
END $$;

-- Whether somebody at work carries goods of this kind from the dock to a shelf now.
CREATE OR REPLACE FUNCTION discrepancy_in_hands(p_shop uuid, p_discrepancy uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM discrepancies d
        JOIN put_aways c ON c.shop_id = d.shop_id AND c.product_id = d.product_id
                        AND c.condition = d.condition
                        AND c.done_at IS NULL AND c.cancelled_at IS NULL
        JOIN operator_sessions s ON s.operator_id = c.operator_id AND s.ended_at IS NULL
        WHERE d.shop_id = p_shop AND d.id = p_discrepancy
          AND (d.lot_id IS NULL OR c.lot_id = d.lot_id))
$$;
