-- What follows from where a container stands, kept with the place so that nobody climbs up to the
-- rack on the way of a scan: its location, as what orders are picked from it, its rank on the walk.
CREATE OR REPLACE FUNCTION place_stands() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_parent places;
BEGIN
    IF NEW.kind = 'lpn' THEN
        SELECT * INTO v_parent FROM places WHERE id = NEW.inside_id;
        NEW.stands_at_id := CASE v_parent.kind WHEN 'lpn' THEN v_parent.stands_at_id
                                               ELSE v_parent.id END;
        NEW.picked_as := CASE WHEN NEW.blocked_at IS NULL THEN v_parent.picked_as END;
        NEW.pick_order := coalesce(v_parent.pick_order, 0);
    ELSE
        NEW.picked_as := CASE WHEN NEW.kind IN ('storage', 'pick_face')
                               AND NEW.blocked_at IS NULL THEN NEW.kind END;
    END IF;
    RETURN NEW;
END $$;

-- What stands in it follows, however nested.
CREATE OR REPLACE FUNCTION place_carries_along() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE places SET inside_id = inside_id WHERE inside_id = NEW.id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER places_stand_new BEFORE INSERT ON places
    FOR EACH ROW WHEN (NEW.kind IN ('storage', 'pick_face', 'lpn')) -- a parcel opens on a scan
    EXECUTE FUNCTION place_stands();
CREATE OR REPLACE TRIGGER places_stand
    BEFORE UPDATE OF kind, blocked_at, inside_id, pick_order ON places
    FOR EACH ROW EXECUTE FUNCTION place_stands();
CREATE OR REPLACE TRIGGER places_carry_along
    AFTER UPDATE OF kind, blocked_at, inside_id, pick_order ON places
    FOR EACH ROW
    WHEN ((OLD.stands_at_id, OLD.picked_as, OLD.pick_order)
          IS DISTINCT FROM (NEW.stands_at_id, NEW.picked_as, NEW.pick_order))
    EXECUTE FUNCTION place_carries_along();

-- A place as a person finds it: a container with the location where it stands.
CREATE OR REPLACE FUNCTION place_said(p_place uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', l.code, p.code)
    FROM places p LEFT JOIN places l ON l.id = p.stands_at_id WHERE p.id = p_place
$$;

-- A container and everything that stands in it, however nested.
CREATE OR REPLACE FUNCTION container_tree(p_container uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE tree (id) AS (
        SELECT p_container
        UNION -- not ALL: it would end on a circle too
        SELECT p.id FROM places p JOIN tree t ON p.inside_id = t.id
    )
    SELECT id FROM tree
$$;

-- How many containers are nested in each other, from this one upwards (p_up) or downwards, itself
-- included.
CREATE OR REPLACE FUNCTION container_levels(p_container uuid, p_up boolean) RETURNS int
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE level (id, inside_id, n) AS (
        SELECT id, inside_id, 1 FROM places WHERE id = p_container AND kind = 'lpn'
        UNION ALL
        SELECT p.id, p.inside_id, l.n + 1
        FROM level l JOIN places p ON CASE WHEN p_up THEN p.id = l.inside_id
                                           ELSE p.inside_id = l.id END
        WHERE p.kind = 'lpn' AND l.n < 10
    )
    SELECT coalesce(max(n), 0) FROM level
$$;

-- Takes the turn of whoever carries containers (one at a time: the tree is small and a move is one
-- row, and so two moves never make a circle), and looks whether one may stand there. Locks from the
-- rack downwards, as blocking a place does. Answers the container; refuses when it may not.
CREATE OR REPLACE FUNCTION container_may_stand(p_container uuid, p_into uuid) RETURNS places
LANGUAGE plpgsql AS $$
DECLARE
    levels_max CONSTANT int := 3; -- a box in a case on a pallet
    v_container places;
    v_into places;
    v_location places;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('places.inside_id'));
    SELECT * INTO v_location FROM places
    WHERE id = (SELECT coalesce(stands_at_id, id) FROM places WHERE id = p_into) FOR SHARE;
    SELECT * INTO v_into FROM places WHERE id = p_into FOR SHARE;
    SELECT * INTO v_container FROM places WHERE id = p_container FOR NO KEY UPDATE;
    IF v_into.id IS NULL OR v_into.kind NOT IN ('dock', 'storage', 'pick_face', 'staging',
                                                'quarantine', 'returns', 'lpn') THEN
        PERFORM refuse('container.not_a_place_for_it', jsonb_build_object(
            'container', v_container.code, 'place', v_into.code));
    ELSIF v_into.kind = 'lpn' AND v_into.stands_at_id IS NULL THEN
        PERFORM refuse('container.stands_nowhere', jsonb_build_object('container', v_into.code));
    ELSIF v_into.id = v_container.inside_id THEN
        PERFORM refuse('container.stands_there', jsonb_build_object(
            'container', v_container.code, 'place', v_into.code));
    ELSIF p_into IN (SELECT container_tree(p_container)) THEN
        PERFORM refuse('container.into_itself', jsonb_build_object(
            'container', v_container.code, 'place', v_into.code));
    ELSIF container_levels(p_into, true) + container_levels(p_container, false) > levels_max THEN
        PERFORM refuse('container.too_deep', jsonb_build_object('most', levels_max));
    ELSIF v_container.retired_at IS NOT NULL OR v_into.retired_at IS NOT NULL THEN
        PERFORM refuse('place.retired', jsonb_build_object('place', CASE
            WHEN v_into.retired_at IS NOT NULL THEN v_into.code ELSE v_container.code END));
    ELSIF v_location.blocked_at IS NOT NULL OR v_into.blocked_at IS NOT NULL THEN
        PERFORM refuse('place.blocked', jsonb_build_object('place', CASE
            WHEN v_into.blocked_at IS NOT NULL THEN v_into.code ELSE v_location.code END));
    END IF;
    RETURN v_container;
END $$;

-- It stands there from now on, with everything in it. After container_may_stand.
CREATE OR REPLACE FUNCTION container_stand(
    p_container places, p_into uuid, p_operator uuid, p_device uuid, p_scan uuid
) RETURNS void
LANGUAGE sql AS $$
    UPDATE places SET inside_id = p_into WHERE id = p_container.id;
    INSERT INTO container_moves (container_id, from_id, to_id, operator_id, device_id, scan_id)
    VALUES (p_container.id, p_container.inside_id, p_into, p_operator, p_device, p_scan);
$$;
