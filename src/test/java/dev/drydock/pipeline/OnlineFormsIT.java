package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.execution.PlanStep;
import dev.drydock.lint.LintMode;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every safe form ends where the statement as written ends: catalog and rows are the same. */
@Order(1)
class OnlineFormsIT {

  static final String SETUP =
      """
      CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL);
      INSERT INTO customers SELECT n, 'c' || n FROM generate_series(1, 50) n;
      CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total integer, note text, code text);
      INSERT INTO orders SELECT n, 1 + n % 50, n, 'n' || n, 'k' || n FROM generate_series(1, 300) n;
      CREATE TABLE loose AS SELECT id, code FROM orders;
      CREATE TABLE carts (id bigint PRIMARY KEY, customer_id bigint CONSTRAINT carts_customer REFERENCES customers, total integer CONSTRAINT low CHECK (total >= 0), code text CONSTRAINT carts_code UNIQUE);
      INSERT INTO carts SELECT n, 1 + n % 50, n, 'k' || n FROM generate_series(1, 100) n;
      CREATE SEQUENCE customers_count_seq;
      CREATE INDEX orders_note_idx ON orders (note);
      CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, kind text, customer_id bigint) PARTITION BY RANGE (at);
      CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY RANGE (id);
      CREATE TABLE events_2025_low PARTITION OF events_2025 FOR VALUES FROM (0) TO (200);
      CREATE TABLE events_2025_high PARTITION OF events_2025 FOR VALUES FROM (200) TO (100000);
      INSERT INTO events SELECT n, date '2024-06-01' + n % 500, 'e', 1 + n % 50 FROM generate_series(1, 400) n WHERE date '2024-06-01' + n % 500 < date '2026-01-01';
      CREATE TABLE spare (id bigint NOT NULL, at date NOT NULL, kind text, customer_id bigint);
      INSERT INTO spare SELECT n, date '2026-06-01', 'e', 1 + n % 50 FROM generate_series(1, 100) n;
      CREATE TABLE logs (id bigint, at timestamptz NOT NULL, level text, customer_id bigint REFERENCES customers, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
      CREATE INDEX ON logs (level);
      CREATE TABLE logs_2024 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      CREATE TABLE logs_other PARTITION OF logs DEFAULT;
      INSERT INTO logs SELECT n, timestamptz '2024-06-01' + n * interval '1 day', 'i', 1 + n % 50 FROM generate_series(1, 300) n;
      CREATE TABLE logs_2026 (id bigint NOT NULL, at timestamptz NOT NULL, level text, customer_id bigint);
      INSERT INTO logs_2026 SELECT n, timestamptz '2026-06-01', 'i', 1 + n % 50 FROM generate_series(1, 100) n;
      CREATE TABLE kinds (kind text, n int) PARTITION BY LIST (kind);
      CREATE TABLE kinds_a (kind text, n int);
      INSERT INTO kinds_a SELECT CASE WHEN n % 2 = 0 THEN 'a' END, n FROM generate_series(1, 100) n;
      CREATE TABLE parents (id int, v int);
      CREATE TABLE children () INHERITS (parents);
      INSERT INTO children SELECT n, n FROM generate_series(1, 100) n;
      INSERT INTO parents SELECT n, n FROM generate_series(1, 100) n;
      CREATE TABLE "ünïcödé_ünïcödé_ünïcödé_ünïcödé_ünïcö" ("ünïcödé_ünïcödé_ünïcödé" int);
      INSERT INTO "ünïcödé_ünïcödé_ünïcödé_ünïcödé_ünïcö" SELECT generate_series(1, 100);
      CREATE TABLE places (id int PRIMARY KEY) PARTITION BY RANGE (id);
      CREATE TABLE places_1 PARTITION OF places FOR VALUES FROM (0) TO (100);
      CREATE TABLE places_2 PARTITION OF places FOR VALUES FROM (100) TO (10000);
      INSERT INTO places SELECT generate_series(1, 5000);
      CREATE TABLE visits (id int NOT NULL, place int REFERENCES places, day date, note text) PARTITION BY RANGE (day);
      CREATE INDEX ON visits (lower(note));
      CREATE INDEX ON visits (upper(note));
      CREATE TABLE visits_2025 (id int NOT NULL, place int, day date, note text);
      INSERT INTO visits_2025 SELECT n, n, '2025-02-02' FROM generate_series(1, 300) n;
      CREATE TABLE trips (id int, customer_id bigint) PARTITION BY RANGE (id);
      CREATE TABLE trips_1 PARTITION OF trips FOR VALUES FROM (0) TO (100);
      CREATE TABLE trips_2 PARTITION OF trips FOR VALUES FROM (100) TO (200);
      CREATE TABLE trips_3 PARTITION OF trips FOR VALUES FROM (200) TO (1000);
      INSERT INTO trips SELECT n, 1 + n % 50 FROM generate_series(1, 300) n;
      ALTER TABLE trips_1 ADD CONSTRAINT mine FOREIGN KEY (customer_id) REFERENCES customers (id);
      ALTER TABLE trips_2 ADD FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
      CREATE TABLE posts (id int NOT NULL, k int NOT NULL, v text) PARTITION BY RANGE (k);
      CREATE TABLE posts_1 PARTITION OF posts FOR VALUES FROM (0) TO (100);
      CREATE TABLE posts_2 PARTITION OF posts FOR VALUES FROM (100) TO (1000);
      INSERT INTO posts SELECT n, n, 'v' FROM generate_series(1, 300) n;
      CREATE INDEX own ON posts_1 USING btree (v) WHERE k > 5;
      CREATE INDEX twice ON posts_1 (lower(v) DESC);
      CREATE UNIQUE INDEX own_unique ON posts_2 (k, id);
      ALTER TABLE posts_1 ADD CONSTRAINT posts_1_own UNIQUE (id, k);
      CREATE TABLE ranks (id int NOT NULL, k int NOT NULL, v int, PRIMARY KEY (k, id) DEFERRABLE, UNIQUE (k, v) DEFERRABLE INITIALLY DEFERRED, UNIQUE (v, k)) PARTITION BY RANGE (k);
      CREATE TABLE ranks_2 (id int NOT NULL, k int NOT NULL, v int);
      CREATE TABLE ranks_3 (id int NOT NULL, k int NOT NULL, v int, PRIMARY KEY (k, id), UNIQUE (k, v));
      INSERT INTO ranks_2 SELECT n, n, n FROM generate_series(1, 100) n;
      INSERT INTO ranks_3 SELECT n, n, n FROM generate_series(200, 300) n;
      CREATE TABLE notes (id int NOT NULL, k int NOT NULL) PARTITION BY RANGE (k);
      CREATE TABLE notes_1 PARTITION OF notes FOR VALUES FROM (0) TO (100);
      CREATE TABLE notes_2 PARTITION OF notes FOR VALUES FROM (100) TO (1000);
      INSERT INTO notes SELECT n, n FROM generate_series(1, 300) n;
      ALTER TABLE notes_1 ADD PRIMARY KEY (id, k);
      CREATE TABLE notes_3 PARTITION OF notes FOR VALUES FROM (1000) TO (2000) PARTITION BY RANGE (k);
      CREATE TABLE notes_3a PARTITION OF notes_3 FOR VALUES FROM (1000) TO (1500);
      ALTER TABLE notes_3 ADD CONSTRAINT below PRIMARY KEY (id, k);
      CREATE TABLE empty (id int, v int);
      CREATE TABLE full_one () INHERITS (empty);
      INSERT INTO full_one SELECT n, n FROM generate_series(1, 100) n;
      CREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;
      CREATE UNIQUE INDEX totals_key ON totals (customer_id);
      CREATE TABLE other (x int CONSTRAINT orders_note_check CHECK (x > 0));
      CREATE INDEX orders_note_key ON other (x);
      ANALYZE customers, orders, loose, carts, events, spare, logs, logs_2026, kinds_a, parents, children, visits_2025, trips, posts, ranks_2, ranks_3, notes, "ünïcödé_ünïcödé_ünïcödé_ünïcödé_ünïcö", empty, full_one, totals;
      """;

