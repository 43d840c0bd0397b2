-- Until when goods of a lot may be promised: its expiry less the margin that their shop wants.
-- The lot carries the day, so that allocating reads no rule (docs/decisions/0020).
CREATE OR REPLACE FUNCTION keep_sell_before() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.sell_before := NEW.expires_on - coalesce((
        SELECT block_days FROM expiry_rules WHERE shop_id = NEW.shop_id), 0);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER lots_sell_before
    BEFORE INSERT OR UPDATE OF expires_on ON lots
    FOR EACH ROW WHEN (NEW.expires_on IS NOT NULL) EXECUTE FUNCTION keep_sell_before();
