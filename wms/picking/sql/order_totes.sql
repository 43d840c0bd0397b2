-- The totes in which an order's goods lie: the one in hand, and those that are full.
CREATE OR REPLACE FUNCTION order_totes(p_shop uuid, p_order uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
    SELECT tote_id FROM pick_run_orders
    WHERE shop_id = p_shop AND order_id = p_order AND emptied_at IS NULL AND tote_id IS NOT NULL
    UNION ALL
    SELECT tote_id FROM full_totes WHERE shop_id = p_shop AND order_id = p_order
$$;

-- Whoever empties an order's tote, or takes the order off its walk, frees its full totes too.
CREATE OR REPLACE FUNCTION free_full_totes() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM full_totes
    WHERE shop_id = NEW.shop_id AND run_id = NEW.run_id AND order_id = NEW.order_id;
    IF NEW.zone_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM pick_run_orders WHERE shop_id = NEW.shop_id AND order_id = NEW.order_id
        AND emptied_at IS NULL) THEN -- the place where its parts met is free for another order
        DELETE FROM meeting_places WHERE shop_id = NEW.shop_id AND order_id = NEW.order_id;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER pick_run_orders_emptied AFTER UPDATE OF emptied_at ON pick_run_orders
    FOR EACH ROW WHEN (OLD.emptied_at IS NULL AND NEW.emptied_at IS NOT NULL)
    EXECUTE FUNCTION free_full_totes();

-- Takes "full" back while the next tote is not there yet, on a walk or for one order: the last full
-- tote is in hand again. Answers it, NULL when there is none.
CREATE OR REPLACE FUNCTION reopen_full_tote(p_run uuid, p_order uuid DEFAULT NULL) RETURNS uuid
LANGUAGE sql AS $$
    WITH back AS (
        DELETE FROM full_totes WHERE (shop_id, tote_id) = (
            SELECT f.shop_id, f.tote_id
            FROM full_totes f JOIN pick_run_orders ro
              ON ro.shop_id = f.shop_id AND ro.run_id = f.run_id AND ro.order_id = f.order_id
            WHERE ro.tote_id IS NULL AND ro.emptied_at IS NULL
              AND (f.run_id = p_run OR f.order_id = p_order)
            ORDER BY f.full_at DESC LIMIT 1)
        RETURNING shop_id, run_id, order_id, tote_id
    )
    UPDATE pick_run_orders ro SET tote_id = back.tote_id FROM back
    WHERE ro.shop_id = back.shop_id AND ro.run_id = back.run_id AND ro.order_id = back.order_id
    RETURNING ro.tote_id
$$;