  @TempDir private Path folder;

  static Stream<Arguments> cases() {
    return Stream.of(
        arguments("index", "CREATE INDEX orders_total ON orders (total);", 1),
        arguments(
            "index without a name",
            "CREATE INDEX ON orders (total, code DESC) WHERE total > 5;",
            1),
        arguments(
            "unique index, if not exists",
            "CREATE UNIQUE INDEX IF NOT EXISTS orders_code ON orders (code) INCLUDE (note);",
            1),
        arguments("index of a partitioned table", "CREATE INDEX events_kind ON events (kind);", 1),
        arguments(
            "foreign key",
            "ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;",
            1),
        arguments(
            "foreign key without a name",
            "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers;",
            1),
        arguments(
            "foreign key of a partitioned table",
            "ALTER TABLE events ADD CONSTRAINT events_customer FOREIGN KEY (customer_id) REFERENCES customers (id);",
            1),
        arguments(
            "foreign key to a partitioned table",
            "ALTER TABLE orders ADD COLUMN log_at timestamptz, ADD CONSTRAINT orders_log FOREIGN KEY (id, log_at) REFERENCES logs;",
            1),
        arguments("check", "ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0);", 1),
        arguments("check without a name", "ALTER TABLE orders ADD CHECK (total > 0);", 1),
        arguments(
            "check of a partitioned table",
            "ALTER TABLE events ADD CONSTRAINT low CHECK (id < 1000);",
            1),
        arguments("not null", "ALTER TABLE orders ALTER COLUMN total SET NOT NULL;", 1),
        arguments(
            "unique",
            "ALTER TABLE orders ADD CONSTRAINT orders_code_key UNIQUE (code) DEFERRABLE INITIALLY DEFERRED;",
            1),
        arguments("unique without a name", "ALTER TABLE orders ADD UNIQUE (code, total);", 1),
        arguments("primary key", "ALTER TABLE loose ADD PRIMARY KEY (code, id);", 1),
        arguments(
            "primary key in place of another",
            "-- drydock: allow drop constraint carts.carts_pkey because it grows\nALTER TABLE carts DROP CONSTRAINT carts_pkey, ADD PRIMARY KEY (id, code);",
            1),
        arguments(
            "unique in place of another of that name",
            "-- drydock: allow drop constraint carts.carts_code because it grows\nALTER TABLE carts DROP CONSTRAINT carts_code, ADD CONSTRAINT carts_code UNIQUE (code, total);",
            1),
        arguments(
            "foreign key in place of another of that name",
            "-- drydock: allow drop constraint carts.carts_customer because it cascades now\nALTER TABLE carts DROP CONSTRAINT carts_customer, ADD CONSTRAINT carts_customer FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE;",
            1),
        arguments(
            "check in place of another",
            "-- drydock: allow drop constraint carts.low because it is higher\nALTER TABLE carts DROP CONSTRAINT low, ADD CONSTRAINT higher CHECK (total > 0);",
            1),
        arguments(
            "column in place of another of that name",
            "-- drydock: allow drop column carts.total because it is new\nALTER TABLE carts DROP COLUMN total, ADD COLUMN total double precision NOT NULL DEFAULT 1 + 0 * random();",
            1),
        arguments(
            "column with a foreign key in place of another of that name",
            "-- drydock: allow drop column carts.total because it is new\nALTER TABLE carts DROP COLUMN total, ADD COLUMN total bigint REFERENCES customers (id);",
            1),
        arguments(
            "index of a partitioned table that includes columns",
            "CREATE INDEX events_more ON events (kind, id) INCLUDE (customer_id);",
            1),
        arguments("key of a partitioned table", "ALTER TABLE events ADD PRIMARY KEY (id, at);", 1),
        arguments(
            "constant column stays quick",
            "ALTER TABLE orders ADD COLUMN paid boolean NOT NULL DEFAULT false;",
            0),
        arguments(
            "column with a foreign key",
            "ALTER TABLE orders ADD COLUMN agent_id bigint REFERENCES customers (id) ON DELETE SET NULL;",
            1),
        arguments(
            "column with a check",
            "ALTER TABLE orders ADD COLUMN rate numeric(5, 2) NOT NULL DEFAULT 0 CHECK (rate >= 0), ADD COLUMN IF NOT EXISTS seen date;",
            1),
        arguments("unique column", "ALTER TABLE orders ADD COLUMN slug text UNIQUE;", 1),
        arguments(
            "volatile default",
            "ALTER TABLE orders ADD COLUMN token double precision NOT NULL DEFAULT 1 + 0 * random();",
            1),
        arguments("serial", "ALTER TABLE customers ADD COLUMN number serial;", 1),
        arguments(
            "identity",
            "ALTER TABLE customers ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;",
            1),
        arguments(
            "drop index",
            "-- drydock: allow drop index orders_note_idx because unused\nDROP INDEX orders_note_idx;",
            1),
        arguments(
            "attach a partition",
            "ALTER TABLE events ATTACH PARTITION spare FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
            1),
        arguments(
            "attach beside a default partition",
            "ALTER TABLE logs ATTACH PARTITION logs_2026 FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);",
            1),
        arguments(
            "a partition beside a default partition",
            "CREATE TABLE IF NOT EXISTS logs_2027 PARTITION OF logs FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');",
            1),
        arguments(
            "attach to a table with deferrable keys",
            "ALTER TABLE ranks ATTACH PARTITION ranks_2 FOR VALUES FROM (1) TO (150);",
            1),
        arguments(
            "attach to a table with deferrable keys what has keys of its own",
            "ALTER TABLE ranks ATTACH PARTITION ranks_3 FOR VALUES FROM (200) TO (400);",
            1),
        arguments(
            "attach by a list",
            "ALTER TABLE kinds ATTACH PARTITION kinds_a FOR VALUES IN ('a', NULL);",
            1),
        arguments(
            "attach as written",
            "-- drydock: plain\nALTER TABLE kinds ATTACH PARTITION kinds_a FOR VALUES IN ('a', NULL);",
            0),
        arguments(
            "detach a partition",
            "-- drydock: allow detach partition events_2024 because it is old\nALTER TABLE events DETACH PARTITION events_2024;",
            1),
        arguments(
            "detach a divided partition",
            "-- drydock: allow detach partition public.events_2025 because it is old\nALTER TABLE events DETACH PARTITION events_2025;",
            1),
        arguments(
            "detach beside a default partition",
            "-- drydock: allow detach partition logs_2024 because it is old\nALTER TABLE logs DETACH PARTITION logs_2024;",
            0),
        arguments(
            "detach as written",
            "-- drydock: allow detach partition events_2024 because it is old\n-- drydock: plain\nALTER TABLE events DETACH PARTITION events_2024;",
            0),
        arguments(
            "not null of a partitioned table",
            "ALTER TABLE events ALTER COLUMN customer_id SET NOT NULL;",
            1),
        arguments(
            "not null of one partition",
            "ALTER TABLE events_2024 ALTER COLUMN customer_id SET NOT NULL;",
            1),
        arguments("not null with children", "ALTER TABLE parents ALTER COLUMN v SET NOT NULL;", 1),
        arguments(
            "identity of a column that has rows",
            "ALTER TABLE loose ALTER COLUMN id SET NOT NULL, ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (START WITH 1000);",
            1),
        arguments(
            "identity of a column that is not null stays quick",
            "ALTER TABLE orders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (START WITH 1000);",
            0),
        arguments("index of a materialized view", "CREATE INDEX totals_sum ON totals (total);", 1),
        arguments("reindex", "REINDEX INDEX orders_note_idx;", 1),
        arguments("as written", "CREATE INDEX CONCURRENTLY orders_total ON orders (total);", 1),
        arguments("vacuum", "VACUUM (ANALYZE) orders;", 1),
        arguments(
            "several parts",
            "ALTER TABLE orders ADD COLUMN a int, ALTER COLUMN total SET NOT NULL, ADD COLUMN b int, ADD CHECK (a > 0);",
            1),
        arguments(
            "settings of the file hold",
            "SET search_path = public; SET ROLE NONE; CREATE INDEX orders_total ON orders (total); CREATE TABLE more (id int);",
            1),
        arguments(
            "in the middle",
            "CREATE TABLE before (id int); CREATE INDEX orders_total ON orders (total); CREATE TABLE after (id int); INSERT INTO after VALUES (1);",
            1),
        arguments("plain", "-- drydock: plain\nCREATE INDEX orders_total ON orders (total);", 0),
        arguments(
            "backfill",
            "-- drydock: allow update rows orders because the note is made of the code\n-- drydock: backfill in batches of 50\nUPDATE orders SET note = code || '!' WHERE id > 20;",
            1));
  }

