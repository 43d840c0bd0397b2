-- A new subject gets its key, and the words by which it is found: "key", "words" (their hashes) and
-- "buyer", which of them is the e-mail address of who ordered; bytes are base64.
CREATE OR REPLACE FUNCTION seal_new(p_shop uuid, p_subject uuid, p_seal jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    WITH keyed AS (
        INSERT INTO seal_keys (shop_id, subject_id, key)
        VALUES (p_shop, p_subject, decode(p_seal ->> 'key', 'base64')))
    INSERT INTO seal_words (shop_id, subject_id, hash, is_buyer)
    SELECT p_shop, p_subject, decode(word, 'base64'), coalesce(word = p_seal ->> 'buyer', false)
    FROM jsonb_array_elements_text(p_seal -> 'words') AS w (word);
END $$;
