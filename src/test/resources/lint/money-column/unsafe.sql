CREATE TABLE IF NOT EXISTS events (id bigint PRIMARY KEY, price money);