  /** What the server names by itself, each otherwise. */
  static Stream<Arguments> casesWithoutNames() {
    return Stream.of(
        arguments(
            "checks without names",
            "ALTER TABLE orders ADD CHECK (total > 0), ADD CHECK (total < 1000000), ADD CHECK (total > -1) NOT VALID, ADD CHECK (id > 0 AND total > 0), ADD CHECK (true);",
            1),
        arguments(
            "keys without names",
            "ALTER TABLE orders ADD UNIQUE (code), ADD UNIQUE (code, total), ADD UNIQUE (code);",
            1),
        arguments(
            "foreign keys without names",
            "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers, ADD FOREIGN KEY (customer_id) REFERENCES customers (id);",
            1),
        arguments(
            "unique that includes columns",
            "ALTER TABLE orders ADD UNIQUE (code) INCLUDE (note);",
            1),
        arguments(
            "unique column, deferrable",
            "ALTER TABLE orders ADD COLUMN slug text UNIQUE DEFERRABLE INITIALLY DEFERRED;",
            1),
        arguments(
            "column with checks of its own and of the table",
            "ALTER TABLE orders ADD COLUMN z double precision DEFAULT 1 + 0 * random() CHECK (z >= 0) CHECK (z < 2), ADD CHECK (z > -1);",
            1),
        arguments(
            "indexes of the same columns",
            "CREATE INDEX ON orders (total); CREATE INDEX ON orders (total) WHERE total > 5; CREATE INDEX ON orders (total DESC);",
            3),
        arguments(
            "indexes of a partitioned table of the same columns",
            "CREATE INDEX ON events (kind); CREATE INDEX ON events (kind) WHERE id > 5;",
            2),
        arguments(
            "indexes of expressions",
            "CREATE INDEX named ON events (lower(kind)); CREATE INDEX named2 ON events (upper(kind), lower(kind), (lower(kind))); CREATE INDEX ON orders (lower(note), total); CREATE INDEX ON events (pg_catalog.abs(id));",
            4),
        arguments(
            "a table before an index of its name",
            "CREATE TABLE orders_total_idx (id int); CREATE INDEX ON orders (total);",
            1),
        arguments(
            "foreign keys in two statements",
            "ALTER TABLE carts ADD CONSTRAINT carts_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID; ALTER TABLE carts ADD FOREIGN KEY (customer_id) REFERENCES customers; ALTER TABLE carts ADD FOREIGN KEY (customer_id) REFERENCES customers;",
            2),
        arguments(
            "checks in two statements, one of them quick",
            "ALTER TABLE orders ADD CHECK (total > 0) NOT VALID; ALTER TABLE orders ADD CHECK (total > -1); ALTER TABLE orders ADD CHECK (total > -2);",
            2),
        arguments(
            "names of many bytes",
            "ALTER TABLE \"ünïcödé_ünïcödé_ünïcödé_ünïcödé_ünïcö\" ADD CHECK (\"ünïcödé_ünïcödé_ünïcödé\" > 0); CREATE INDEX ON \"ünïcödé_ünïcödé_ünïcödé_ünïcödé_ünïcö\" (\"ünïcödé_ünïcödé_ünïcödé\");",
            2),
        arguments(
            "not null whose helper has its name taken",
            "ALTER TABLE orders ADD CONSTRAINT orders_total_drydock_not_null CHECK (total < 1000000) NOT VALID; ALTER TABLE orders ALTER COLUMN total SET NOT NULL;",
            1),
        arguments(
            "indexes that partitions have already",
            "CREATE INDEX ON posts (v) WHERE k > 5; CREATE UNIQUE INDEX named ON posts (k, id); CREATE INDEX desc_idx ON posts (lower(v) DESC); CREATE INDEX asc_idx ON posts (v);",
            4),
        arguments(
            "unique that a partition has already",
            "ALTER TABLE posts ADD CONSTRAINT posts_own UNIQUE (id, k);",
            1),
        arguments(
            "deferrable unique that a partition has already, not deferrable",
            "ALTER TABLE posts ADD CONSTRAINT posts_own UNIQUE (id, k) DEFERRABLE;",
            1),
        arguments(
            "primary key that a partition has already",
            "ALTER TABLE notes ADD PRIMARY KEY (id, k);",
            1),
        arguments(
            "keys of the partitioned table alone",
            "ALTER TABLE ONLY posts ADD CONSTRAINT posts_alone UNIQUE (k, id);",
            0),
        arguments(
            "a column twice, if it does not exist",
            "ALTER TABLE orders ADD COLUMN IF NOT EXISTS q int DEFAULT 3, ADD COLUMN IF NOT EXISTS q serial;",
            0),
        arguments(
            "new columns whose not null has a name",
            "ALTER TABLE orders ADD COLUMN z double precision CONSTRAINT called NOT NULL DEFAULT 1 + 0 * random();",
            1),
        arguments(
            "not null of a parent alone",
            "ALTER TABLE ONLY parents ALTER COLUMN v SET NOT NULL;",
            1),
        arguments(
            "not null of a table alone that has no children",
            "ALTER TABLE ONLY orders ALTER COLUMN total SET NOT NULL;",
            1),
        arguments(
            "foreign key that partitions have already",
            "ALTER TABLE trips ADD FOREIGN KEY (customer_id) REFERENCES customers;",
            1),
        arguments(
            "attach to a table with a foreign key to a partitioned one",
            "ALTER TABLE visits ATTACH PARTITION visits_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
            1),
        arguments(
            "names that are free again",
            "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers; ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey; ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE; ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey; ALTER TABLE orders ADD CHECK (total > 0); ALTER TABLE orders DROP CONSTRAINT orders_total_check; ALTER TABLE orders ADD CHECK (total > -1); CREATE INDEX ON orders (code); DROP INDEX orders_code_idx; CREATE INDEX ON orders (code, total); CREATE INDEX ON orders (code);",
            7),
        arguments(
            "a key that was there, dropped and made anew",
            "-- drydock: allow drop constraint carts.carts_code because it is deferrable now\n-- drydock: allow drop constraint carts.carts_pkey because it grows\nALTER TABLE carts DROP CONSTRAINT carts_code; ALTER TABLE carts ADD UNIQUE (code) DEFERRABLE; ALTER TABLE carts DROP CONSTRAINT carts_code_key; ALTER TABLE carts ADD UNIQUE (code); ALTER TABLE carts DROP CONSTRAINT carts_pkey; ALTER TABLE carts ADD PRIMARY KEY (id, code);",
            3),
        arguments(
            "an index of a partitioned table, dropped and made anew",
            "CREATE INDEX ON events (kind); DROP INDEX events_kind_idx; CREATE INDEX ON events (kind);",
            2),
        arguments(
            "a constraint of the run that it renames",
            "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers; ALTER TABLE orders RENAME CONSTRAINT orders_customer_id_fkey TO zz; ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers; ALTER TABLE orders ADD UNIQUE (code); ALTER TABLE orders RENAME CONSTRAINT orders_code_key TO other_key; ALTER TABLE orders ADD UNIQUE (code);",
            4),
        arguments("serial key", "ALTER TABLE loose ADD COLUMN number bigserial PRIMARY KEY;", 1));
  }

