CREATE SCHEMA crm;
CREATE SCHEMA spare;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE address AS (street text, city text);
CREATE TYPE loose AS ENUM ('one', 'two');
CREATE DOMAIN posint AS integer NOT NULL DEFAULT 1 CONSTRAINT posint_check CHECK (VALUE > 0);
CREATE TYPE float_range AS RANGE (subtype = float8);
CREATE TABLE clients (
  id bigserial CONSTRAINT clients_pkey PRIMARY KEY,
  email text NOT NULL CONSTRAINT clients_email_key UNIQUE,
  name varchar(40) DEFAULT 'nobody',
  phone text,
  age integer CONSTRAINT clients_age_check CHECK (age > 0),
  state mood DEFAULT 'ok',
  spare text,
  created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX clients_name_idx ON clients (name);
CREATE INDEX clients_lower_idx ON clients (lower(email)) WHERE age > 1;
CREATE INDEX clients_two_idx ON clients (phone, age);
COMMENT ON TABLE clients IS 'who calls';
COMMENT ON COLUMN clients.email IS 'unique';
COMMENT ON INDEX clients_name_idx IS 'for the search';
CREATE STATISTICS clients_stats ON name, phone FROM clients;
INSERT INTO clients (email, name, phone, age) VALUES ('a@x', 'A', '1', 30), ('b@x', 'B', '2', 40), ('c@x', NULL, NULL, 50);
CREATE TABLE orders (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  client_id bigint CONSTRAINT orders_client_fk REFERENCES clients ON DELETE CASCADE,
  total numeric(10,2) NOT NULL DEFAULT 0,
  doubled numeric GENERATED ALWAYS AS (total * 2) STORED,
  day date);
INSERT INTO orders (client_id, total, day) VALUES (1, 10, '2024-01-01'), (2, 20, '2024-02-01');
CREATE TABLE lonely (id integer PRIMARY KEY, v text, w integer);
INSERT INTO lonely VALUES (1, 'x', 1), (2, 'y', NULL);
CREATE TABLE hollow (id serial PRIMARY KEY, v text);
CREATE TABLE crm.leads (id integer PRIMARY KEY, phone text);
INSERT INTO crm.leads VALUES (1, '5');
CREATE TABLE measurements (id integer, day date NOT NULL, v integer, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE m_2024 PARTITION OF measurements FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE m_2025 PARTITION OF measurements FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX measurements_v_idx ON measurements (v);
INSERT INTO measurements VALUES (1, '2024-05-05', 1), (2, '2025-05-05', 2), (3, '2025-06-06', 3);
CREATE TABLE base_t (id integer, v text DEFAULT 'b');
CREATE TABLE child_t (extra text) INHERITS (base_t);
INSERT INTO child_t VALUES (1, 'v', 'e');
CREATE TABLE tracked (id integer PRIMARY KEY, v text, updated_at timestamptz);
INSERT INTO tracked VALUES (1, 'v', now());
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at := now(); RETURN NEW; END $$;
CREATE TRIGGER tracked_touch BEFORE UPDATE ON tracked FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE ruled (id integer PRIMARY KEY, v text);
CREATE TABLE ruled_log (id integer);
INSERT INTO ruled_log VALUES (1);
CREATE RULE ruled_rule AS ON UPDATE TO ruled DO ALSO DELETE FROM ruled_log;
INSERT INTO ruled VALUES (1, 'v');
CREATE TABLE docs (id integer PRIMARY KEY, owner_name text);
INSERT INTO docs VALUES (1, 'me');
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
CREATE POLICY docs_own ON docs USING (owner_name = current_user);
CREATE VIEW client_names AS SELECT id, name FROM clients;
CREATE VIEW client_ids AS SELECT id FROM client_names;
COMMENT ON VIEW client_ids IS 'numbers only';
CREATE MATERIALIZED VIEW order_stats AS SELECT client_id, sum(total) AS sum FROM orders GROUP BY client_id;
CREATE UNIQUE INDEX order_stats_key ON order_stats (client_id);
CREATE FUNCTION add_up(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE FUNCTION wipe_leads() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM crm.leads; END $$;
CREATE PROCEDURE noop() LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE AGGREGATE my_sum (integer) (sfunc = int4pl, stype = integer, initcond = '0');
CREATE OPERATOR %%% (leftarg = integer, rightarg = integer, function = add_up);
CREATE SEQUENCE loose_seq;
SELECT setval('loose_seq', 100);
CREATE TEXT SEARCH CONFIGURATION plain_english (COPY = pg_catalog.simple);
CREATE TEXT SEARCH DICTIONARY my_dict (TEMPLATE = pg_catalog.simple);
CREATE COLLATION my_collation FROM "C";
CREATE TABLE collated (a text COLLATE "C", b text COLLATE my_collation);
CREATE FUNCTION loose_text(loose) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT CASE $1 WHEN 'one' THEN '1' END $$;
CREATE CAST (loose AS text) WITH FUNCTION loose_text(loose);
CREATE PUBLICATION pub FOR TABLE clients, lonely;
CREATE TABLE tuned (id integer, t text) WITH (fillfactor = 70);
CREATE UNIQUE INDEX tuned_id ON tuned (id);
ALTER TABLE tuned ALTER COLUMN id SET STATISTICS 500;
ALTER TABLE tuned ALTER COLUMN id SET (n_distinct = 5);
GRANT SELECT, INSERT ON clients TO guard_app;
GRANT UPDATE (phone) ON clients TO guard_app WITH GRANT OPTION;
GRANT USAGE ON SCHEMA crm TO guard_app;
GRANT USAGE ON SEQUENCE loose_seq TO guard_app;
GRANT EXECUTE ON FUNCTION add_up(integer, integer) TO guard_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA crm GRANT SELECT ON TABLES TO guard_app;
SELECT lo_from_bytea(777777, 'hello');
SELECT lo_from_bytea(7777, 'small');
COMMENT ON LARGE OBJECT 7777 IS 'a number of its own';
CREATE TABLE wide (id integer PRIMARY KEY, s varchar(50) CONSTRAINT wide_s CHECK (s <> ''), v varchar DEFAULT 'v',
  d numeric(8,2) DEFAULT 1, t timestamp(3), i interval(3), b varbit(5), c cidr, n integer[], moods mood[]);
INSERT INTO wide VALUES (1, 's', 'v', 1.25, '2024-01-01 01:01:01.123', '1 day 00:00:01.5', B'101', '10.0.0.0/8', '{1,2}', '{ok}');
CREATE INDEX wide_s_idx ON wide (s);
CREATE INDEX wide_part_idx ON wide (lower(s), d) WHERE s <> 'x';
CREATE INDEX wide_like_idx ON wide (s varchar_pattern_ops);
CREATE STATISTICS wide_stats ON s, d FROM wide;
CREATE VIEW wide_view AS SELECT id, s, d FROM wide WHERE s <> 'x';
CREATE TABLE wide_parts (id integer, s varchar(50)) PARTITION BY RANGE (id);
CREATE TABLE wide_parts_1 PARTITION OF wide_parts FOR VALUES FROM (0) TO (10);
CREATE INDEX wide_parts_idx ON wide_parts (s);
INSERT INTO wide_parts VALUES (1, 's');
CREATE TABLE wide_base (id integer, s varchar(50));
CREATE TABLE wide_child (extra text) INHERITS (wide_base);
INSERT INTO wide_child VALUES (1, 's', 'e');
CREATE TYPE boxed AS (s varchar(10));
CREATE TABLE schema_migrations (id text PRIMARY KEY, executed_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE fires (id integer PRIMARY KEY);
CREATE TABLE fired (id integer PRIMARY KEY);
INSERT INTO fires VALUES (1);
INSERT INTO fired VALUES (1);
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM fired; RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER fires_later AFTER INSERT ON fires DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fire();
ANALYZE clients, orders, lonely;
CREATE TYPE shape AS (a integer);
CREATE TABLE shapes OF shape;
CREATE TABLE placed (id integer, t text) WITH (toast.autovacuum_enabled = false);
CREATE INDEX placed_id ON placed (id);
CREATE INDEX placed_lower ON placed (lower(t));
ALTER INDEX placed_lower ALTER COLUMN 1 SET STATISTICS 9;
ALTER TABLE placed CLUSTER ON placed_id;
CREATE TABLE known (id integer NOT NULL, other integer NOT NULL);
CREATE UNIQUE INDEX known_id ON known (id);
CREATE UNIQUE INDEX known_other ON known (other);
ALTER TABLE known REPLICA IDENTITY USING INDEX known_id;
CREATE TABLE aims (a integer, b integer);
CREATE STATISTICS aimed (dependencies) ON a, b FROM aims;
ALTER STATISTICS aimed SET STATISTICS 500;
CREATE STATISTICS aimed_too (dependencies) ON a, b FROM aims;
CREATE FUNCTION priced(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 100';
CREATE TABLE prices (id integer, c integer, price integer GENERATED ALWAYS AS (priced(id)) STORED);
INSERT INTO prices (id) VALUES (1), (2);
CREATE TABLE many_drawn (a serial, b serial, c serial, d serial, e serial, f serial, g serial, h serial);
CREATE TABLE pointed (id integer NOT NULL);
CREATE UNIQUE INDEX pointed_id ON pointed (id);
CREATE TABLE pointing (id integer CONSTRAINT pointing_fk REFERENCES pointed (id));
