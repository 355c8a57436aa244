package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.MigrationId;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.postgres.DatabaseUrl;
import dev.drydock.postgres.SchemaFactsReader;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import dev.drydock.sql.Mentions;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What statements are said to lock is what {@code pg_locks} shows that they hold. */
class LockNeedsIT {

  /** Tables and views, by oid. */
  private static final String RELATIONS =
      """
      SELECT c.oid, n.nspname || '.' || c.relname
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'm', 'v')
      """;

  /** Locks of this backend, SHARE UPDATE EXCLUSIVE and up. */
  private static final String HELD =
      """
      SELECT relation, mode FROM pg_locks
       WHERE pid = pg_backend_pid() AND locktype = 'relation'
         AND mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock',
                      'ExclusiveLock', 'AccessExclusiveLock')
      """;

  /** Weakest first. */
  private static final List<String> MODES =
      List.of(
          "ShareUpdateExclusiveLock",
          "ShareLock",
          "ShareRowExclusiveLock",
          "ExclusiveLock",
          "AccessExclusiveLock");

  private static TestDatabase database;

  @BeforeAll
  static void tables() {
    database = TestServer.shared().newDatabase();
    database.execute(
        "CREATE SCHEMA other",
        "CREATE TABLE parent (id int PRIMARY KEY, name text NOT NULL)",
        """
        CREATE TABLE orders (
          id int PRIMARY KEY, parent_id int CONSTRAINT orders_parent_fk REFERENCES parent,
          note text, amount int CONSTRAINT positive CHECK (amount > 0), small varchar(10))
        """,
        "CREATE INDEX orders_note ON orders (note)",
        "CREATE UNIQUE INDEX orders_amount ON orders (amount)",
        "ALTER TABLE orders ADD CONSTRAINT later CHECK (id > 0) NOT VALID",
        "CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION noop()",
        "CREATE POLICY mine ON orders USING (true)",
        "CREATE VIEW shown AS SELECT id FROM orders",
        "CREATE MATERIALIZED VIEW summed AS SELECT count(*) AS n FROM orders",
        "CREATE TABLE events (id int, at date) PARTITION BY RANGE (at)",
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
        "CREATE TABLE events_2 (id int, at date)",
        "CREATE TABLE kin (extra int) INHERITS (orders)");
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE orders ADD COLUMN a int",
        "ALTER TABLE orders ADD COLUMN a int NOT NULL DEFAULT 1",
        "ALTER TABLE orders ADD COLUMN a timestamptz DEFAULT clock_timestamp()",
        "ALTER TABLE ONLY parent ADD COLUMN p int REFERENCES parent",
        "ALTER TABLE parent ADD COLUMN a int REFERENCES orders",
        "CREATE TABLE fresh (id int REFERENCES parent)",
        "CREATE TABLE fresh (id int); ALTER TABLE fresh ADD FOREIGN KEY (id) REFERENCES parent",
        "CREATE TABLE fresh (id int); CREATE INDEX ON fresh (id); DROP TABLE fresh",
        "ALTER TABLE events_2 ADD FOREIGN KEY (id) REFERENCES parent",
        "ALTER TABLE events_2 ADD FOREIGN KEY (id) REFERENCES parent NOT VALID",
        "ALTER TABLE events ADD FOREIGN KEY (id) REFERENCES parent",
        "ALTER TABLE orders ADD CHECK (id > 1)",
        "ALTER TABLE ONLY orders ADD CHECK (id > 1) NO INHERIT NOT VALID",
        "ALTER TABLE orders VALIDATE CONSTRAINT later",
        "ALTER TABLE orders DROP CONSTRAINT orders_parent_fk",
        "ALTER TABLE orders DROP CONSTRAINT positive",
        "ALTER TABLE orders DROP COLUMN note",
        "ALTER TABLE parent ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
        "ALTER TABLE orders ALTER COLUMN note SET DEFAULT ''",
        "ALTER TABLE orders ALTER COLUMN small TYPE text",
        "ALTER TABLE orders ALTER COLUMN amount TYPE bigint",
        "ALTER TABLE orders ALTER COLUMN note SET STATISTICS 200",
        "ALTER TABLE orders ALTER COLUMN note SET STORAGE EXTERNAL",
        "ALTER TABLE orders SET (fillfactor = 80)",
        "ALTER TABLE parent RENAME COLUMN name TO title",
        "ALTER TABLE orders RENAME COLUMN note TO remark",
        "ALTER TABLE orders RENAME TO sales",
        "ALTER TABLE orders RENAME CONSTRAINT orders_parent_fk TO p_fk",
        "ALTER INDEX orders_note RENAME TO o_note",
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE orders REPLICA IDENTITY FULL",
        "ALTER TABLE orders DISABLE TRIGGER touched",
        "ALTER TABLE orders OWNER TO CURRENT_USER",
        "ALTER TABLE events_2 SET SCHEMA other",
        "ALTER TABLE events_2 ADD UNIQUE (id)",
        "ALTER TABLE events_2 SET UNLOGGED",
        "ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES FROM ('2022-01-01') TO ('2023-01-01')",
        "ALTER TABLE events ADD COLUMN more int",
        "ALTER TABLE ONLY events ALTER COLUMN id SET DEFAULT 3",
        "CREATE INDEX ON events (id)",
        "CREATE INDEX ON ONLY events (id)",
        "CREATE TABLE events_3 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
        "CREATE INDEX ON orders (amount)",
        "DROP INDEX orders_note",
        "REINDEX TABLE orders",
        "REINDEX INDEX orders_note",
        "CREATE TRIGGER again AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION noop()",
        "DROP TRIGGER touched ON orders",
        "CREATE POLICY yours ON orders USING (true)",
        "ALTER POLICY mine ON orders USING (false)",
        "DROP POLICY mine ON orders",
        "CREATE RULE never AS ON DELETE TO orders DO INSTEAD NOTHING",
        "TRUNCATE events_2",
        "LOCK TABLE ONLY orders IN SHARE ROW EXCLUSIVE MODE",
        "COMMENT ON TABLE orders IS 'x'",
        "COMMENT ON COLUMN orders.note IS 'x'",
        "DROP TABLE kin",
        "DROP TABLE events_2",
        "REFRESH MATERIALIZED VIEW summed",
        "ANALYZE events_2",
        "INSERT INTO parent VALUES (1, 'a')",
        "UPDATE parent SET name = 'b'",
        "GRANT SELECT ON orders TO PUBLIC",
        "CREATE VIEW another AS SELECT * FROM orders",
        "CREATE TABLE copy AS SELECT * FROM orders",
        "DO $$ BEGIN ALTER TABLE parent ADD COLUMN IF NOT EXISTS a int; END $$",
      })
  void whatIsSaidIsWhatTheServerShows(String sql) throws SQLException {
    Script script = Lab.script("0001_change", sql);

    assertThat(said(script)).isEqualTo(held(script));
  }

  @Test
  void aStatementTakesTheStrongestOfItsActions() {
    Script script =
        Lab.script(
            "0001_change", "ALTER TABLE orders VALIDATE CONSTRAINT later, ADD COLUMN more int");

    LockNeeds needs = LockNeeds.of(List.of(script), Optional.of(facts(script)));

    assertThat(needs.of(new MigrationId("0001_change"), 1))
        .singleElement()
        .hasToString(
            "LockNeed[table=public.orders, mode=ACCESS EXCLUSIVE, recurses=true, certain=true]");
  }

  @Test
  void namesTheFirstStatementThatNeedsATable() {
    Script first = Lab.script("0001_a", "SELECT 1; COMMENT ON TABLE orders IS 'x'");
    Script second = Lab.script("0002_b", "ALTER TABLE orders ADD a int; DROP INDEX orders_note");

    LockNeeds needs = LockNeeds.of(List.of(first, second), Optional.of(facts(first)));

    assertThat(needs.strong())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.migration()).hasToString("0001_a");
              assertThat(one.statement().number()).isEqualTo(2);
              assertThat(one.need().mode()).hasToString("ACCESS EXCLUSIVE");
            });
  }

  private static SchemaFacts facts(Script script) {
    try (Session session = Session.open(DatabaseUrl.parse(database.url()), "test")) {
      return SchemaFactsReader.read(
          session,
          "SELECT 1",
          TestServer.testedMajor() * 10_000,
          Mentions.of(List.of(script)),
          List.of());
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static TreeSet<String> said(Script script) {
    var said = new TreeSet<String>();
    for (LockNeeds.First first : LockNeeds.of(List.of(script), Optional.of(facts(script))).all()) {
      said.add(line(first.need().table().toString(), first.need().mode().toString()));
      if (first.need().recurses()) {
        children(first.need().table().name())
            .forEach(child -> said.add(line(child, first.need().mode().toString())));
      }
    }
    return said;
  }

  private static String line(String table, String mode) {
    return table + " " + mode.replace(" ", "").toUpperCase(Locale.ROOT);
  }

  private static List<String> children(String table) {
    return database.values(
        "SELECT 'public.' || inhrelid::regclass FROM pg_inherits WHERE inhparent = 'public.%s'::regclass"
            .formatted(table));
  }

  /** The strongest mode on each that was there before. */
  private static TreeSet<String> held(Script script) throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      Map<Long, String> existing = pairs(connection, RELATIONS);
      for (Statement statement : script.statements()) {
        try (var sent = connection.createStatement()) {
          sent.execute(statement.text());
        }
      }
      var best = new TreeMap<String, String>();
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery(HELD)) {
        while (rows.next()) {
          String table = existing.get(rows.getLong(1));
          if (table != null) {
            best.merge(table, rows.getString(2), LockNeedsIT::stronger);
          }
        }
      }
      connection.rollback();
      var held = new TreeSet<String>();
      best.forEach((table, mode) -> held.add(line(table, mode.replaceAll("Lock$", ""))));
      return held;
    }
  }

  private static Map<Long, String> pairs(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var pairs = new TreeMap<Long, String>();
      while (rows.next()) {
        pairs.put(rows.getLong(1), rows.getString(2));
      }
      return pairs;
    }
  }

  private static String stronger(String one, String other) {
    return MODES.indexOf(one) >= MODES.indexOf(other) ? one : other;
  }
}
