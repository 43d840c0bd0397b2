-- Takes orders off walks that nobody has begun when they cannot be walked for now: they wait for
-- goods again, were cancelled, are held, or a rule lets them wait. What is left is as urgent as its
-- most urgent order is by now: the desk or its shop hurries one, or it leaves at another time. Answers
-- how many went.
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

    -- the rows are claimed first: somebody who takes a walk just now is not waited for
    WITH urgent AS MATERIALIZED (
        SELECT r.id, u.priority, u.ship_by FROM pick_runs r
        CROSS JOIN LATERAL (
            SELECT o.priority, o.ship_by
            FROM pick_run_orders ro JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id
            WHERE ro.run_id = r.id AND ro.emptied_at IS NULL
            ORDER BY o.priority, o.ship_by NULLS LAST LIMIT 1) AS u
        WHERE r.status = 'open' AND (r.priority, r.due_at) IS DISTINCT FROM (u.priority, u.ship_by)
        FOR UPDATE OF r SKIP LOCKED)
    UPDATE pick_runs r SET priority = u.priority, due_at = u.ship_by FROM urgent u WHERE r.id = u.id;
    RETURN v_gone;
END $$;
