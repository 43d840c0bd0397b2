-- An order whose tote was emptied gets another one, empty and free; answers the tote's id.
CREATE OR REPLACE FUNCTION pack_tote(p_shop uuid, p_order uuid, p_label text) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_tote places;
BEGIN
    SELECT * INTO v_tote FROM places WHERE label_code = p_label AND kind = 'tote' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('pick.not_a_tote', '{}');
    ELSIF EXISTS (SELECT FROM balances WHERE place_id = v_tote.id AND on_hand > 0)
          OR EXISTS (SELECT FROM pick_run_orders WHERE tote_id = v_tote.id AND emptied_at IS NULL)
          OR EXISTS (SELECT FROM full_totes WHERE tote_id = v_tote.id) THEN
        PERFORM refuse('pick.tote_in_use', jsonb_build_object('tote', v_tote.code));
    END IF;
    -- the walk that it came from last: undo and cancel find the tote there
    UPDATE pick_run_orders SET tote_id = v_tote.id, emptied_at = NULL, is_batch = false
    WHERE shop_id = p_shop AND order_id = p_order AND run_id = (
        SELECT run_id FROM pick_run_orders WHERE shop_id = p_shop AND order_id = p_order
        ORDER BY emptied_at DESC LIMIT 1);
    RETURN v_tote.id;
EXCEPTION WHEN unique_violation THEN -- another order has it
    PERFORM refuse('pick.tote_in_use', jsonb_build_object('tote', v_tote.code));
END $$;
