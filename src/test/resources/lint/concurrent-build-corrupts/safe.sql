CREATE TABLE IF NOT EXISTS days (day date PRIMARY KEY, n bigint NOT NULL);
CREATE INDEX IF NOT EXISTS days_n_idx ON days (n);
