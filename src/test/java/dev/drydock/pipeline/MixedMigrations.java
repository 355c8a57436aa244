package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan with online steps, fillings and transactions between them, to be disturbed. */
final class MixedMigrations {

  static final Map<String, String> LARGE = Map.of("DRYDOCK_HAZARD_ROWS", "20");

  /** How many they are. */
  static final long FILES = 15;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private MixedMigrations() {}

  /** A database to run them on, and their files. */
  static TestDatabase prepared(TestServer server, Path folder) {
    TestDatabase database = server.newDatabase();
    database.execute(tables());
    write(project(folder, database));
    return database;
  }

  static String[] tables() {
    return new String[] {
      "CREATE TABLE customers (id bigint PRIMARY KEY, name text)",
      "INSERT INTO customers SELECT n, 'c' || n FROM generate_series(1, 100) n",
      "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total int, fills int)",
      "INSERT INTO orders SELECT n, 1 + n % 100, n, NULL FROM generate_series(1, 3000) n",
      "CREATE TABLE tickets (id serial PRIMARY KEY, label text, points int NOT NULL DEFAULT 3 CHECK (points > 0))",
      "INSERT INTO tickets (label) SELECT 'l' || n FROM generate_series(1, 2000) n",
      "CREATE INDEX tickets_id_label ON tickets (id DESC, label)",
      "CREATE TABLE replies (id int PRIMARY KEY, ticket int NOT NULL REFERENCES tickets ON DELETE CASCADE)",
      "INSERT INTO replies SELECT n, 1 + n % 2000 FROM generate_series(1, 1000) n",
      "CREATE TABLE events (id int, day date NOT NULL, kind text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
      "CREATE INDEX ON events (kind)",
      "CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
      "INSERT INTO events SELECT n, '2024-05-05', 'k' FROM generate_series(1, 300) n",
      "CREATE TABLE events_2025 (id int NOT NULL, day date NOT NULL, kind text)",
      "INSERT INTO events_2025 SELECT n, '2025-05-05', 'k' FROM generate_series(1, 300) n",
      "CREATE TABLE logs (id int NOT NULL, day date NOT NULL, customer_id bigint) PARTITION BY RANGE (day)",
      "CREATE TABLE logs_2024 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
      "CREATE TABLE logs_2025 PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
      "INSERT INTO logs SELECT n, date '2024-01-01' + n, 1 + n % 100 FROM generate_series(1, 600) n",
      "CREATE TABLE numbered (id int NOT NULL, note text)",
      "INSERT INTO numbered SELECT n, 'n' || n FROM generate_series(1, 200) n",
      "CREATE INDEX numbered_note ON numbered (note)",
      "CREATE TABLE meters (id int, area int, fills int, PRIMARY KEY (id, area)) PARTITION BY LIST (area)",
      "CREATE TABLE meters_1 PARTITION OF meters FOR VALUES IN (1)",
      "CREATE TABLE meters_rest PARTITION OF meters DEFAULT",
      "CREATE TABLE meters_0 PARTITION OF meters FOR VALUES IN (0)",
      "INSERT INTO meters SELECT n / 3, n % 3 FROM generate_series(1, 1500) n",
      "CREATE TABLE pets (id int PRIMARY KEY, fills int)",
      "CREATE TABLE dogs (PRIMARY KEY (id)) INHERITS (pets)",
      "INSERT INTO pets SELECT generate_series(1, 500)",
      "INSERT INTO dogs SELECT generate_series(1, 500)",
      "CREATE TYPE mood AS ENUM ('sad')",
      "ANALYZE customers, orders, tickets, replies, events, events_2025, logs, numbered, meters, pets, dogs"
    };
  }

