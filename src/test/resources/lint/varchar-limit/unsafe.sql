CREATE TABLE IF NOT EXISTS events (id bigint PRIMARY KEY, name varchar(40));
