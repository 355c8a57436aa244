package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.execution.PlanStep;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A column that moves ends as the statement as written, but for its place; or it is refused. */
class MovedColumnIT {

  private static final String SETUP =
      """
      CREATE TABLE orders (
        id serial PRIMARY KEY, total integer NOT NULL DEFAULT 7 CHECK (total > 0), note text, code varchar(20),
        rate numeric(8, 2), flag smallint UNIQUE DEFERRABLE INITIALLY DEFERRED, at timestamp, lines integer[], "Odd" integer,
        CONSTRAINT both_low CHECK (total + "Odd" < 100000) NOT VALID);
      INSERT INTO orders (total, note, code, rate, flag, at, lines, "Odd")
        SELECT n, 'n' || n, 'k' || n, n / 3.0, n, timestamp '2024-01-01' + n * interval '1 hour', ARRAY[n, n + 1], CASE WHEN n % 3 = 0 THEN n END
          FROM generate_series(1, 400) n;
      CREATE INDEX orders_total_idx ON orders (total DESC, note) INCLUDE (code) WITH (fillfactor = 70);
      CREATE INDEX orders_some ON orders ((total * 2)) WHERE total > 5;
      CREATE UNIQUE INDEX orders_odd ON orders ("Odd");
      COMMENT ON COLUMN orders.total IS 'what''s due';
      COMMENT ON INDEX orders_some IS 'half';
      COMMENT ON CONSTRAINT orders_pkey ON orders IS 'the key';
      COMMENT ON INDEX orders_pkey IS 'its index';
      COMMENT ON INDEX orders_flag_key IS 'only an index has one';
      COMMENT ON INDEX orders_total_idx IS 'plain';
      COMMENT ON CONSTRAINT orders_total_check ON orders IS 'low';
      COMMENT ON SEQUENCE orders_id_seq IS 'serial';
      ALTER TABLE orders ALTER COLUMN total SET STATISTICS 300;
      ALTER TABLE orders ALTER COLUMN total SET (n_distinct = 40);
      CREATE TABLE items (
        id integer GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 2) PRIMARY KEY,
        order_id integer NOT NULL REFERENCES orders ON DELETE CASCADE, parent integer REFERENCES items (id));
      INSERT INTO items (order_id) SELECT 1 + n % 400 FROM generate_series(1, 300) n;
      UPDATE items SET parent = id - 2 WHERE id > 20;
      COMMENT ON CONSTRAINT items_order_id_fkey ON items IS 'whose';
      GRANT USAGE, SELECT ON SEQUENCE items_id_seq TO pg_monitor WITH GRANT OPTION;
      GRANT USAGE ON SEQUENCE items_id_seq TO pg_read_all_stats;
      COMMENT ON SEQUENCE items_id_seq IS 'numbers';
      ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO PUBLIC;
      CREATE INDEX items_order ON items (order_id);
      GRANT SELECT (rate), UPDATE (rate), INSERT (rate) ON orders TO pg_monitor;
      GRANT SELECT (rate) ON orders TO pg_read_all_stats WITH GRANT OPTION;
      GRANT REFERENCES (rate) ON orders TO PUBLIC;
      CREATE STATISTICS orders_rate (ndistinct, mcv) ON rate, note FROM orders;
      CREATE STATISTICS "Rate twice" ON (rate * 2) FROM orders;
      COMMENT ON STATISTICS orders_rate IS 'rates go with notes';
      CREATE SCHEMA "O""dd";
      CREATE TABLE "O""dd"."Or'ders" (
        "I d" serial PRIMARY KEY, "To tal" integer NOT NULL DEFAULT 7 CHECK ("To tal" > 0), "Ab" integer REFERENCES "O""dd"."Or'ders");
      INSERT INTO "O""dd"."Or'ders" ("To tal", "Ab") SELECT n, 1 FROM generate_series(1, 100) n;
      CREATE INDEX "to'tal" ON "O""dd"."Or'ders" ("To tal");
      COMMENT ON COLUMN "O""dd"."Or'ders"."To tal" IS 'due';
      CREATE STATISTICS "O""dd"."b'oth" ON ("To tal" * 2) FROM "O""dd"."Or'ders";
      GRANT SELECT ("To tal") ON "O""dd"."Or'ders" TO pg_monitor;
      ANALYZE "O""dd"."Or'ders";
      CREATE TABLE loose AS SELECT n AS a, n AS b FROM generate_series(1, 100) n;
      ANALYZE orders, items, loose;
      """;