  /** What nobody can know by the files alone. */
  static Stream<Arguments> casesThatTheDatabaseDecides() {
    return Stream.of(
        arguments(
            "serial whose sequence's name is taken",
            "ALTER TABLE customers ADD COLUMN count serial;",
            1),
        arguments(
            "names that another table's parts have",
            "ALTER TABLE orders ADD UNIQUE (note), ADD CHECK (note <> '?');",
            1),
        arguments(
            "check whose rows are in a child",
            "ALTER TABLE empty ADD CONSTRAINT low CHECK (v > 0);",
            1),
        arguments(
            "not null whose rows are in a child",
            "ALTER TABLE empty ALTER COLUMN v SET NOT NULL;",
            1),
        arguments(
            "volatile default whose rows are in a child",
            "ALTER TABLE empty ADD COLUMN w double precision NOT NULL DEFAULT 1 + 0 * random();",
            1));
  }

  /** What only some versions know, or take. */
  static Stream<Arguments> casesOfThisVersion() {
    return TestServer.testedMajor() >= 18
        ? Stream.of(
            arguments(
                "not null that was noted",
                "ALTER TABLE orders ADD CONSTRAINT noted NOT NULL total NOT VALID;",
                0))
        : Stream.of();
  }

  /** As written, the table never is without its key; and where the new one fails, it keeps it. */
  @Test
  void whatIsReplacedGoesInTheTransactionInWhichTheNewOneComes() {
    try (TestDatabase safe = TestServer.shared().newDatabaseWithOwner()) {
      safe.execute(SETUP);
      safe.execute("INSERT INTO carts VALUES (1000, 1, 1, NULL)");
      Project project =
          new Project(folder, safe)
              .largeFrom(20)
              .file(
                  "0001_change",
                  "-- drydock: allow drop constraint carts.carts_pkey because it grows\nALTER TABLE carts DROP CONSTRAINT carts_pkey, ADD PRIMARY KEY (id, code);");
      MigrationPlan plan = project.service().dryRun().result();
      List<String> statements = plan.steps().get(0).statements();
      int drop = statements.indexOf("ALTER TABLE \"public\".\"carts\" DROP CONSTRAINT carts_pkey");
      assertThat(drop).isEqualTo(statements.size() - 2);
      assertThat(statements.get(drop + 1)).contains("\"carts_pkey\" PRIMARY KEY USING INDEX");

      assertThatThrownBy(() -> project.migrate(plan.digest())).hasMessageContaining("code");

      assertThat(
              safe.<String>value(
                  "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'carts'::regclass AND contype = 'p'"))
          .isEqualTo("PRIMARY KEY (id)");
      safe.execute("UPDATE carts SET code = 'late' WHERE id = 1000");
      project.migrate(project.service().dryRun().result().digest());
      assertThat(
              safe.<String>value(
                  "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'carts'::regclass AND contype = 'p'"))
          .isEqualTo("PRIMARY KEY (id, code)");
    }
  }

