package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.migration.Finding;
import dev.drydock.migration.Severity;
import dev.drydock.migration.Verdict;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only the live database can tell: who is locked out, and what does not exist. */
class LiveFindingsIT {

  private static final String LOCKS_OUT = "enable-row-security-locks-out";
  private static final String HIDES = "enable-row-security-hides";
  private static final String BEHIND = "work-behind-exclusive-lock";
  private static final String MISSING = "relation-does-not-exist";
  private static final String IN_THE_WAY = "dependent-in-the-way";

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    project = new Project(folder, database);
    database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, owner text)");
    database.execute("CREATE SCHEMA shop", "CREATE TABLE shop.invoices (id bigint PRIMARY KEY)");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private MigrationPlan plan(String... statements) {
    project.file("0001_change", String.join(";\n", statements) + ";");
    return project.service().dryRun().result();
  }

  private static List<String> rules(MigrationPlan plan) {
    return plan.findings().stream().map(Finding::rule).toList();
  }

  private static Finding finding(MigrationPlan plan, String rule) {
    return plan.findings().stream().filter(f -> f.rule().equals(rule)).findFirst().orElseThrow();
  }

  // Queries while a table is locked.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM big",
        "CREATE TABLE copy AS SELECT * FROM big",
        "INSERT INTO shop.invoices SELECT n FROM big",
        "SELECT pg_sleep(3)",
        "CREATE TABLE made AS SELECT * FROM generate_series(1, 1000000)",
      })
  void aLongQueryBehindAStrongLockIsTold(String query) {
    database.execute("CREATE TABLE big AS SELECT generate_series(1, 50000) AS n", "ANALYZE big");
    String altered = "ALTER TABLE orders ADD COLUMN note text";

    assertThat(finding(plan(altered, query), BEHIND).message())
        .startsWith("public.orders stays locked for everybody since an earlier statement");
    assertThat(rules(plan(query, altered))).doesNotContain(BEHIND);
    assertThat(rules(plan(altered, "INSERT INTO shop.invoices SELECT id FROM orders")))
        .doesNotContain(BEHIND);
  }

  // Foreign keys.

  @ParameterizedTest
  @ValueSource(strings = {"public.\"User\"", "public.\"a.b\"", "\"c.d\".\"e.f\""})
  void theTableThatADroppedKeyLocksIsToldByItsName(String parent) {
    database.execute(
        "CREATE SCHEMA \"c.d\"", "CREATE TABLE %s (id int PRIMARY KEY)".formatted(parent));
    String add = "ALTER TABLE orders ADD CONSTRAINT o FOREIGN KEY (id) REFERENCES " + parent;
    String drop = "ALTER TABLE orders DROP CONSTRAINT o";
    String rule = "drop-locks-referenced-table";

    Finding own = finding(plan(add, drop), rule);
    database.execute(add);
    Finding told = finding(plan(drop), rule);

    assertThat(own.object()).isEqualTo(parent);
    assertThat(told.object()).isEqualTo(parent);
    assertThat(own.message()).isEqualTo(told.message()).contains(parent);
  }

  @Test
  void enforcingAForeignKeyTakesNothingAway() {
    assumeTrue(TestServer.testedMajor() >= 18);
    database.execute(
        "CREATE TABLE lines (order_id bigint CONSTRAINT lines_order REFERENCES orders NOT ENFORCED)",
        "INSERT INTO orders SELECT generate_series(1, 500)",
        "INSERT INTO lines SELECT id FROM orders",
        "ANALYZE orders, lines");
    String enforced = "ALTER TABLE lines ALTER CONSTRAINT lines_order ENFORCED";

    Finding told = finding(plan(enforced), "foreign-key-enforced-at-once");
    assertThat(told.severity()).isEqualTo(Severity.HAZARD);
    assertThat(told.message()).contains("while nobody can read or write it");
    assertThat(rules(plan(enforced))).doesNotContain("change-constraint");
    assertThat(rules(plan(enforced + " INITIALLY DEFERRED"))).contains("change-constraint");
    assertThat(new Project(folder, database).largeFrom(20).service().dryRun().result().verdict())
        .isEqualTo(Verdict.REFUSED);

    assertThat(plan(enforced).verdict()).isEqualTo(Verdict.HAZARDS);
    var result = project.migrate();
    assertThat(result.executed()).hasSize(1);
    assertThat(result.losses()).isEmpty();
  }

  // Row security.

  @Test
  void lockingOutARoleThatUsesTheTableIsRefusedUntilDeclared() {
    database.execute("GRANT SELECT ON orders TO pg_monitor");
    String enable = "ALTER TABLE orders ENABLE ROW LEVEL SECURITY";

    MigrationPlan refused = plan(enable);

    assertThat(refused.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(finding(refused, LOCKS_OUT).message()).contains("pg_monitor");
    assertThat(finding(refused, LOCKS_OUT).safe())
        .contains("CREATE POLICY orders_as_before ON orders USING (true);")
        .contains("-- drydock: allow break old code orders because <reason>");
    assertThat(
            plan("-- drydock: allow break old code orders because nobody else reads it\n" + enable)
                .verdict())
        .isEqualTo(Verdict.HAZARDS);
  }

  @Test
  void theSafeWayThatIsShownLocksNobodyOut() {
    database.execute("GRANT SELECT ON orders TO pg_monitor");

    MigrationPlan plan =
        plan(
            "CREATE POLICY orders_as_before ON orders USING (true)",
            "ALTER TABLE orders ENABLE ROW LEVEL SECURITY");

    assertThat(rules(plan)).doesNotContain(LOCKS_OUT).contains(HIDES);
    assertThat(project.migrate().executed()).hasSize(1);
  }

  @Test
  void whereOnlyTheOwnerUsesItNobodyIsLockedOutYet() {
    MigrationPlan plan = plan("ALTER TABLE orders ENABLE ROW LEVEL SECURITY");

    assertThat(plan.verdict()).isEqualTo(Verdict.HAZARDS);
    assertThat(finding(plan, LOCKS_OUT).message()).contains("every role but the owner");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        "ALTER TABLE orders FORCE ROW LEVEL SECURITY, ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY few ON orders AS RESTRICTIVE USING (owner = 'me'); ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        "CREATE POLICY new_ones ON orders FOR INSERT WITH CHECK (true); ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
      })
  void forcedOnItsOwnerWithoutAPolicyItIsRefused(String sql) {
    MigrationPlan plan = plan(sql);

    assertThat(plan.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(plan.findings())
        .anyMatch(f -> f.rule().equals(LOCKS_OUT) && f.message().contains("its owner"));
  }

  @Test
  void forcingWhatIsOnAlreadyLocksTheOwnerOut() {
    database.execute("ALTER TABLE orders ENABLE ROW LEVEL SECURITY");

    assertThat(plan("ALTER TABLE orders FORCE ROW LEVEL SECURITY").verdict())
        .isEqualTo(Verdict.REFUSED);

    database.execute("CREATE POLICY own ON orders USING (owner = current_user)");
    MigrationPlan plan = plan("ALTER TABLE orders FORCE ROW LEVEL SECURITY");
    assertThat(plan.verdict()).isEqualTo(Verdict.HAZARDS);
    assertThat(finding(plan, HIDES).message()).contains("own").contains("its owner");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE notes (id bigint PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        "ALTER TABLE orders FORCE ROW LEVEL SECURITY",
        "ALTER TABLE shop.invoices ENABLE ROW LEVEL SECURITY"
      })
  void whatBindsNobodyAnewIsSilent(String sql) {
    database.execute("ALTER TABLE shop.invoices ENABLE ROW LEVEL SECURITY");

    assertThat(rules(plan(sql))).doesNotContain(LOCKS_OUT, HIDES);
  }

  // What calls a function without naming it.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1 ### 2",
        "SELECT owner || 'x'::shop.checked FROM orders",
        "SELECT CAST('x' AS shop.checked)",
        "ALTER TABLE orders ADD COLUMN x int DEFAULT 1 ### 2",
        "CREATE INDEX ON orders ((id::int ### 2))"
      })
  void whatCallsAFunctionOfSomebodysOwnIsNeverSafe(String sql) {
    database.execute(
        "CREATE FUNCTION wipe(int, int) RETURNS int LANGUAGE sql AS 'DELETE FROM orders RETURNING 1'",
        "CREATE OPERATOR ### (FUNCTION = wipe, LEFTARG = int, RIGHTARG = int)",
        "CREATE FUNCTION looked(text) RETURNS boolean LANGUAGE sql AS 'DELETE FROM orders RETURNING true'",
        "CREATE DOMAIN shop.checked AS text CHECK (looked(VALUE))");

    assertThat(plan(sql).findings()).anyMatch(f -> f.severity() == Severity.UNJUDGED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1 #%% 2",
        "SELECT 'x'::shop.email, 'good'::shop.mood, owner || 'y' FROM orders",
        "SELECT 1 + 2, id::text FROM orders"
      })
  void whatCallsNothingUnknownIsSafe(String sql) {
    database.execute(
        "CREATE FUNCTION twice(int, int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 + $2'",
        "CREATE OPERATOR #%% (FUNCTION = twice, LEFTARG = int, RIGHTARG = int)",
        "CREATE TYPE shop.mood AS ENUM ('good')",
        "CREATE DOMAIN shop.email AS text CHECK (VALUE ~ 'x')");

    assertThat(plan(sql).verdict()).isEqualTo(Verdict.SAFE);
  }

  // What does not exist.

  @Test
  void aMistypedTableIsToldWithTheNameThatWasMeant() {
    MigrationPlan plan = plan("ALTER TABLE ordrs ADD COLUMN IF NOT EXISTS note text");

    assertThat(finding(plan, MISSING).message()).endsWith("Did you mean orders?");
    assertThat(finding(plan, MISSING).severity()).isEqualTo(Severity.HAZARD);
    assertThat(plan.verdict()).isEqualTo(Verdict.HAZARDS);
  }

  @Test
  void whatTheRunRenamedIsNotProposedUnderItsOldName() {
    String message =
        finding(
                plan("ALTER TABLE orders RENAME TO sales", "ALTER TABLE orders ADD COLUMN x int"),
                MISSING)
            .message();

    assertThat(message).doesNotContain("Did you mean");
  }

  @Test
  void whatDoesNotExistIsLockedByNobody() {
    assertThat(
            rules(plan("ALTER TABLE ordrs ADD COLUMN x int", "ALTER TABLE odd ADD COLUMN x int")))
        .doesNotContain("several-strong-locks");
  }

  @Test
  void aTableInAnotherSchemaIsToldWithItsSchema() {
    assertThat(finding(plan("ALTER TABLE invoices ADD COLUMN x int"), MISSING).message())
        .endsWith("Did you mean shop.invoices?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE ordrs SET owner = NULL WHERE owner = 'x'",
        "CREATE INDEX ordrs_owner ON ordrs (owner)",
        "ALTER TABLE orders ADD COLUMN parent bigint REFERENCES clients",
        "CREATE TABLE a (id bigint PRIMARY KEY, o bigint REFERENCES ordrs)",
        "ALTER TABLE ordrs RENAME COLUMN owner TO holder",
        "DROP TABLE ordrs",
        "COMMENT ON TABLE ordrs IS 'x'",
        "CREATE TABLE part PARTITION OF ordrs DEFAULT",
        "LOCK TABLE ordrs",
        "DROP TABLE orders; ALTER TABLE orders ADD COLUMN x int",
        "ALTER TABLE orders RENAME TO purchases; ALTER TABLE orders ADD COLUMN x int",
        "SET search_path TO shop; ALTER TABLE orders ADD COLUMN x int",
        "SELECT 1; INSERT INTO ordrs VALUES (1)",
        "DO $$ BEGIN CREATE TYPE kind AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$; ALTER TABLE ordrs ADD COLUMN x int"
      })
  void whatNeedsATableThatIsNotThereFails(String sql) {
    List<String> statements = Arrays.asList(sql.split("; "));

    assertThat(rules(plan(sql))).contains(MISSING);
    try (TestDatabase other = TestServer.shared().newDatabase()) {
      other.execute(
          "CREATE SCHEMA shop", "CREATE TABLE orders (id bigint PRIMARY KEY, owner text)");
      String last = statements.get(statements.size() - 1);
      String all = "BEGIN; " + sql + "; COMMIT";
      assertThat(catchThrowable(() -> other.execute(all))).as(last).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE IF EXISTS ordrs ADD COLUMN x int",
        "DROP TABLE IF EXISTS ordrs",
        "CREATE TABLE ordrs (id bigint PRIMARY KEY); ALTER TABLE ordrs ADD COLUMN x int",
        "CREATE TEMP TABLE ordrs (id bigint); INSERT INTO ordrs VALUES (1)",
        "CREATE TEMP TABLE ordrs AS SELECT * FROM orders; INSERT INTO pg_temp.ordrs VALUES (1)",
        "SELECT * INTO ordrs FROM orders; ALTER TABLE ordrs ADD COLUMN x int",
        "DO $$ BEGIN CREATE TABLE ordrs (id bigint); END $$; ALTER TABLE ordrs ADD COLUMN x int",
        "DO $$ BEGIN EXECUTE 'CREATE TABLE ordrs (id bigint)'; END $$; ALTER TABLE ordrs ADD COLUMN x int",
        "DO $$ BEGIN IF false THEN DROP TABLE orders; END IF; END $$; ALTER TABLE orders ADD COLUMN x int",
        "DO $$ BEGIN IF to_regclass('ordrs') IS NOT NULL THEN ALTER TABLE ordrs ADD COLUMN x int; END IF; END $$",
        "SET search_path TO shop; ALTER TABLE invoices ADD COLUMN x int",
        "SET LOCAL search_path TO shop, public; ALTER TABLE orders ADD COLUMN x int",
        "SELECT set_config('search_path', 'shop', true); ALTER TABLE invoices ADD COLUMN x int",
        "CREATE SCHEMA inner_one CREATE TABLE things (id bigint); ALTER TABLE inner_one.things ADD COLUMN x int",
        "ALTER SCHEMA shop RENAME TO store; ALTER TABLE store.invoices ADD COLUMN x int",
        "ALTER TABLE shop.invoices SET SCHEMA public; ALTER TABLE invoices ADD COLUMN x int",
        "CREATE TABLE tree (id bigint PRIMARY KEY, parent bigint REFERENCES tree)",
        "CREATE VIEW v AS SELECT id FROM orders; COMMENT ON VIEW v IS 'x'",
        "ALTER TABLE orders RENAME TO purchases; ALTER TABLE purchases ADD COLUMN x int",
        "ALTER TABLE \"orders\" ADD COLUMN x int",
        "ALTER TABLE PUBLIC.ORDERS ADD COLUMN x int",
        "ALTER TABLE U&\"order\\0073\" ADD COLUMN x int",
        "CREATE TABLE t (id serial PRIMARY KEY); ALTER SEQUENCE t_id_seq RESTART 5; GRANT USAGE ON SEQUENCE t_id_seq TO pg_monitor",
        "INSERT INTO schema_migrations (id) VALUES ('x')",
        "CREATE TYPE pair AS (a int, b int); COMMENT ON COLUMN pair.a IS 'x'; ALTER TYPE pair RENAME ATTRIBUTE a TO c",
        "WITH gone AS (DELETE FROM orders RETURNING id) INSERT INTO shop.invoices SELECT id FROM gone"
      })
  void whatIsThereOrMayBeIsSilent(String sql) {
    assertThat(rules(plan(sql))).doesNotContain(MISSING);
  }

  // What stands in the way.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE orders DROP COLUMN owner",
        "ALTER TABLE orders ALTER COLUMN owner TYPE varchar(300)",
        "DROP TABLE orders",
        "DROP VIEW owners",
        "DROP TABLE shop.invoices",
      })
  void whatDependsOnItIsToldAndPostgresRefusesIt(String statement) {
    dependents();

    MigrationPlan plan = plan(statement);

    assertThat(finding(plan, IN_THE_WAY).message())
        .contains(statement.contains("owners") ? "public.of_owners" : "", "refuses to");
    assertThat(catchThrowable(() -> database.execute(statement)))
        .rootCause()
        .hasMessageMatching("(?s).*(other objects depend on it|used by a view or rule).*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE orders DROP COLUMN paid",
        "ALTER TABLE orders ALTER COLUMN paid TYPE bigint",
        "DROP VIEW of_owners; DROP VIEW owners; ALTER TABLE orders DROP COLUMN owner",
        "DROP VIEW owners, of_owners; DROP TABLE orders",
        "DROP VIEW owners CASCADE",
        "DROP TABLE shop.lines, shop.invoices",
        "ALTER TABLE shop.lines DROP CONSTRAINT lines_invoice_fkey; DROP TABLE shop.invoices",
      })
  void whereNothingDependsOnItAnyMoreThereIsNothingToTell(String statements) {
    dependents();

    assertThat(rules(plan(statements))).doesNotContain(IN_THE_WAY);
    database.execute(statements);
  }

  private void dependents() {
    database.execute(
        "ALTER TABLE orders ADD COLUMN paid integer",
        "CREATE VIEW owners AS SELECT owner FROM orders",
        "CREATE VIEW of_owners AS SELECT owner FROM owners",
        "CREATE TABLE shop.lines (invoice bigint REFERENCES shop.invoices)");
  }
}
