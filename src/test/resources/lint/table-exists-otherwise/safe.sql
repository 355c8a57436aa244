CREATE TABLE IF NOT EXISTS notes (id bigint PRIMARY KEY, body varchar(40));
