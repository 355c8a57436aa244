-- Statements whose safe form SafeFormsIT proves, beside those of claims.sql: what there is before, and the statement.
===== several-parts
CREATE TABLE clients (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric, state text);
INSERT INTO orders SELECT n, n, 'state' || n FROM generate_series(1, 30) n;
-- run
ALTER TABLE orders ADD COLUMN client_id bigint REFERENCES clients ON DELETE CASCADE, ADD COLUMN note text NOT NULL DEFAULT 'a, b', ALTER COLUMN state SET DEFAULT 'new', ALTER COLUMN state SET NOT NULL, ADD CHECK (total > 0), ADD UNIQUE (state, note)
===== odd-names
CREATE TABLE "Order""s" ("Id" bigint, "größe" numeric);
INSERT INTO "Order""s" SELECT n, n FROM generate_series(1, 30) n;
-- run
ALTER TABLE "Order""s" ADD CHECK ("größe" > 0), ADD PRIMARY KEY ("Id")
===== columns-like-keywords
CREATE TABLE days (day date, "time" time, year int, last int, name text, value int, "range" int4range, sets int);
-- run
ALTER TABLE days ADD CHECK (day > '2000-01-01'), ADD CHECK (time IS NOT NULL), ADD CHECK (year BETWEEN 1 AND 9), ADD CHECK (last > year), ADD CHECK (name <> ''), ADD CHECK (value::bigint > 0), ADD CHECK (NOT isempty(range)), ADD CHECK (sets IN (1, 2))
===== long-names
CREATE TABLE a_very_long_name_of_a_table_that_fills_the_whole_identifier_space (a_rather_long_column_name_as_well_of_this_table bigint);
-- run
ALTER TABLE a_very_long_name_of_a_table_that_fills_the_whole_identifier_space ALTER a_rather_long_column_name_as_well_of_this_table SET NOT NULL
===== deferrable
CREATE TABLE clients (id bigint PRIMARY KEY, parent bigint);
-- run
ALTER TABLE clients ADD CONSTRAINT tree FOREIGN KEY (parent) REFERENCES clients (id) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
===== deferrable-key
CREATE TABLE clients (id bigint NOT NULL, sure bigint NOT NULL);
-- run
ALTER TABLE clients ADD CONSTRAINT once UNIQUE (sure) DEFERRABLE INITIALLY DEFERRED
===== sure-key
CREATE TABLE clients (sure bigint NOT NULL);
INSERT INTO clients SELECT generate_series(1, 30);
-- run
ALTER TABLE clients ADD PRIMARY KEY (sure)
===== nulls-not-distinct since 15
CREATE TABLE clients (a bigint, b bigint);
INSERT INTO clients SELECT n, n FROM generate_series(1, 30) n;
-- run
ALTER TABLE clients ADD UNIQUE NULLS NOT DISTINCT (a, b)
===== index-with-everything
CREATE TABLE events (id bigint, at timestamptz, data jsonb);
INSERT INTO events SELECT n, now(), '{}' FROM generate_series(1, 30) n;
-- run
CREATE /* an INDEX */ UNIQUE INDEX IF NOT EXISTS found ON events USING btree (id DESC NULLS LAST, (data ->> 'index') text_pattern_ops) INCLUDE (at) WITH (fillfactor = 70) WHERE id > 0
===== unnamed-index
CREATE TABLE events (id bigint, at timestamptz);
-- run
CREATE INDEX ON events (at)
===== check-with-children
CREATE TABLE parent (id bigint);
CREATE TABLE child () INHERITS (parent);
-- run
ALTER TABLE parent ADD CONSTRAINT positive CHECK (id > 0)
===== check-alone
CREATE TABLE parent (id bigint);
CREATE TABLE child () INHERITS (parent);
-- run
ALTER TABLE parent ADD CONSTRAINT positive CHECK (id > 0) NO INHERIT
===== drop-index
CREATE TABLE events (id bigint, at timestamptz);
CREATE INDEX at_idx ON events (at);
-- run
DROP INDEX IF EXISTS at_idx
===== reindex
CREATE TABLE events (id bigint PRIMARY KEY);
-- run
REINDEX (VERBOSE) TABLE events
===== column-check
CREATE TABLE orders (id bigint);
INSERT INTO orders SELECT 7;
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS discount numeric(5, 2) DEFAULT 0 NOT NULL CHECK (discount >= 0) UNIQUE
===== named-not-null since 18
CREATE TABLE orders (id bigint, total bigint);
INSERT INTO orders SELECT n, n FROM generate_series(1, 30) n;
-- run
ALTER TABLE orders ADD CONSTRAINT must NOT NULL total
===== volatile-default
CREATE TABLE orders (id bigint PRIMARY KEY);
INSERT INTO orders SELECT generate_series(1, 30);
-- run
ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE
===== serial
CREATE TABLE orders (id bigint PRIMARY KEY);
INSERT INTO orders SELECT generate_series(1, 30);
-- run
ALTER TABLE orders ADD COLUMN number serial
===== key-of-nullable-index
CREATE TABLE orders (id bigint);
INSERT INTO orders SELECT generate_series(1, 30);
CREATE UNIQUE INDEX orders_key ON orders (id);
-- run
ALTER TABLE orders ADD CONSTRAINT orders_key PRIMARY KEY USING INDEX orders_key
===== schema-kept
CREATE SCHEMA archive;
CREATE TABLE archive.orders (id bigint PRIMARY KEY, total bigint);
-- run
ALTER TABLE archive.orders ADD CHECK (total > 0), ALTER total SET NOT NULL
===== refresh
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE MATERIALIZED VIEW ids AS SELECT id FROM orders;
CREATE UNIQUE INDEX ids_id_idx ON ids (id);
INSERT INTO orders SELECT generate_series(1, 30);
-- run
REFRESH MATERIALIZED VIEW ids