  @TempDir private Path folder;

  static Stream<Arguments> moved() {
    return Stream.of(
        arguments("without a key", "loose.a", "ALTER TABLE loose ALTER COLUMN a TYPE bigint"),
        arguments(
            "not null, default, indexes, check, comment",
            "orders.total",
            "ALTER TABLE orders ALTER COLUMN total TYPE bigint"),
        arguments(
            "serial key that others point at",
            "orders.id",
            "ALTER TABLE orders ALTER COLUMN id TYPE bigint"),
        arguments(
            "identity key that the table itself points at",
            "items.id",
            "ALTER TABLE items ALTER COLUMN id SET DATA TYPE int8"),
        arguments(
            "foreign key",
            "public.items.order_id",
            "ALTER TABLE items ALTER COLUMN order_id TYPE bigint USING order_id::bigint"),
        arguments("deferrable unique", "orders.flag", "ALTER TABLE orders ALTER flag TYPE integer"),
        arguments("to text", "orders.total", "ALTER TABLE orders ALTER COLUMN flag TYPE text"),
        arguments(
            "numeric", "orders.rate", "ALTER TABLE orders ALTER COLUMN rate TYPE numeric(12, 4)"),
        arguments(
            "instants",
            "orders.at",
            "ALTER TABLE orders ALTER COLUMN at TYPE timestamptz USING at AT TIME ZONE 'UTC'"),
        arguments(
            "privileges and extended statistics",
            "orders.rate",
            "ALTER TABLE orders ALTER COLUMN rate TYPE numeric(14, 5)"),
        arguments("array", "orders.lines", "ALTER TABLE orders ALTER COLUMN lines TYPE bigint[]"),
        arguments(
            "quoted name", "orders.\"Odd\"", "ALTER TABLE orders ALTER COLUMN \"Odd\" TYPE bigint"),
        arguments(
            "quoted names everywhere",
            "\"O\"\"dd\".\"Or'ders\".\"To tal\"",
            "ALTER TABLE \"O\"\"dd\".\"Or'ders\" ALTER COLUMN \"To tal\" TYPE bigint"),
        arguments(
            "serial key with quoted names",
            "\"O\"\"dd\".\"Or'ders\".\"I d\"",
            "ALTER TABLE \"O\"\"dd\".\"Or'ders\" ALTER COLUMN \"I d\" TYPE bigint"));
  }

  @Tag("contract")
  @ParameterizedTest(name = "{0}")
  @MethodSource("moved")
  void endsAsTheStatementAsWritten(String name, String column, String sql) throws IOException {
    String declared = name.equals("to text") ? "orders.flag" : column;
    try (TestDatabase written = TestServer.shared().newDatabaseWithOwner();
        TestDatabase safe = TestServer.shared().newDatabaseWithOwner()) {
      written.execute(SETUP);
      commentOnNotNull(written);
      written.execute(sql);
      safe.execute(SETUP);
      commentOnNotNull(safe);
      Project project = project(safe).file("0001_wider", allow(declared) + sql + ";");
      MigrationPlan plan = project.service().dryRun().result();

      assertThat(plan.refusals()).isEmpty();
      assertThat(plan.steps()).extracting(PlanStep::lane).containsExactly("online");
      assertThat(plan.steps().get(0).differences()).anyMatch(d -> d.contains("the last column"));
      var result = project.migrate();
      assertThat(result.executed()).hasSize(1);
      assertThat(result.losses()).isEmpty();
      assertThat(inAnyOrder(safe)).containsExactlyElementsOf(inAnyOrder(written));
    }
  }

