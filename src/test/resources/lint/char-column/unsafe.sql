CREATE TABLE IF NOT EXISTS events (id bigint PRIMARY KEY, code char(3));
