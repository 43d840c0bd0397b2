-- The evidence of an order: a chain of documents, each with the hash of the one before it. The table
-- is append-only for the application, and the chain shows what was changed behind its back.

-- JSON as RFC 8785 writes it: no spaces, members sorted by name, so that whoever parses it and writes
-- it again so gets the same bytes. Our names are ASCII and our numbers whole: no more is needed.
CREATE OR REPLACE FUNCTION canonical_json(p_value jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN CASE jsonb_typeof(p_value)
        WHEN 'object' THEN '{' || coalesce((
            SELECT string_agg(to_json(key)::text || ':' || CASE
                       WHEN jsonb_typeof(value) IN ('object', 'array') THEN canonical_json(value)
                       ELSE value::text END, ',' ORDER BY key COLLATE "C")
            FROM jsonb_each(p_value)), '') || '}'
        WHEN 'array' THEN '[' || coalesce((
            SELECT string_agg(CASE
                       WHEN jsonb_typeof(value) IN ('object', 'array') THEN canonical_json(value)
                       ELSE value::text END, ',' ORDER BY n)
            FROM jsonb_array_elements(p_value) WITH ORDINALITY AS e (value, n)), '') || ']'
        ELSE p_value::text END;
END $$;

-- A moment as documents say it, UTC.
CREATE OR REPLACE FUNCTION moment_said(p_at timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- The last link of an order's chain. Its lock is the last that a transaction takes: two links of one
-- order take turns, and nobody who holds it waits for anything else.
CREATE OR REPLACE FUNCTION last_evidence(p_shop uuid, p_order uuid) RETURNS evidence
LANGUAGE plpgsql AS $$
DECLARE
    v_last evidence;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('evidence' || p_order::text, 0));
    SELECT * INTO v_last FROM evidence
    WHERE shop_id = p_shop AND order_id = p_order ORDER BY link_no DESC LIMIT 1;
    v_last.link_no := coalesce(v_last.link_no, 0);
    RETURN v_last;
END $$;

CREATE OR REPLACE FUNCTION add_evidence(
    p_shop uuid, p_order uuid, p_link int, p_parcel uuid, p_kind text, p_document text
) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO evidence (shop_id, order_id, link_no, parcel_id, kind, document, sha256)
    VALUES (p_shop, p_order, p_link, p_parcel, p_kind, p_document,
            encode(sha256(convert_to(p_document, 'UTF8')), 'hex'))
$$;

-- One more link of the order's chain, of a few facts.
CREATE OR REPLACE FUNCTION keep_evidence(
    p_shop uuid, p_order uuid, p_parcel uuid, p_kind text, p_facts jsonb
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_last evidence := last_evidence(p_shop, p_order);
BEGIN
    PERFORM add_evidence(p_shop, p_order, v_last.link_no + 1, p_parcel, p_kind,
        canonical_json(p_facts || jsonb_build_object(
            'kind', p_kind, 'link_no', v_last.link_no + 1, 'order_id', p_order,
            'parcel_id', p_parcel, 'at', moment_said(clock_timestamp()),
            'previous_sha256', v_last.sha256)));
END $$;

-- A parcel was closed: its contents, weight, scans, instructions and photos become a link. Nothing of
-- the recipient is in it; people of ours are told by their ids, an order's note not at all.
-- Rows become JSON with their columns as they stand here, without spaces: sorted by name, that is the
-- canonical form at a tenth of the cost of canonical_json.
CREATE OR REPLACE FUNCTION evidence_of_close(p_parcel bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_parcel parcels;
    v_last evidence;
    v_document text;
BEGIN
    SELECT * INTO v_parcel FROM parcels WHERE number = p_parcel;
    v_last := last_evidence(v_parcel.shop_id, v_parcel.order_id);
    SELECT to_json(closed)::text INTO v_document FROM (SELECT
        moment_said(clock_timestamp()) AS at,
        (SELECT code FROM places WHERE id = v_parcel.bench_id) AS bench,
        v_parcel.carton AS carton,
        catalog_weight(v_parcel) AS catalog_weight_g,
        evidence_contents(v_parcel) AS contents,
        evidence_instructions(v_parcel) AS instructions,
        'closed' AS kind,
        v_last.link_no + 1 AS link_no,
        v_parcel.operator_id AS operator_id,
        v_parcel.order_id AS order_id,
        v_parcel.id AS parcel_id,
        v_parcel.number AS parcel_number,
        evidence_photos(v_parcel) AS photos,
        v_last.sha256 AS previous_sha256,
        evidence_scans(v_parcel) AS scans,
        v_parcel.weight_g AS weight_g) AS closed;
    PERFORM add_evidence(v_parcel.shop_id, v_parcel.order_id, v_last.link_no + 1, v_parcel.id,
                         'closed', v_document);
END $$;

CREATE OR REPLACE FUNCTION evidence_contents(p_parcel parcels) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_to_json(array_agg(to_json(one) ORDER BY one.sku, one.lot)), '[]')
    FROM (SELECT nullif(l.code, '') AS lot, pl.quantity, pl.serials, p.sku
          FROM parcel_lines pl
          JOIN products p ON p.shop_id = pl.shop_id AND p.id = pl.product_id
          JOIN lots l ON l.shop_id = pl.shop_id AND l.product_id = pl.product_id
                     AND l.id = pl.lot_id
          WHERE pl.shop_id = p_parcel.shop_id AND pl.parcel_id = p_parcel.id) AS one
$$;

CREATE OR REPLACE FUNCTION evidence_instructions(p_parcel parcels) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_to_json(array_agg(to_json(one) ORDER BY one.confirmed_at)), '[]')
    FROM (SELECT moment_said(i.confirmed_at) AS confirmed_at, i.moment, i.operator_id, i.scan_id,
                 p.sku, i.source, i.words
          FROM parcel_instructions i
          LEFT JOIN products p ON p.shop_id = i.shop_id AND p.id = i.product_id
          WHERE i.shop_id = p_parcel.shop_id AND i.parcel_id = p_parcel.id
            AND i.confirmed_at IS NOT NULL) AS one
$$;

CREATE OR REPLACE FUNCTION evidence_photos(p_parcel parcels) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_to_json(array_agg(to_json(one) ORDER BY one.taken_at)), '[]')
    FROM (SELECT ph.photo_id AS id, ph.operator_id, ph.sha256, moment_said(ph.taken_at) AS taken_at
          FROM parcel_photos ph
          WHERE ph.shop_id = p_parcel.shop_id AND ph.parcel_id = p_parcel.id
            AND ph.replaced_at IS NULL) AS one