  @Test
  void anIndexCoversAPartitionThatTheRunItselfAttached() throws IOException {
    String sql =
        "ALTER TABLE events ATTACH PARTITION spare FOR VALUES FROM ('2026-01-01') TO ('2027-01-01'); CREATE INDEX events_kind ON events (kind);";
    Path plainFolder = Files.createDirectory(folder.resolve("plain"));
    Path onlineFolder = Files.createDirectory(folder.resolve("online"));
    try (TestDatabase written = TestServer.shared().newDatabaseWithOwner();
        TestDatabase safe = TestServer.shared().newDatabaseWithOwner()) {
      written.execute(SETUP);
      safe.execute(SETUP);
      byHand(written, plainFolder, sql);
      Project project =
          new Project(onlineFolder, safe)
              .largeFrom(20)
              .lint(LintMode.WARN)
              .file("0001_change", sql);
      project.migrate(project.service().dryRun().result().digest());
      assertThat(differences(written, safe)).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"cases", "casesWithoutNames", "casesThatTheDatabaseDecides", "casesOfThisVersion"})
  void endsAsTheStatementAsWritten(String name, String sql, int online) throws IOException {
    endsAlike(SETUP, sql, online);
  }

  private void endsAlike(String setup, String sql, int online) throws IOException {
    Path plainFolder = Files.createDirectory(folder.resolve("plain"));
    Path onlineFolder = Files.createDirectory(folder.resolve("online"));
    try (TestDatabase written = TestServer.shared().newDatabaseWithOwner();
        TestDatabase safe = TestServer.shared().newDatabaseWithOwner()) {
      written.execute(setup);
      safe.execute(setup);
      byHand(written, plainFolder, sql);
      Project project = new Project(onlineFolder, safe).largeFrom(20).file("0001_change", sql);
      MigrationPlan plan = project.service().dryRun().result();

      assertThat(plan.refusals()).isEmpty();
      assertThat(plan.steps().stream().map(PlanStep::lane).filter("online"::equals))
          .hasSize(online);
      assertThat(project.migrate(plan.digest()).executed()).hasSize(1);
      assertThat(differences(written, safe)).isEmpty();
      assertThat(project.service().dryRun().result().wouldExecute()).isEmpty();
    }
  }

