CREATE INDEX CONCURRENTLY IF NOT EXISTS wide_idx ON orders (a, b, c, d);
