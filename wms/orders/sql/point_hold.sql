-- Why an order to this pickup point waits from the beginning: [{"code", "owner", "details"}], as
-- `place_order` takes holds. NULL: its courier takes parcels for it, or was not asked about it yet
-- (then a worker asks, see `wms.orders.points`). A point that is full today may have room when the
-- parcel comes.
DROP FUNCTION IF EXISTS point_hold(text, jsonb);
CREATE OR REPLACE FUNCTION point_hold(
    p_carrier text, p_point text, p_country text, p_postcode text
) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(jsonb_build_object(
        'code', 'pickup_point_' || p.status, 'owner', 'shop',
        'details', jsonb_build_object(
            'pointer', '/recipient/pickup_point_id',
            'nearest', coalesce((
                SELECT string_agg(n.point_id, ', ' ORDER BY n.rank) FROM points_near(
                    p_carrier, p_country, p_postcode, p.latitude,
                    p.longitude, 3) AS n WHERE n.status = 'open'), ''))))
    FROM pickup_points p
    WHERE p.carrier = p_carrier AND p.point_id = p_point
      AND p.status IN ('closed', 'unknown')
$$;

-- The points of a courier that we know near a position, else near a postcode, the nearest first, those
-- that are open before the others. Within about 15 km: 0.14 degrees of latitude; a degree of longitude
-- is shorter by the cosine of the latitude.
CREATE OR REPLACE FUNCTION points_near(
    p_carrier text, p_country text, p_postcode text, p_latitude float, p_longitude float, p_limit int
) RETURNS TABLE (rank bigint, point_id text, status text, distance_m int)
LANGUAGE sql STABLE AS $$
    SELECT row_number() OVER (ORDER BY f.status <> 'open', f.same DESC, f.distance_m, f.point_id),
           f.point_id, f.status, f.distance_m
    FROM (
        SELECT p.point_id, p.status, d.distance_m,
               CASE WHEN p_latitude IS NULL THEN p.postcode = p_postcode ELSE true END AS same
        FROM pickup_points p
        CROSS JOIN LATERAL (SELECT CASE WHEN p_latitude IS NULL THEN NULL ELSE
            (111195 * sqrt(power(p.latitude - p_latitude, 2)
                           + power((p.longitude - p_longitude) * cos(radians(p_latitude)), 2)))::int
            END AS distance_m) AS d
        WHERE p.carrier = p_carrier AND p.status <> 'unknown'
          AND CASE WHEN p_latitude IS NULL
                   THEN p.country = p_country AND left(p.postcode, 4) = left(p_postcode, 4)
                   ELSE p.latitude BETWEEN p_latitude - 0.14 AND p_latitude + 0.14
                        AND d.distance_m < 15000 END) AS f
    ORDER BY 1 LIMIT p_limit
$$;

-- What is known of a courier's points around a postcode, as JSON; that somebody asked is remembered.
CREATE OR REPLACE FUNCTION points_of_area(
    p_carrier text, p_country text, p_postcode text, p_limit int
) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('wms.tenant', 'hall', true); -- points are everybody's
    INSERT INTO point_areas AS a (carrier, country, postcode)
    VALUES (p_carrier, p_country, p_postcode)
    ON CONFLICT (carrier, country, postcode) DO UPDATE SET asked_at = clock_timestamp()
    WHERE a.asked_at < clock_timestamp() - interval '1 hour';
    RETURN (
        SELECT coalesce(jsonb_agg(to_jsonb(p) ORDER BY n.rank), '[]')
        FROM points_near(p_carrier, p_country, p_postcode, NULL, NULL, p_limit) AS n
        JOIN pickup_points p ON p.carrier = p_carrier AND p.point_id = n.point_id);
END $$;
