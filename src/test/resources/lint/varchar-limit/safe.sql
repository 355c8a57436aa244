CREATE TABLE IF NOT EXISTS events (id bigint PRIMARY KEY, name text CHECK (length(name) <= 40));