  /** Writes the files; {@code fills} counts how often a row was filled. */
  static Project write(Project project) {
    return project
        .file("0001_tables", "CREATE TABLE notes (id int); INSERT INTO notes VALUES (1);")
        .file("0002_index", "CREATE INDEX orders_total ON orders (total);")
        .file(
            "0003_mixed",
            "INSERT INTO notes VALUES (2); ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers; INSERT INTO notes VALUES (3); CREATE INDEX orders_both ON orders (total, id);")
        .file("0004_more", "INSERT INTO notes VALUES (4); CREATE TABLE extra (id int);")
        .file(
            "0005_fill",
            "-- drydock: allow update rows orders because fills count\n-- drydock: backfill in batches of 300\nUPDATE orders SET fills = coalesce(fills, 0) + 1;")
        .file(
            "0006_filled",
            "ALTER TABLE orders ADD COLUMN rank float8 NOT NULL DEFAULT 1 + 0 * random();")
        .file(
            "0007_key",
            "ALTER TABLE orders ADD CONSTRAINT total_key UNIQUE (total); ALTER TABLE orders ALTER COLUMN total SET NOT NULL;")
        .file(
            "0007b_moves",
            "-- drydock: allow change type tickets.id moving column because ids run out\nALTER TABLE tickets ALTER COLUMN id TYPE bigint;")
        .file(
            "0007c_attach",
            "ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');")
        .file(
            "0007d_detach",
            "-- drydock: allow detach partition events_2024 because it is old\nALTER TABLE events DETACH PARTITION events_2024;")
        .file(
            "0007e_parted",
            "CREATE INDEX logs_customer ON logs (customer_id); ALTER TABLE logs ADD CONSTRAINT logs_of FOREIGN KEY (customer_id) REFERENCES customers; ALTER TABLE logs ADD CHECK (id < 1000); ALTER TABLE logs ADD PRIMARY KEY (id, day);")
        .file(
            "0007f_numbers",
            """
            -- drydock: allow drop index numbered_note because unused
            ALTER TABLE numbered ADD PRIMARY KEY (id);
            ALTER TABLE numbered ADD COLUMN serial serial;
            ALTER TABLE numbered ADD COLUMN own bigint GENERATED BY DEFAULT AS IDENTITY;
            ALTER TABLE numbered ADD UNIQUE (serial), ADD UNIQUE (own);
            DROP INDEX numbered_note;
            """)
        .file(
            "0007g_upkeep",
            "ALTER TABLE customers ADD COLUMN agent_id bigint REFERENCES customers, ADD COLUMN slug text UNIQUE; ALTER TABLE customers ADD CHECK (id > 0); CREATE INDEX CONCURRENTLY customers_name ON customers (name); REINDEX TABLE replies; VACUUM (ANALYZE) replies; ALTER TYPE mood ADD VALUE 'ok'; CREATE TABLE moods (m mood DEFAULT 'ok'); INSERT INTO moods DEFAULT VALUES;")
        .file(
            "0007h_parts",
            """
            -- drydock: allow update rows meters because fills count
            -- drydock: allow update rows pets because fills count
            -- drydock: backfill in batches of 100
            UPDATE meters SET fills = coalesce(fills, 0) + 1;
            -- drydock: backfill in batches of 100
            UPDATE pets SET fills = coalesce(fills, 0) + 1;
            ALTER TABLE meters ADD COLUMN rank float8 NOT NULL DEFAULT 1 + 0 * random();
            """)
        .file("0008_end", "INSERT INTO notes VALUES (5);");
  }

  static Project project(Path folder, TestDatabase database) {
    return new Project(folder, database).largeFrom(20);
  }

  /** The approval of what is pending. */
  static String digest(Path folder, TestDatabase database) {
    return project(folder, database).service().dryRun().result().digest();
  }

  /** What the next run had to do; the status before it never fails, and says what is next. */
  static int completed(Path folder, TestDatabase database) {
    var service = project(folder, database).service();
    assertThat(service.status().result().next()).isNotBlank();
    var result =
        service.migrate(Project.request(Optional.of(digest(folder, database)), PATIENCE)).result();
    assertThat(service.dryRun().result().wouldExecute()).isEmpty();
    assertThat(
            database.<Long>value(
                "SELECT (SELECT count(*) FROM orders WHERE fills IS DISTINCT FROM 1 OR rank IS NULL) + (SELECT count(*) FROM meters WHERE fills IS DISTINCT FROM 1 OR rank IS NULL) + (SELECT count(*) FROM pets WHERE fills IS DISTINCT FROM 1)"))
        .isZero();
    assertThat(
            database.<Long>value(
                "SELECT count(*) FROM numbered WHERE serial IS NOT NULL AND own IS NOT NULL"))
        .isEqualTo(200);
    return result.executed().size();
  }

  /**
   * Whether a database is as one on which nothing disturbed them; but a crash lets sequences skip,
   * so of numbers it counts only that they are there, each once.
   */
  static void assertSame(Picture now, Picture wanted) {
    assertThat(withoutNumbers(now)).containsExactlyInAnyOrderElementsOf(withoutNumbers(wanted));
  }

  private static List<String> withoutNumbers(Picture picture) {
    return picture.lines().stream().filter(line -> !line.startsWith("row of numbered:")).toList();
  }
}
