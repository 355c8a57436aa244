CREATE TABLE IF NOT EXISTS events (id bigint PRIMARY KEY, code text CHECK (length(code) = 3));
