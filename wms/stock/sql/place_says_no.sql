-- Refuses when the place does not take goods at all, by the answer of place_refuses: kept for others,
-- or out of use. What is full or holds other goods may be overruled, and a blocked place is refused
-- by whoever moves them.
CREATE OR REPLACE FUNCTION place_says_no(p_no text, p_place text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF p_no = 'not_for_shop' THEN
        PERFORM refuse('place.not_for_shop', jsonb_build_object('place', p_place));
    ELSIF p_no = 'not_for_product' THEN
        PERFORM refuse('place.not_for_product', jsonb_build_object('place', p_place));
    ELSIF p_no = 'retired' THEN
        PERFORM refuse('place.retired', jsonb_build_object('place', p_place));
    END IF;
END $$;

-- Whether a person may put goods there all the same, when asked once.
CREATE OR REPLACE FUNCTION may_be_overruled(p_no text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(p_no IN ('mixed', 'full_units', 'full_weight', 'full_volume'), false)
$$;

-- What container_refused says when it is this one's turn at the place.
CREATE OR REPLACE FUNCTION room_for_container(p_container uuid, p_place uuid, p_operator uuid)
RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM lock_room(p_place);
    RETURN container_refused(p_container, p_place, p_operator);
END $$;

-- Why a place does not take everything that is in an LPN: the first reason; NULL when it takes all.
CREATE OR REPLACE FUNCTION container_refused(p_container uuid, p_place uuid, p_operator uuid)
RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT no FROM (
        SELECT place_refuses(p_place, b.shop_id, b.product_id, b.quantity, p_operator) AS no
        FROM (SELECT shop_id, product_id, sum(on_hand)::int AS quantity FROM balances
              WHERE place_id IN (SELECT container_tree(p_container)) AND on_hand > 0
              GROUP BY shop_id, product_id) AS b) AS each
    WHERE no IS NOT NULL
    ORDER BY may_be_overruled(no) LIMIT 1
$$;