  /** Names that mean something else where they are not quoted, in a schema that nobody searches. */
  private static final String ODD_SETUP =
      """
      CREATE SCHEMA "O""dd Shop";
      CREATE TABLE "O""dd Shop"."Kun den" ("Nr" bigint PRIMARY KEY, "E-Mail" text NOT NULL);
      INSERT INTO "O""dd Shop"."Kun den" SELECT n, 'c' || n FROM generate_series(1, 50) n;
      CREATE TABLE "O""dd Shop"."Or'ders" ("Nr" bigint PRIMARY KEY, "Kun de" bigint, "To tal" integer, code text, "select" text);
      INSERT INTO "O""dd Shop"."Or'ders" SELECT n, 1 + n % 50, n, 'k' || n, 's' FROM generate_series(1, 300) n;
      CREATE INDEX "a b" ON "O""dd Shop"."Or'ders" ("select");
      CREATE INDEX "c;d" ON "O""dd Shop"."Or'ders" (code);
      CREATE TABLE "O""dd Shop"."Frei" AS SELECT "Nr", code FROM "O""dd Shop"."Or'ders";
      CREATE TABLE "O""dd Shop"."Teile" ("Nr" bigint NOT NULL, "We rt" int) PARTITION BY RANGE ("Nr");
      CREATE TABLE "O""dd Shop"."T%1" PARTITION OF "O""dd Shop"."Teile" FOR VALUES FROM (1) TO (1000);
      CREATE TABLE "O""dd Shop"."T%2" ("Nr" bigint NOT NULL, "We rt" int);
      INSERT INTO "O""dd Shop"."Teile" SELECT n, n FROM generate_series(1, 100) n;
      INSERT INTO "O""dd Shop"."T%2" SELECT 1000 + n, n FROM generate_series(1, 100) n;
      CREATE TABLE "O""dd Shop"."Me hr" ("Nr" bigint NOT NULL, "We rt" int) PARTITION BY RANGE ("Nr");
      CREATE TABLE "O""dd Shop"."Me hr 1" PARTITION OF "O""dd Shop"."Me hr" FOR VALUES FROM (1) TO (1000);
      INSERT INTO "O""dd Shop"."Me hr" SELECT n, n FROM generate_series(1, 100) n;
      CREATE MATERIALIZED VIEW "O""dd Shop"."Sum men" AS SELECT "Kun de", sum("To tal") FROM "O""dd Shop"."Or'ders" GROUP BY 1;
      CREATE UNIQUE INDEX ON "O""dd Shop"."Sum men" ("Kun de");
      ANALYZE;
      """;

