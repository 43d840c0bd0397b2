-- The lines of an order with its virtual kits replaced by their parts; NULL when there is none.
-- Each keeps the external id of the line it comes from, its index for refusals, and its kit.
CREATE OR REPLACE FUNCTION take_kits_apart(p_shop uuid, p_lines jsonb) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(jsonb_build_object(
               'sku', coalesce(part.sku, a.line ->> 'sku'),
               'quantity', (a.line ->> 'quantity')::int * coalesce(k.quantity, 1),
               'external_id', a.line -> 'external_id',
               'kit', CASE WHEN kit.id IS NOT NULL THEN jsonb_build_object(
                   'sku', kit.sku, 'quantity', (a.line ->> 'quantity')::int) END,
               'index', coalesce((a.line ->> 'index')::int, a.n - 1)) ORDER BY a.n, part.sku)
    FROM jsonb_array_elements(p_lines) WITH ORDINALITY AS a (line, n)
    LEFT JOIN products kit ON kit.shop_id = p_shop AND kit.sku = a.line ->> 'sku'
                          AND kit.kit = 'virtual' AND kit.archived_at IS NULL
    LEFT JOIN kit_parts k ON k.shop_id = p_shop AND k.kit_id = kit.id
    LEFT JOIN products part ON part.shop_id = p_shop AND part.id = k.part_id
    HAVING bool_or(kit.id IS NOT NULL)
$$;
