-- Takes orders off walks that nobody has begun when they cannot be walked for now: they wait for
-- goods again, were cancelled, are held, or a rule lets them wait. Answers how many went.
CREATE OR REPLACE FUNCTION tidy_plans() RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    v_runs uuid[];
    v_gone int;
BEGIN
    WITH stale AS MATERIALIZED (
        SELECT r.id FROM pick_runs r
        WHERE r.status = 'open' AND NOT r.is_fixed
          AND NOT EXISTS (SELECT FROM pick_tasks t WHERE t.run_id = r.id) AND (
            NOT EXISTS (SELECT FROM pick_run_orders ro WHERE ro.run_id = r.id)
            OR EXISTS (
                SELECT FROM pick_run_orders ro
                JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id
                WHERE ro.run_id = r.id AND (ro.emptied_at IS NOT NULL
                      OR (o.status <> 'allocated' OR o.is_held) OR released_as(o) IS NULL)))
        FOR UPDATE SKIP LOCKED)
    SELECT array_agg(id) INTO v_runs FROM stale;
    DELETE FROM pick_run_orders ro USING orders o
    WHERE ro.run_id = ANY (v_runs) AND o.shop_id = ro.shop_id AND o.id = ro.order_id
      AND (ro.emptied_at IS NOT NULL OR (o.status <> 'allocated' OR o.is_held) OR released_as(o) IS NULL);
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    DELETE FROM pick_runs r
    WHERE r.id = ANY (v_runs)
      AND NOT EXISTS (SELECT FROM pick_run_orders ro WHERE ro.run_id = r.id);
    RETURN v_gone;
END $$;
