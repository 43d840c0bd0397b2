-- Another lot of the same goods is taken, here or elsewhere. A lot whose turn comes later (it expires
-- later; when neither expires, it is younger) is taken only for a reason, and the reason is kept.
-- Answer: {"moved", "left"}; {"did": "why_asked"}: nothing has happened yet; NULL: it is not free there.
CREATE OR REPLACE FUNCTION pick_other_lot(
    p_run uuid, p_task uuid, p_lot uuid, p_place uuid, p_because text, p_operator uuid, p_device uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_task pick_tasks := pick_take_task(p_run, p_task, p_place);
    v_free int;
    v_is_later boolean;
BEGIN
    SELECT free, is_later INTO v_free, v_is_later
    FROM pick_other_lots(v_task.shop_id, v_task.product_id, v_task.lot_id, v_task.place_id)
    WHERE lot_id = p_lot AND place_id = p_place;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF v_is_later AND p_because IS NULL THEN
        RETURN '{"did": "why_asked"}';
    END IF;
    RETURN pick_take_instead(v_task, p_lot, p_place, v_free, CASE WHEN v_is_later THEN p_because END,
                             v_is_later AND p_because = 'not_there', p_operator, p_device);
END $$;

-- The free goods of a product's other lots: what lies at this place first, else the first whose turn
-- it is.
CREATE OR REPLACE FUNCTION pick_other_lots(p_shop uuid, p_product uuid, p_besides uuid, p_here uuid)
RETURNS TABLE (place_id uuid, place text, lot_id uuid, lot text, expires_on date, free int,
               is_here boolean, is_later boolean)
LANGUAGE sql STABLE AS $$
    SELECT p.id, CASE WHEN p.kind = 'lpn' THEN place_said(p.id) ELSE p.code END,
           l.id, nullif(l.code, ''), l.expires_on, b.on_hand - b.allocated, p.id = p_here,
           (coalesce(l.expires_on, 'infinity'), l.created_at, l.id)
           > (coalesce(mine.expires_on, 'infinity'), mine.created_at, mine.id)
    FROM balances b
    JOIN places p ON p.id = b.place_id
    JOIN lots l ON l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.id = b.lot_id
    JOIN lots mine ON mine.shop_id = b.shop_id AND mine.product_id = b.product_id
                  AND mine.id = p_besides
    WHERE b.shop_id = p_shop AND b.product_id = p_product AND b.lot_id <> p_besides
      AND b.condition = 'good' AND b.on_hand > b.allocated
      AND p.picked_as IS NOT NULL
      AND (l.sell_before IS NULL OR l.sell_before > current_date)
    ORDER BY p.id <> p_here, l.expires_on NULLS LAST, l.created_at, l.id,
             p.picked_as = 'pick_face' DESC, p.pick_order, p.id
$$;
