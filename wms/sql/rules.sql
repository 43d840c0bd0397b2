-- What the database itself keeps true, whoever writes.

-- The shop for which this transaction works; null in the hall, an error when nobody said.
-- A function, because each statement sets up the whole of its policies' expressions before it runs:
-- as an expression of four steps this was a fifth of a scan's time in PostgreSQL. Cost 1, or the
-- planner would avoid asking it.
CREATE OR REPLACE FUNCTION wms_tenant() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
    RETURN CASE current_setting('wms.tenant') WHEN 'hall' THEN NULL WHEN 'sandbox' THEN NULL
                WHEN 'everybody' THEN NULL ELSE current_setting('wms.tenant')::uuid END;
END $$;

-- The hall in which this transaction works (wms.halls): a robot's the sandbox, everybody else's the
-- real one. A function that begins to work for its hall says so by it.
CREATE OR REPLACE FUNCTION wms_hall() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN current_setting('wms.tenant', true) = 'sandbox' THEN 'sandbox' ELSE 'hall' END
$$;

-- Whether this transaction serves the hall of a row; a shop's serves none.
CREATE OR REPLACE FUNCTION wms_works_in(p_sandbox boolean) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
    RETURN CASE current_setting('wms.tenant') WHEN 'hall' THEN NOT p_sandbox
                WHEN 'sandbox' THEN p_sandbox WHEN 'everybody' THEN true
                ELSE public.wms_tenant() IS NULL END;
END $$;

-- The same of a row that shops see: the building where their goods lie.
CREATE OR REPLACE FUNCTION wms_stands_in(p_sandbox boolean) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
    RETURN CASE current_setting('wms.tenant') WHEN 'hall' THEN NOT p_sandbox
                WHEN 'sandbox' THEN p_sandbox WHEN 'everybody' THEN true
                ELSE p_sandbox = (public.wms_tenant() >= 'ffffffff-0000-0000-0000-000000000000') END;
END $$;

-- An expected no: the doors turn it into a Refusal by its code.
CREATE OR REPLACE FUNCTION refuse(p_code text, p_facts jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'WMS01', MESSAGE = p_code, DETAIL = p_facts::text;
END $$;

-- The ledger is append-only: a mistake is corrected by a reverse movement.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: correct it by a reverse movement', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER movements_append_only
    BEFORE UPDATE OR DELETE ON movements
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER movements_no_truncate
    BEFORE TRUNCATE ON movements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Every order, run, task, parcel, shipment, ASN and return walks a legal path.
CREATE OR REPLACE FUNCTION check_state_path() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM state_transitions
        WHERE machine = TG_TABLE_NAME AND from_state = OLD.status AND to_state = NEW.status
    ) THEN
        PERFORM refuse('state.illegal_step', jsonb_build_object(
            'machine', TG_TABLE_NAME, 'from_state', OLD.status, 'to_state', NEW.status));
    END IF;
    RETURN NEW;
END $$;

-- How long the second of two twins (the same Idempotency-Key) waits for the first before it is told.
CREATE OR REPLACE FUNCTION twin_patience() RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT '200ms' $$;
