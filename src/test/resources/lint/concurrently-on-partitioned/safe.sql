CREATE INDEX IF NOT EXISTS events_at_idx ON ONLY events (at);