$$;

-- Every scan for this parcel, also those that were refused, in their order: of it, of its order
-- (opened by them, or chosen by a piece of a batch), and those that moved goods into it or out of it.
CREATE OR REPLACE FUNCTION evidence_scans(p_parcel parcels) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_to_json(array_agg(to_json(one) ORDER BY one.at, one.id)), '[]')
    FROM (SELECT moment_said(s.at) AS at, s.code, s.answer ->> 'did' AS did, s.flow, s.id,
                 s.operator_id, s.outcome,
                 CASE WHEN s.outcome = 'refused' THEN s.answer ->> 'code' END AS refused,
                 s.answer ->> 'sku' AS sku
          FROM scans s
          WHERE s.at >= p_parcel.created_at - interval '1 minute' AND s.id IN (
              SELECT id FROM scans WHERE subject_id IN (p_parcel.id, p_parcel.order_id)
              UNION ALL
              SELECT m.scan_id FROM movements m
              WHERE m.shop_id = p_parcel.shop_id
                AND m.line_id IN (SELECT id FROM order_lines WHERE shop_id = p_parcel.shop_id
                                  AND order_id = p_parcel.order_id)
                AND p_parcel.id IN (m.from_place_id, m.to_place_id))) AS one
$$;

-- Whether the bench asks for a photo of a parcel of this order.
CREATE OR REPLACE FUNCTION pack_photo_asked(p_order orders) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM photo_wishes w WHERE w.shop_id = p_order.shop_id AND CASE w.of
            WHEN 'all' THEN true
            WHEN 'value' THEN p_order.value_currency = w.currency
                              AND p_order.value_amount_minor >= w.value_from_minor
            ELSE EXISTS (SELECT FROM order_lines l
                         JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
                         WHERE l.shop_id = p_order.shop_id AND l.order_id = p_order.id
                           AND l.picked > 0 AND p.is_fragile) END)
$$;
