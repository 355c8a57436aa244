-- What statements lock, read and write anew, as lint says it; ClaimsIT observes it on a real server.
-- A block: the rule that speaks of it ("-" for none, "~" for one that only advises), versions, what there is before,
-- the statement, and what is observed: table, strongest lock, and "rewrite" or "scan" where that happens.
===== index-build-blocks-writes
CREATE TABLE orders (id bigint PRIMARY KEY, day date);
-- run
CREATE INDEX IF NOT EXISTS orders_day_idx ON orders (day);
-- observed: orders SHARE scan
===== index-build-blocks-writes
CREATE TABLE orders (id bigint PRIMARY KEY, day date);
-- run
CREATE UNIQUE INDEX IF NOT EXISTS orders_day_idx ON orders (day);
-- observed: orders SHARE scan
===== drop-index
CREATE TABLE orders (id bigint PRIMARY KEY, day date);
CREATE INDEX orders_day_idx ON orders (day);
-- run
DROP INDEX orders_day_idx;
-- observed: orders ACCESS EXCLUSIVE
===== reindex-blocks
CREATE TABLE orders (id bigint PRIMARY KEY, day date);
-- run
REINDEX TABLE orders;
-- observed: orders SHARE scan
===== reindex-blocks
CREATE TABLE orders (id bigint PRIMARY KEY, day date);
-- run
REINDEX INDEX orders_pkey;
-- observed: orders SHARE scan
===== foreign-key-validated-at-once
CREATE TABLE clients (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, client_id bigint);
-- run
ALTER TABLE orders ADD CONSTRAINT orders_client_fk FOREIGN KEY (client_id) REFERENCES clients;
-- observed: clients SHARE ROW EXCLUSIVE, orders SHARE ROW EXCLUSIVE scan
===== -
CREATE TABLE clients (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, client_id bigint);
-- run
ALTER TABLE orders ADD CONSTRAINT orders_client_fk FOREIGN KEY (client_id) REFERENCES clients NOT VALID;
-- observed: clients SHARE ROW EXCLUSIVE, orders SHARE ROW EXCLUSIVE
===== -
CREATE TABLE clients (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, client_id bigint);
ALTER TABLE orders ADD CONSTRAINT orders_client_fk FOREIGN KEY (client_id) REFERENCES clients NOT VALID;
-- run
ALTER TABLE orders VALIDATE CONSTRAINT orders_client_fk;
-- observed: clients ROW SHARE, orders SHARE UPDATE EXCLUSIVE scan
===== check-validated-at-once
CREATE TABLE orders (id bigint PRIMARY KEY, total bigint);
-- run
ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0);
-- observed: orders ACCESS EXCLUSIVE scan
===== -
CREATE TABLE orders (id bigint PRIMARY KEY, total bigint);
-- run
ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0) NOT VALID;
-- observed: orders ACCESS EXCLUSIVE
===== -
CREATE TABLE orders (id bigint PRIMARY KEY, total bigint);
ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0) NOT VALID;
-- run
ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
-- observed: orders SHARE UPDATE EXCLUSIVE scan
===== set-not-null-scans
CREATE TABLE orders (id bigint PRIMARY KEY, state text);
-- run
ALTER TABLE orders ALTER COLUMN state SET NOT NULL;
-- observed: orders ACCESS EXCLUSIVE scan
===== -
CREATE TABLE orders (id bigint PRIMARY KEY, state text, CHECK (state IS NOT NULL));
-- run
ALTER TABLE orders ALTER COLUMN state SET NOT NULL;
-- observed: orders ACCESS EXCLUSIVE
===== add-not-null-scans since 18
CREATE TABLE orders (id bigint PRIMARY KEY, state text);
-- run
ALTER TABLE orders ADD CONSTRAINT state_known NOT NULL state;
-- observed: orders ACCESS EXCLUSIVE scan
===== ~ since 18
CREATE TABLE orders (id bigint PRIMARY KEY, state text);
-- run
ALTER TABLE orders ADD CONSTRAINT state_known NOT NULL state NOT VALID;
-- observed: orders ACCESS EXCLUSIVE
===== - since 18
CREATE TABLE orders (id bigint PRIMARY KEY, state text);
ALTER TABLE orders ADD CONSTRAINT state_known NOT NULL state NOT VALID;
-- run
ALTER TABLE orders VALIDATE CONSTRAINT state_known;
-- observed: orders SHARE UPDATE EXCLUSIVE scan
===== unique-constraint-builds-index
CREATE TABLE clients (id bigint PRIMARY KEY, email text);
-- run
ALTER TABLE clients ADD CONSTRAINT clients_email_key UNIQUE (email);
-- observed: clients ACCESS EXCLUSIVE scan
===== -
CREATE TABLE clients (id bigint PRIMARY KEY, email text);
CREATE UNIQUE INDEX clients_email_key ON clients (email);
-- run
ALTER TABLE clients ADD CONSTRAINT clients_email_key UNIQUE USING INDEX clients_email_key;
-- observed: clients ACCESS EXCLUSIVE
===== primary-key-builds-index
CREATE TABLE events (id bigint, at timestamptz);
-- run
ALTER TABLE events ADD PRIMARY KEY (id);
-- observed: events ACCESS EXCLUSIVE scan
===== primary-key-using-index-scans
CREATE TABLE events (id bigint, at timestamptz);
CREATE UNIQUE INDEX events_pkey ON events (id);
-- run
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY USING INDEX events_pkey;
-- observed: events ACCESS EXCLUSIVE scan
===== -
CREATE TABLE events (id bigint NOT NULL, at timestamptz);
CREATE UNIQUE INDEX events_pkey ON events (id);
-- run
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY USING INDEX events_pkey;
-- observed: events ACCESS EXCLUSIVE
===== exclusion-constraint-builds-index
CREATE TABLE bookings (during tsrange);
-- run
ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&);
-- observed: bookings ACCESS EXCLUSIVE scan
===== -
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;
-- observed: orders ACCESS EXCLUSIVE
===== -
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text NOT NULL DEFAULT 'none', ADD COLUMN IF NOT EXISTS made timestamptz DEFAULT now();
-- observed: orders ACCESS EXCLUSIVE
===== add-column-volatile-default
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS made timestamptz DEFAULT clock_timestamp();
-- observed: orders ACCESS EXCLUSIVE rewrite
===== add-column-volatile-default
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS token uuid DEFAULT gen_random_uuid();
-- observed: orders ACCESS EXCLUSIVE rewrite
===== add-column-identity
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS number bigint GENERATED ALWAYS AS IDENTITY;
-- observed: orders ACCESS EXCLUSIVE rewrite
===== add-column-identity
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS number bigserial;
-- observed: orders ACCESS EXCLUSIVE rewrite
===== add-column-stored-generated
CREATE TABLE orders (id bigint PRIMARY KEY, net numeric);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS gross numeric GENERATED ALWAYS AS (net * 2) STORED;
-- observed: orders ACCESS EXCLUSIVE rewrite
===== - since 18
CREATE TABLE orders (id bigint PRIMARY KEY, net numeric);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS gross numeric GENERATED ALWAYS AS (net * 2) VIRTUAL;
-- observed: orders ACCESS EXCLUSIVE
===== add-column-demanding-domain
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS contact email;
-- observed: orders ACCESS EXCLUSIVE rewrite
===== -
CREATE DOMAIN note AS text;
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS contact note;
-- observed: orders ACCESS EXCLUSIVE
===== add-column-check
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS discount integer CHECK (discount > 0);
-- observed: orders ACCESS EXCLUSIVE scan
===== add-column-unique
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS code text UNIQUE;
-- observed: orders ACCESS EXCLUSIVE scan
===== add-column-references
CREATE TABLE clients (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS client_id bigint REFERENCES clients;
-- observed: clients SHARE ROW EXCLUSIVE, orders ACCESS EXCLUSIVE
===== add-column-references
CREATE TABLE clients (id bigint PRIMARY KEY);
INSERT INTO clients VALUES (0);
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders ADD COLUMN IF NOT EXISTS client_id bigint DEFAULT 0 REFERENCES clients;
-- observed: clients SHARE ROW EXCLUSIVE, orders ACCESS EXCLUSIVE scan
===== ~
CREATE TABLE clients (id bigint PRIMARY KEY);
-- run
CREATE TABLE IF NOT EXISTS orders (id bigint PRIMARY KEY, client_id bigint REFERENCES clients);
-- observed: clients SHARE ROW EXCLUSIVE
===== change-type-rewrites
CREATE TABLE orders (id integer PRIMARY KEY);
-- run
ALTER TABLE orders ALTER COLUMN id TYPE bigint;
-- observed: orders ACCESS EXCLUSIVE rewrite
===== change-type-rewrites
CREATE TABLE orders (total numeric(10, 2));
-- run
ALTER TABLE orders ALTER COLUMN total TYPE numeric(14, 4);
-- observed: orders ACCESS EXCLUSIVE rewrite
===== change-type-rewrites
CREATE TABLE orders (total real);
-- run
ALTER TABLE orders ALTER COLUMN total TYPE double precision;
-- observed: orders ACCESS EXCLUSIVE rewrite
===== change-type-rewrites
CREATE TABLE orders (code char(4));
-- run
ALTER TABLE orders ALTER COLUMN code TYPE text;
-- observed: orders ACCESS EXCLUSIVE rewrite
===== change-type-rewrites
CREATE TABLE orders (day date);
-- run
ALTER TABLE orders ALTER COLUMN day TYPE timestamp;
-- observed: orders ACCESS EXCLUSIVE rewrite
===== change-type-locks
CREATE TABLE clients (name varchar(50));
-- run
ALTER TABLE clients ALTER COLUMN name TYPE varchar(200);
-- observed: clients ACCESS EXCLUSIVE
===== change-type-locks
CREATE TABLE clients (name varchar(50));
-- run
ALTER TABLE clients ALTER COLUMN name TYPE text;
-- observed: clients ACCESS EXCLUSIVE
===== change-type-locks
CREATE TABLE clients (name text);
-- run
ALTER TABLE clients ALTER COLUMN name TYPE varchar;
-- observed: clients ACCESS EXCLUSIVE
===== change-type-locks
CREATE TABLE orders (total numeric(10, 2));
-- run
ALTER TABLE orders ALTER COLUMN total TYPE numeric(14, 2);
-- observed: orders ACCESS EXCLUSIVE
===== change-type-locks
CREATE TABLE orders (total numeric(10, 2));
-- run
ALTER TABLE orders ALTER COLUMN total TYPE numeric;
-- observed: orders ACCESS EXCLUSIVE
===== change-type-locks
CREATE TABLE hosts (net cidr);
-- run
ALTER TABLE hosts ALTER COLUMN net TYPE inet;
-- observed: hosts ACCESS EXCLUSIVE
===== change-type-locks
CREATE TABLE events (at timestamp(3));
-- run
ALTER TABLE events ALTER COLUMN at TYPE timestamp(6);
-- observed: events ACCESS EXCLUSIVE
===== change-type-locks
CREATE TABLE events (took interval(0));
-- run
ALTER TABLE events ALTER COLUMN took TYPE interval;
-- observed: events ACCESS EXCLUSIVE
===== change-type-locks
CREATE TABLE bits (b varbit(4));
-- run
ALTER TABLE bits ALTER COLUMN b TYPE varbit(8);
-- observed: bits ACCESS EXCLUSIVE
===== change-type-rechecks
CREATE TABLE clients (name varchar(50) CHECK (name <> ''));
-- run
ALTER TABLE clients ALTER COLUMN name TYPE text;
-- observed: clients ACCESS EXCLUSIVE scan
===== change-type-reindexes
CREATE TABLE clients (name varchar(50));
CREATE INDEX clients_name_idx ON clients (lower(name));
-- run
ALTER TABLE clients ALTER COLUMN name TYPE text;
-- observed: clients ACCESS EXCLUSIVE scan
===== change-type-reindexes
CREATE TABLE clients (id int, name varchar(50));
CREATE INDEX clients_name_idx ON clients (id) WHERE name <> '';
-- run
ALTER TABLE clients ALTER COLUMN name TYPE varchar(80);
-- observed: clients ACCESS EXCLUSIVE scan
===== change-type-locks
CREATE TABLE clients (name varchar(50));
CREATE INDEX clients_name_idx ON clients (name);
-- run
ALTER TABLE clients ALTER COLUMN name TYPE text;
-- observed: clients ACCESS EXCLUSIVE
===== narrow-type
CREATE TABLE clients (name varchar(50));
-- run
ALTER TABLE clients ALTER COLUMN name TYPE varchar(20);
-- observed: clients ACCESS EXCLUSIVE rewrite
===== narrow-type
CREATE TABLE chat_analytics (combined_cost integer);
-- run
ALTER TABLE chat_analytics ALTER COLUMN combined_cost TYPE real USING combined_cost::real;
-- observed: chat_analytics ACCESS EXCLUSIVE rewrite
===== narrow-type
CREATE TABLE events (at timestamp);
-- run
ALTER TABLE events ALTER COLUMN at TYPE timestamptz;
-- observed: events ACCESS EXCLUSIVE rewrite
===== narrow-type
CREATE TABLE events (data json);
-- run
ALTER TABLE events ALTER COLUMN data TYPE jsonb;
-- observed: events ACCESS EXCLUSIVE rewrite
===== set-logged-rewrites
CREATE UNLOGGED TABLE imports (id bigint);
-- run
ALTER TABLE imports SET LOGGED;
-- observed: imports ACCESS EXCLUSIVE rewrite
===== set-unlogged
CREATE TABLE imports (id bigint);
-- run
ALTER TABLE imports SET UNLOGGED;
-- observed: imports ACCESS EXCLUSIVE rewrite
===== set-expression-rewrites since 17
CREATE TABLE orders (net numeric, gross numeric GENERATED ALWAYS AS (net * 2) STORED);
-- run
ALTER TABLE orders ALTER COLUMN gross SET EXPRESSION AS (net * 3);
-- observed: orders ACCESS EXCLUSIVE rewrite
===== cluster-blocks
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
CLUSTER orders USING orders_pkey;
-- observed: orders ACCESS EXCLUSIVE rewrite
===== refresh-view-blocks
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE MATERIALIZED VIEW sums AS SELECT count(*) FROM orders;
-- run
REFRESH MATERIALIZED VIEW sums;
-- observed: orders ACCESS SHARE scan, sums ACCESS EXCLUSIVE rewrite
===== truncate-table
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
TRUNCATE orders;
-- observed: orders ACCESS EXCLUSIVE rewrite
===== attach-partition-scans
CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE old (at date NOT NULL);
-- run
ALTER TABLE events ATTACH PARTITION old FOR VALUES FROM ('2020-01-01') TO ('2024-01-01');
-- observed: events SHARE UPDATE EXCLUSIVE, old ACCESS EXCLUSIVE scan
===== -
CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE old (at date NOT NULL, CHECK (at >= '2020-01-01' AND at < '2024-01-01'));
-- run
ALTER TABLE events ATTACH PARTITION old FOR VALUES FROM ('2020-01-01') TO ('2024-01-01');
-- observed: events SHARE UPDATE EXCLUSIVE, old ACCESS EXCLUSIVE
===== partition-of-locks-parent
CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);
-- run
CREATE TABLE IF NOT EXISTS events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
-- observed: events ACCESS EXCLUSIVE
===== detach-partition
CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE old PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2024-01-01');
-- run
ALTER TABLE events DETACH PARTITION old;
-- observed: events ACCESS EXCLUSIVE, old ACCESS EXCLUSIVE
===== create-trigger-on-existing-table
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
-- run
CREATE TRIGGER orders_audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION audit();
-- observed: orders SHARE ROW EXCLUSIVE
===== disable-trigger
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders DISABLE TRIGGER ALL;
-- observed: orders SHARE ROW EXCLUSIVE
===== create-policy-locks
CREATE TABLE orders (id bigint PRIMARY KEY, owner text);
-- run
CREATE POLICY own ON orders USING (owner = current_user);
-- observed: orders ACCESS EXCLUSIVE
===== enable-row-security-locks-out
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
-- observed: orders ACCESS EXCLUSIVE
===== create-rule
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
CREATE RULE keep AS ON DELETE TO orders DO INSTEAD NOTHING;
-- observed: orders ACCESS EXCLUSIVE
===== lock-table
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
LOCK TABLE orders;
-- observed: orders ACCESS EXCLUSIVE
===== domain-constraint-rechecks
CREATE DOMAIN percentage AS integer;
CREATE TABLE orders (id bigint PRIMARY KEY, discount percentage);
-- run
ALTER DOMAIN percentage ADD CONSTRAINT percentage_range CHECK (VALUE BETWEEN 0 AND 100);
-- observed: orders SHARE scan
===== drop-locks-referenced-table
CREATE TABLE clients (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, client_id bigint REFERENCES clients);
-- run
ALTER TABLE orders DROP CONSTRAINT orders_client_id_fkey;
-- observed: clients ACCESS EXCLUSIVE, orders ACCESS EXCLUSIVE
===== drop-locks-referenced-table
CREATE TABLE clients (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, client_id bigint REFERENCES clients);
-- run
DROP TABLE orders;
-- observed: clients ACCESS EXCLUSIVE, orders ACCESS EXCLUSIVE
===== drop-column
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
-- run
ALTER TABLE orders DROP COLUMN note;
-- observed: orders ACCESS EXCLUSIVE
===== drop-constraint
CREATE TABLE orders (id bigint PRIMARY KEY, note text UNIQUE);
-- run
ALTER TABLE orders DROP CONSTRAINT orders_note_key;
-- observed: orders ACCESS EXCLUSIVE
===== rename-column
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
-- run
ALTER TABLE orders RENAME COLUMN note TO remark;
-- observed: orders ACCESS EXCLUSIVE
===== rename-table
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
-- run
ALTER TABLE orders RENAME TO sales;
-- observed: orders ACCESS EXCLUSIVE
===== change-replica-identity
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
-- run
ALTER TABLE orders REPLICA IDENTITY NOTHING;
-- observed: orders ACCESS EXCLUSIVE
===== change-options
CREATE TABLE orders (id bigint PRIMARY KEY, note text) WITH (fillfactor = 90);
-- run
ALTER TABLE orders RESET (fillfactor);
-- observed: orders SHARE UPDATE EXCLUSIVE
===== -
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
-- run
ALTER TABLE orders ALTER COLUMN note SET STATISTICS 1000;
-- observed: orders SHARE UPDATE EXCLUSIVE
===== -
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
-- run
ALTER TABLE orders ALTER COLUMN note SET DEFAULT 'none';
-- observed: orders ACCESS EXCLUSIVE
===== -
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
-- run
COMMENT ON TABLE orders IS 'what was sold';
-- observed: orders SHARE UPDATE EXCLUSIVE
===== update-fills-nulls
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
-- run
UPDATE orders SET note = 'none' WHERE note IS NULL;
-- observed: orders ROW EXCLUSIVE scan
===== change-owner
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
-- run
ALTER TABLE orders OWNER TO pg_monitor;
-- observed: orders ACCESS EXCLUSIVE
===== set-schema
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
CREATE SCHEMA archive;
-- run
ALTER TABLE orders SET SCHEMA archive;
-- observed: orders ACCESS EXCLUSIVE
===== set-tablespace-rewrites
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
-- run
ALTER TABLE orders SET TABLESPACE claims_space;
-- observed: orders ACCESS EXCLUSIVE rewrite
===== set-access-method-rewrites since 15
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
-- run
ALTER TABLE orders SET ACCESS METHOD heap2;
-- observed: orders ACCESS EXCLUSIVE rewrite
===== no-inherit
CREATE TABLE parent (id bigint);
CREATE TABLE orders (id bigint) INHERITS (parent);
-- run
ALTER TABLE orders NO INHERIT parent;
-- observed: orders ACCESS EXCLUSIVE, parent ACCESS SHARE
===== drop-trigger
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER orders_audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION audit();
-- run
DROP TRIGGER orders_audit ON orders;
-- observed: orders ACCESS EXCLUSIVE
===== drop-policy
CREATE TABLE orders (id bigint PRIMARY KEY, owner text);
CREATE POLICY own ON orders USING (owner = current_user);
-- run
DROP POLICY own ON orders;
-- observed: orders ACCESS EXCLUSIVE
===== drop-view
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE VIEW v AS SELECT id FROM orders;
-- run
DROP VIEW v;
-- observed: v ACCESS EXCLUSIVE
===== replace-view
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE VIEW v AS SELECT id FROM orders;
-- run
CREATE OR REPLACE VIEW v AS SELECT id FROM orders WHERE id > 0;
-- observed: orders ACCESS SHARE, v ACCESS EXCLUSIVE
===== drop-trigger
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE RULE keep AS ON DELETE TO orders DO INSTEAD NOTHING;
-- run
DROP RULE keep ON orders;
-- observed: orders ACCESS EXCLUSIVE
===== disable-rule
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE RULE keep AS ON DELETE TO orders DO INSTEAD NOTHING;
-- run
ALTER TABLE orders DISABLE RULE keep;
-- observed: orders ACCESS EXCLUSIVE
===== change-policy
CREATE TABLE orders (id bigint PRIMARY KEY, owner text);
CREATE POLICY own ON orders USING (owner = current_user);
-- run
ALTER POLICY own ON orders USING (true);
-- observed: orders ACCESS EXCLUSIVE
===== replace-trigger
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER orders_audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION audit();
-- run
CREATE OR REPLACE TRIGGER orders_audit AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION audit();
-- observed: orders SHARE ROW EXCLUSIVE
===== restart-sequence
CREATE SEQUENCE numbers;
-- run
ALTER SEQUENCE numbers RESTART;
-- observed: numbers SHARE ROW EXCLUSIVE rewrite
===== drop-not-null
CREATE TABLE orders (id bigint PRIMARY KEY, note text NOT NULL);
-- run
ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;
-- observed: orders ACCESS EXCLUSIVE
===== drop-default
CREATE TABLE orders (id bigint PRIMARY KEY, note text DEFAULT 'x');
-- run
ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;
-- observed: orders ACCESS EXCLUSIVE
===== drop-identity
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);
-- run
ALTER TABLE orders ALTER COLUMN id DROP IDENTITY;
-- observed: orders ACCESS EXCLUSIVE, orders_id_seq ACCESS EXCLUSIVE
===== disable-row-security
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
-- run
ALTER TABLE orders DISABLE ROW LEVEL SECURITY;
-- observed: orders ACCESS EXCLUSIVE
===== change-constraint
CREATE TABLE clients (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, client_id bigint REFERENCES clients);
-- run
ALTER TABLE orders ALTER CONSTRAINT orders_client_id_fkey DEFERRABLE;
-- observed: orders ACCESS EXCLUSIVE
===== foreign-key-enforced-at-once since 18
CREATE TABLE clients (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, client_id bigint CONSTRAINT orders_client REFERENCES clients NOT ENFORCED);
-- run
ALTER TABLE orders ALTER CONSTRAINT orders_client ENFORCED;
-- observed: clients SHARE ROW EXCLUSIVE, orders ACCESS EXCLUSIVE scan
===== delete-rows
CREATE TABLE orders (id bigint PRIMARY KEY);
-- run
DELETE FROM orders;
-- observed: orders ROW EXCLUSIVE scan
===== change-collation
CREATE TABLE clients (name text);
CREATE INDEX clients_name_idx ON clients (name);
-- run
ALTER TABLE clients ALTER COLUMN name TYPE text COLLATE "C";
-- observed: clients ACCESS EXCLUSIVE scan
===== drop-expression
CREATE TABLE orders (net numeric, gross numeric GENERATED ALWAYS AS (net * 2) STORED);
-- run
ALTER TABLE orders ALTER COLUMN gross DROP EXPRESSION;
-- observed: orders ACCESS EXCLUSIVE
