-- What a start is recorded with while the image is built: steps outside a transaction load classes too.
-- drydock: backfill in batches of 5000
UPDATE alerts SET created_at = now() WHERE created_at IS NULL;
CREATE INDEX CONCURRENTLY alerts_created_at ON alerts (created_at);