  private static final String ODD =
      """
      -- drydock: allow drop index "O""dd Shop"."a b" because unused
      -- drydock: allow update rows "O""dd Shop"."Or'ders" because it is an example
      CREATE INDEX ON "O""dd Shop"."Or'ders" ("To tal", "Kun de");
      CREATE UNIQUE INDEX "Ein'e" ON "O""dd Shop"."Or'ders" ("Nr", "To tal");
      ALTER TABLE "O""dd Shop"."Or'ders" ADD FOREIGN KEY ("Kun de") REFERENCES "O""dd Shop"."Kun den";
      ALTER TABLE "O""dd Shop"."Or'ders" ADD CONSTRAINT "po s'" CHECK ("To tal" > 0);
      ALTER TABLE "O""dd Shop"."Or'ders" ALTER COLUMN "To tal" SET NOT NULL;
      ALTER TABLE "O""dd Shop"."Or'ders" ADD UNIQUE ("Kun de", "Nr");
      ALTER TABLE "O""dd Shop"."Frei" ADD PRIMARY KEY ("Nr");
      ALTER TABLE "O""dd Shop"."Kun den" ADD COLUMN "Zahl" bigint GENERATED ALWAYS AS IDENTITY;
      ALTER TABLE "O""dd Shop"."Frei" ADD COLUMN "Se rie" serial;
      ALTER TABLE "O""dd Shop"."Or'ders" ADD COLUMN "Zu'fall" double precision NOT NULL DEFAULT 1 + 0 * random();
      DROP INDEX "O""dd Shop"."a b";
      REINDEX INDEX "O""dd Shop"."c;d";
      ALTER TABLE "O""dd Shop"."Teile" ATTACH PARTITION "O""dd Shop"."T%2" FOR VALUES FROM (1000) TO (2000);
      ALTER TABLE "O""dd Shop"."Me hr" ADD CONSTRAINT "Grö ße" CHECK ("We rt" < 5000);
      CREATE INDEX ON "O""dd Shop"."Me hr" ("We rt");
      REFRESH MATERIALIZED VIEW "O""dd Shop"."Sum men";
      -- drydock: backfill in batches of 50
      UPDATE "O""dd Shop"."Or'ders" SET "select" = code || '!' WHERE "Nr" > 20;
      """;

