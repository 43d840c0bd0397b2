-- Which of some products lie in the building, are asked for by open orders, are on their way in or
-- are being built: what makes a change of how they are counted wait (wms/catalog/in_use.py). It is
-- asked before such a change only. The catalogue knows nothing of what lies after it; this one
-- question is put by name, so that every door of the catalogue asks the same.
CREATE OR REPLACE FUNCTION products_in_use(p_shop uuid, p_products uuid[])
RETURNS TABLE (product_id uuid, on_hand bigint, places text, orders bigint, an_order text,
               deliveries text, work_orders text)
LANGUAGE sql STABLE AS $$
    SELECT p.id, s.on_hand, s.places, o.orders, o.an_order, d.deliveries, w.work_orders
    FROM unnest(p_products) AS p (id)
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(h.on_hand), 0)::bigint AS on_hand,
               string_agg(h.code, ', ' ORDER BY h.code) FILTER (WHERE h.n <= 3) AS places
        FROM (SELECT place.code, sum(b.on_hand) AS on_hand, row_number() OVER (ORDER BY place.code) AS n
              FROM balances b JOIN places place ON place.id = b.place_id
              WHERE b.shop_id = p_shop AND b.product_id = p.id AND b.on_hand > 0
              GROUP BY place.code) AS h) AS s
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT o.id) AS orders, min(o.external_id) AS an_order
        FROM orders o JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.id
        WHERE o.shop_id = p_shop AND l.product_id = p.id AND o.shipped_at IS NULL
          AND o.status NOT IN ('cancelled', 'shipped', 'delivered', 'returned', 'lost')
          AND l.ordered > l.cancelled) AS o
    CROSS JOIN LATERAL (
        SELECT string_agg(a.external_id, ', ' ORDER BY a.number) AS deliveries
        FROM (SELECT a.external_id, a.number
              FROM asns a JOIN asn_lines l ON l.shop_id = a.shop_id AND l.asn_id = a.id
              WHERE a.shop_id = p_shop AND l.product_id = p.id
                AND a.status NOT IN ('received', 'closed', 'cancelled')
              ORDER BY a.number LIMIT 3) AS a) AS d
    CROSS JOIN LATERAL (
        SELECT string_agg(k.number::text, ', ' ORDER BY k.number) AS work_orders
        FROM kit_orders k
        WHERE k.shop_id = p_shop AND k.product_id = p.id AND k.status = 'open') AS w
$$;
