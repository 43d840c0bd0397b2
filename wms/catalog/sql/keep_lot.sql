-- The lot of goods that come in, new or known; the product's own id when it keeps neither lot nor
-- expiry; NULL when something that is kept was not told. Goods with an expiry date but no lot of
-- their own are kept by that date.
CREATE OR REPLACE FUNCTION keep_lot(
    p_shop uuid, p_product uuid, p_lot text, p_expires_on date
) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_product products;
    v_code text;
    v_lot lots;
BEGIN
    SELECT * INTO v_product FROM products WHERE shop_id = p_shop AND id = p_product;
    IF NOT (v_product.is_lot_tracked OR v_product.is_expiry_tracked) THEN
        RETURN p_product;
    ELSIF v_product.is_lot_tracked AND coalesce(p_lot, '') = ''
       OR v_product.is_expiry_tracked AND p_expires_on IS NULL THEN
        RETURN NULL;
    END IF;
    p_expires_on := CASE WHEN v_product.is_expiry_tracked THEN p_expires_on END;
    v_code := CASE WHEN v_product.is_lot_tracked THEN p_lot ELSE p_expires_on::text END;
    INSERT INTO lots (shop_id, product_id, code, expires_on)
    VALUES (p_shop, p_product, v_code, p_expires_on)
    ON CONFLICT (shop_id, product_id, code) DO NOTHING
    RETURNING * INTO v_lot;
    IF NOT FOUND THEN
        SELECT * INTO v_lot FROM lots
        WHERE shop_id = p_shop AND product_id = p_product AND code = v_code;
        IF v_lot.expires_on IS DISTINCT FROM p_expires_on THEN
            PERFORM refuse('lot.expiry_differs', jsonb_build_object(
                'lot', v_code, 'sku', v_product.sku, 'kept', v_lot.expires_on::text,
                'read', p_expires_on::text));
        END IF;
    END IF;
    RETURN v_lot.id;
END $$;