  @Test
  void oddNamesAreQuotedWhereverAFormWritesThem() throws IOException {
    endsAlike(ODD_SETUP, ODD, 17);
  }

  @Test
  void aViewIsRefreshedBesideItsReaders() {
    try (TestDatabase safe = TestServer.shared().newDatabaseWithOwner()) {
      safe.execute(SETUP);
      safe.execute("UPDATE orders SET total = total + 1");
      Project project =
          new Project(folder, safe)
              .hazardous(1, 20)
              .file("0001_refresh", "REFRESH MATERIALIZED VIEW totals;");

      assertThat(project.service().dryRun().result().steps())
          .flatExtracting(PlanStep::statements)
          .containsExactly("REFRESH MATERIALIZED VIEW CONCURRENTLY totals");
      project.migrate();
      assertThat(safe.<Long>value("SELECT sum(total)::bigint FROM totals"))
          .isEqualTo(safe.<Long>value("SELECT sum(total)::bigint FROM orders"));
    }
  }

  /** What psql would do with the file, one statement after the other. */
  static void byHand(TestDatabase database, Path folder, String sql) {
    boolean outside = sql.contains("CONCURRENTLY") || sql.contains("VACUUM");
    if (outside) {
      database.execute(sql);
      database.execute(
          "CREATE TABLE schema_migrations (id text PRIMARY KEY, executed_at timestamptz NOT NULL DEFAULT now())");
    }
    Project plain =
        new Project(folder, database)
            .offline()
            .file(
                "0001_change",
                outside ? "SELECT 1;" : sql.replaceAll("-- drydock: backfill.*", ""));
    plain.migrate(plain.service().dryRun().result().digest());
  }

  /** What only one of the two has. */
  static List<String> differences(TestDatabase written, TestDatabase safe) {
    var missing = new ArrayList<>(lines(written));
    lines(safe).forEach(missing::remove);
    var surplus = new ArrayList<>(lines(safe));
    lines(written).forEach(surplus::remove);
    return Stream.concat(
            missing.stream().map("missing: "::concat), surplus.stream().map("surplus: "::concat))
        .toList();
  }

  /** Without the journal, which only a run with online steps makes. */
  private static List<String> lines(TestDatabase database) {
    database.execute("DROP TABLE IF EXISTS drydock_steps");
    return Picture.of(database).lines().stream()
        .filter(line -> !line.startsWith("history "))
        .toList();
  }
}
