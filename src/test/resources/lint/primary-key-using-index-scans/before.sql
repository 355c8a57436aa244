CREATE TABLE events (id bigint, at timestamptz);
CREATE UNIQUE INDEX events_pkey ON events (id);
