CREATE TABLE events (id bigint, at timestamptz);
CREATE TABLE orders (id bigint PRIMARY KEY);