  private static void commentOnNotNull(TestDatabase database) {
    if (TestServer.testedMajor() >= 18) {
      database.execute(
          "COMMENT ON CONSTRAINT orders_total_not_null ON orders IS 'always known'",
          "COMMENT ON CONSTRAINT items_id_not_null ON items IS 'a number'");
    }
  }

  private static String allow(String column) {
    return "-- drydock: allow change type %s moving column because it runs out\n".formatted(column);
  }

  private Project project(TestDatabase database) {
    return new Project(folder, database).largeFrom(20);
  }

  /** All that the places of columns do not show in. */
  private static List<String> inAnyOrder(TestDatabase database) {
    var lines = new ArrayList<String>();
    Picture.of(database).lines().stream()
        .filter(line -> !line.contains("drydock_steps") && !line.contains("schema_migrations"))
        .filter(line -> !line.startsWith("row ") && !line.startsWith("history "))
        .map(line -> line.replaceFirst("^(column .*?) \\d+ ", "$1 "))
        .filter(line -> !line.contains("........pg.dropped") && !line.matches("[a-z ]+: \\d+"))
        .forEach(lines::add);
    for (String table : List.of("orders", "items", "loose", "\"O\"\"dd\".\"Or'ders\"")) {
      lines.addAll(
          database.<String>values(
              "SELECT %s || to_jsonb(t)::text FROM %s t"
                  .formatted(SqlQuoting.literal(table), table)));
    }
    lines.addAll(
        database.<String>values(
            """
            SELECT format('comment %s %s', pg_describe_object(classoid, objoid, 0),
                     description) FROM pg_description WHERE objoid >= 16384 AND classoid <> 'pg_extension'::regclass
            UNION ALL
            SELECT format('attribute %s.%s %s %s %s', attrelid::regclass, attname, attidentity, attstattarget, attoptions)
              FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0 AND NOT attisdropped AND attrelid::regclass::text IN ('orders', 'items', 'loose')
            UNION ALL
            SELECT format('privilege %s.%s %s %s %s', attrelid::regclass, attname, g.grantee::regrole, g.privilege_type, g.is_grantable)
              FROM pg_attribute a, aclexplode(a.attacl) g WHERE attrelid >= 16384 AND NOT attisdropped
            UNION ALL
            SELECT format('statistics %s %s', regexp_replace(pg_get_statisticsobjdef(s.oid), '\\s+', ' ', 'g'), stxowner::regrole = CAST(current_user AS regrole)) FROM pg_statistic_ext s
            UNION ALL
            SELECT format('sequence %s', to_jsonb(s) - 'last_value' - 'sequenceowner') FROM pg_sequences s
            UNION ALL
            SELECT format('right on %s %s %s %s', c.oid::regclass, g.grantee::regrole, g.privilege_type, g.is_grantable)
              FROM pg_class c, aclexplode(c.relacl) g WHERE c.relkind = 'S' AND g.grantee <> c.relowner
            UNION ALL
            SELECT format('owned %s by %s', objid::regclass, a.attname) FROM pg_depend d
              JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
             WHERE classid = 'pg_class'::regclass AND deptype IN ('a', 'i') AND objid IN (SELECT oid FROM pg_class WHERE relkind = 'S')
            UNION ALL
            SELECT format('constraint %s.%s %s index %s', conrelid::regclass, conname, convalidated, conindid::regclass) FROM pg_constraint
             WHERE conrelid >= 16384 AND conrelid::regclass::text !~ 'drydock|schema_migrations'
            """));
    lines.sort(null);
    return lines;
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("CREATE VIEW v AS SELECT total FROM orders", "the view public.v"),
        arguments(
            "ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (total * 2) STORED",
            "the generated column twice"),
        arguments("CREATE POLICY p ON orders USING (total > 3)", "the policy p on table orders"),
        arguments(
            "CREATE STATISTICS st ON total, note FROM orders; ALTER STATISTICS st SET STATISTICS 7",
            "the statistics object st, which has a statistics target"),
        arguments(
            "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
            "would fire the trigger touch"),
        arguments(
            "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER zzzz BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
            "the trigger zzzz fires behind"),
        arguments("CREATE TABLE child () INHERITS (orders)", "tables that inherit it"),
        arguments(
            "CREATE FUNCTION tax(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1'; ALTER TABLE orders ADD COLUMN tax integer GENERATED ALWAYS AS (tax(id)) STORED",
            "would compute orders.tax anew"),
        arguments("CREATE PUBLICATION p FOR TABLE orders", "published by p"),
        arguments("CLUSTER orders USING orders_total_idx", "orders_total_idx, which CLUSTER uses"));
  }

  /**
   * The server refuses that as written; with the old column the rows there would lose its value.
   */
  @Test
  void isRefusedWhereRowsAreStoredElsewhere() {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute(SETUP);
      database.execute("CREATE TABLE audit (old orders[])");
      Project project =
          project(database)
              .file(
                  "0001_move",
                  allow("orders.total") + "ALTER TABLE orders ALTER COLUMN total TYPE bigint;");

      assertThat(project.service().dryRun().result().refusals())
          .singleElement()
          .satisfies(
              refusal -> {
                assertThat(refusal.what()).contains("public.audit.old holds whole rows");
                assertThat(refusal.next()).doesNotContain("-- drydock: plain");
              });
    }
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refused")
  void isRefusedWhereSomethingCannotBeCarriedOver(String hangsOnIt, String reason) {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute(SETUP);
      database.execute(hangsOnIt, "ANALYZE orders");
      Project project =
          project(database)
              .file(
                  "0001_wider",
                  allow("orders.total") + "ALTER TABLE orders ALTER COLUMN total TYPE bigint;");

      List<Failure> refusals = project.service().dryRun().result().refusals();

      assertThat(refusals).isNotEmpty();
      assertThat(refusals).anyMatch(r -> r.what().contains(reason));
      assertThat(refusals).anyMatch(r -> r.next().contains("-- drydock: plain"));
    }
  }

  @Test
  void bothChoicesAreToldWhereNothingSaysThatTheColumnMayMove() {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute(SETUP);
      String sql = "ALTER TABLE orders ALTER COLUMN total TYPE bigint;";
      String allowed = "-- drydock: allow change type orders.total because it runs out\n";
      Project project = project(database).file("0001_wider", allowed + sql);

      assertThat(project.service().dryRun().result().refusals())
          .singleElement()
          .satisfies(
              r -> {
                assertThat(r.what()).contains("orders is large");
                assertThat(r.next())
                    .contains(
                        "-- drydock: allow change type public.orders.total moving column because",
                        "-- drydock: plain");
              });

      project.file("0001_wider", allowed + "-- drydock: plain\n" + sql);
      assertThat(project.service().dryRun().result().atomic()).isTrue();
      assertThat(project.migrate().executed()).hasSize(1);
      assertThat(
              database.<Integer>value(
                  "SELECT attnum::int FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'total'"))
          .isEqualTo(2);
    }
  }

  @Test
  void everyWayThatIsToldForSeveralColumnsGoesThrough() {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute(
          "CREATE TABLE \"Field\" (id int PRIMARY KEY, \"posX\" int NOT NULL, \"posY\" int NOT NULL)",
          "INSERT INTO \"Field\" SELECT n, n, n FROM generate_series(1, 100) n",
          "ANALYZE \"Field\"");
      String typeX = "ALTER COLUMN \"posX\" SET DATA TYPE DECIMAL(65,30)";
      String typeY = "ALTER COLUMN \"posY\" SET DATA TYPE DECIMAL(65,30)";
      String defaultX = "ALTER COLUMN \"posX\" SET DEFAULT 0, ";
      String defaultY = "ALTER COLUMN \"posY\" SET DEFAULT 0";
      String alter = "ALTER TABLE \"Field\" ";
      String both = alter + defaultX + typeX + ", " + defaultY + ", " + typeY + ";";
      String x = "public.\"Field\".\"posX\"";
      String y = "public.\"Field\".\"posY\"";
      String stays = "-- drydock: allow change type %s because ";
      Project project = project(database).file("0001_wider", both);

      assertThat(project.service().dryRun().result().refusals())
          .singleElement()
          .satisfies(
              r -> {
                assertThat(r.what()).contains("the statement would move posX, posY");
                assertThat(r.next())
                    .contains("a statement of its own", "-- drydock: plain")
                    .contains(stays.formatted(x), stays.formatted(y))
                    .contains(stays.formatted(x + " moving column"))
                    .contains(stays.formatted(y + " moving column"));
              });

      String allowed = stays.formatted(x) + "a\n" + stays.formatted(y) + "b\n";
      project.file("0001_wider", allowed + "-- drydock: plain\n" + both);
      assertThat(project.service().dryRun().result().refusals()).isEmpty();

      project.file(
          "0001_wider", allow(x) + alter + typeX + ";\n" + alter + defaultX + defaultY + ";");
      assertThat(project.service().dryRun().result().refusals()).isEmpty();
      assertThat(project.migrate().executed()).hasSize(1);
      project.file("0002_wider", allow(y) + alter + typeY + ";");
      assertThat(project.migrate().executed()).hasSize(1);
    }
  }

  static Stream<Arguments> ways() {
    return Stream.of(
        arguments(
            "ALTER TABLE orders ALTER COLUMN raw TYPE text",
            "bytea as text depends on the settings of each session",
            "Add a column of the new type beside it"),
        arguments(
            "ALTER TABLE orders ALTER COLUMN total TYPE bigint, ALTER COLUMN note SET DEFAULT 'x'",
            "other changes stand in the same statement",
            "Give it a statement of its own, in front of all other changes"),
        arguments(
            "ALTER TABLE orders ALTER COLUMN seen TYPE bigint",
            "the view public.seeing",
            "Take that away in a deploy before"),
        arguments(
            "ALTER TABLE orders ALTER COLUMN half TYPE bigint",
            "there is a column drydock_half_new already",
            "If an attempt that was given up left it, drop it in a deploy before"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("ways")
  void theWayThatIsToldFitsTheReason(String sql, String reason, String way) {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute(SETUP);
      database.execute(
          "ALTER TABLE orders ADD COLUMN raw bytea, ADD COLUMN seen int, ADD COLUMN half int, ADD COLUMN drydock_half_new bigint",
          "CREATE VIEW seeing AS SELECT seen FROM orders",
          "ANALYZE orders");
      Project project = project(database).file("0001_wider", sql + ";");

      assertThat(project.service().dryRun().result().refusals())
          .singleElement()
          .satisfies(
              r -> {
                assertThat(r.what()).contains(reason);
                assertThat(r.next())
                    .startsWith(way)
                    .contains("-- drydock: plain above the statement, and -- drydock: allow");
              });
    }
  }

  @Test
  void aGeneratedColumnDoesNotMove() {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute(
          "CREATE TABLE sums (id int PRIMARY KEY, g int GENERATED ALWAYS AS (id * 2) STORED)",
          "INSERT INTO sums SELECT generate_series(1, 100)",
          "ANALYZE sums");
      Project project =
          project(database)
              .file(
                  "0001_wider",
                  allow("public.sums.g") + "ALTER TABLE sums ALTER COLUMN g TYPE bigint;");

      assertThat(project.service().dryRun().result().refusals())
          .anyMatch(r -> r.what().contains("it is generated"));
    }
  }

  @Test
  void whatTheRunItselfHungOnTheColumnIsNotLost() {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute(SETUP);
      Project project =
          project(database)
              .file(
                  "0001_wider",
                  "CREATE INDEX sneaked ON orders (total, code);\n"
                      + allow("orders.total")
                      + "ALTER TABLE orders ALTER COLUMN total TYPE bigint;");

      assertThat(project.service().dryRun().result().refusals())
          .anyMatch(r -> r.what().contains("changed by an earlier statement of this run"));
    }
  }

  static Stream<Arguments> changedBefore() {
    return Stream.of(
        arguments("orders.total", "GRANT UPDATE (total) ON orders TO pg_monitor"),
        arguments("orders.rate", "REVOKE SELECT (rate) ON orders FROM pg_read_all_stats"),
        arguments("orders.rate", "REVOKE SELECT ON orders FROM pg_read_all_stats"),
        arguments(
            "orders.rate", "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM pg_read_all_stats"),
        arguments("orders.total", "COMMENT ON COLUMN orders.total IS 'now'"),
        arguments("orders.total", "COMMENT ON INDEX orders_total_idx IS 'now'"),
        arguments("orders.id", "COMMENT ON INDEX public.orders_pkey IS 'now'"),
        arguments("orders.id", "COMMENT ON CONSTRAINT items_order_id_fkey ON items IS 'now'"),
        arguments("orders.id", "COMMENT ON SEQUENCE orders_id_seq IS 'now'"),
        arguments("orders.rate", "COMMENT ON STATISTICS orders_rate IS 'now'"),
        arguments("orders.total", "ALTER INDEX orders_total_idx SET (fillfactor = 60)"),
        arguments("orders.total", "ALTER INDEX orders_some ALTER COLUMN 1 SET STATISTICS 50"),
        arguments("orders.total", "ALTER INDEX orders_some RENAME TO orders_few"),
        arguments("orders.rate", "ALTER STATISTICS orders_rate SET STATISTICS 50"),
        arguments("orders.rate", "ALTER STATISTICS orders_rate RENAME TO orders_rates"),
        arguments("orders.rate", "DROP STATISTICS orders_rate"),
        arguments("orders.total", "CREATE STATISTICS more ON total, code FROM orders"),
        arguments("orders.id", "ALTER SEQUENCE orders_id_seq OWNED BY NONE"),
        arguments("orders.id", "CREATE SEQUENCE second OWNED BY orders.id"),
        arguments("items.id", "ALTER SEQUENCE items_id_seq INCREMENT BY 5"),
        arguments("items.id", "ALTER SEQUENCE items_id_seq CACHE 7"),
        arguments("items.id", "GRANT UPDATE ON SEQUENCE items_id_seq TO pg_read_all_stats"),
        arguments("items.id", "GRANT UPDATE ON ALL SEQUENCES IN SCHEMA public TO pg_monitor"),
        arguments("items.id", "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO pg_monitor"),
        arguments("orders.total", "CREATE PUBLICATION p FOR TABLE orders"),
        arguments("orders.total", "CREATE VIEW v AS SELECT total FROM orders"),
        arguments("orders.total", "CREATE MATERIALIZED VIEW v AS SELECT total FROM orders"),
        arguments(
            "orders.total",
            "CREATE POLICY p ON loose USING (a IN (SELECT total FROM public.orders))"),
        arguments("orders.total", "CREATE POLICY p ON orders USING (total > 3)"),
        arguments(
            "orders.total",
            "CREATE FUNCTION due() RETURNS bigint BEGIN ATOMIC SELECT sum(total) FROM orders; END"),
        arguments(
            "orders.total",
            "CREATE TRIGGER early BEFORE UPDATE OF total ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("changedBefore")
  void isRefusedBehindWhatChangesWhatHangsOnIt(String column, String before) {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute(SETUP);

      assertThat(behind(before, column, database).service().dryRun().result().refusals())
          .anyMatch(r -> r.what().contains("changed by an earlier statement of this run"));
    }
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "orders.total|GRANT SELECT ON orders TO pg_monitor",
        "orders.total|GRANT SELECT ON ALL TABLES IN SCHEMA public TO pg_monitor",
        "orders.total|GRANT UPDATE (order_id) ON items TO pg_monitor",
        "orders.id|ALTER SEQUENCE orders_id_seq AS bigint NO MAXVALUE",
        "orders.id|GRANT USAGE ON SEQUENCE orders_id_seq TO pg_monitor",
        "orders.id|ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO pg_monitor",
        "orders.total|COMMENT ON INDEX orders_odd IS 'now'",
        "orders.total|CREATE VIEW v AS SELECT id FROM items",
        "orders.total|CREATE TABLE aside (total int)",
      })
  void movesBehindWhatLeavesItAlone(String column, String before) {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute(SETUP);
      Project project = behind(before, column, database);

      assertThat(project.service().dryRun().result().refusals()).isEmpty();
      assertThat(project.migrate().executed()).hasSize(2);
    }
  }

  private Project behind(String before, String column, TestDatabase database) {
    String[] path = column.split("[.]");
    String type = column.equals("orders.rate") ? "numeric(12, 4)" : "bigint";
    return project(database)
        .file("0001_before", before + ";")
        .file(
            "0002_wider",
            allow(column)
                + "ALTER TABLE %s ALTER COLUMN %s TYPE %s;".formatted(path[0], path[1], type));
  }

  @Tag("contract")
  @Test
  void holdsWhileOthersWrite() throws Exception {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute(SETUP);
      database.execute(
          "INSERT INTO orders (total, flag) SELECT 1 + n, NULL FROM generate_series(1, 30000) n",
          "ANALYZE orders");
      var stop = new AtomicBoolean();
      var written = new AtomicInteger();
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(() -> write(database, stop, written));
      while (written.get() == 0 && !writer.isDone()) {
        Thread.sleep(20);
      }
      Project project =
          project(database)
              .file(
                  "0001_wider",
                  allow("orders.total")
                      + allow("orders.id")
                      + "ALTER TABLE orders ALTER COLUMN total TYPE bigint;\nALTER TABLE items ADD COLUMN seen int;\n"
                      + "ALTER TABLE orders ALTER COLUMN id TYPE bigint;");
      assertThat(project.service().dryRun().result().refusals()).isNotEmpty();
      project.file(
          "0001_wider",
          allow("orders.total") + "ALTER TABLE orders ALTER COLUMN total TYPE bigint;");
      assertThat(project.migrate().executed()).hasSize(1);
      project.file(
          "0002_id", allow("orders.id") + "ALTER TABLE orders ALTER COLUMN id TYPE bigint;");
      assertThat(project.migrate().executed()).hasSize(1);
      stop.set(true);
      writer.join();

      assertThat(written.get()).isPositive();
      assertThat(
              database.<Long>value(
                  "SELECT sum(total)::bigint FROM orders WHERE note = 'from the writer'"))
          .isEqualTo(11L * written.get());
      assertThat(
              database.<String>values(
                  "SELECT relname::text FROM pg_class WHERE relname ~ 'drydock_.*new' UNION ALL SELECT proname FROM pg_proc WHERE proname ~ 'drydock' UNION ALL SELECT tgname FROM pg_trigger WHERE tgname ~ 'drydock' UNION ALL SELECT conname FROM pg_constraint WHERE conname ~ 'drydock_.*(new|same)'"))
          .isEmpty();
    }
  }

  private static void write(TestDatabase database, AtomicBoolean stop, AtomicInteger written) {
    try (Connection connection = database.connect();
        var insert =
            connection.prepareStatement(
                "INSERT INTO orders (total, note) VALUES (10, 'from the writer') RETURNING id");
        var update =
            connection.prepareStatement("UPDATE orders SET total = total + 1 WHERE id = ?")) {
      while (!stop.get()) {
        try (var row = insert.executeQuery()) {
          row.next();
          update.setLong(1, row.getLong(1));
        }
        update.executeUpdate();
        written.incrementAndGet();
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
