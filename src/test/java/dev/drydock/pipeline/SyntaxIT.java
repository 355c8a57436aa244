package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.migration.Finding;
import dev.drydock.migration.Severity;
import dev.drydock.migration.Verdict;
import dev.drydock.postgres.TcpProxy;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every pending statement is shown to the server's grammar, in the round trip of the facts. */
class SyntaxIT {

  /** Valid everywhere; the grammar that Drydock brings along does not know it. */
  private static final String UNKNOWN_TO_US =
      "CREATE TABLE IF NOT EXISTS z AS SELECT x FROM (VALUES (1)) v(x) GROUP BY DISTINCT x;";

  @TempDir private Path folder;
  private TestDatabase database;
  private TcpProxy wire;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    wire = TcpProxy.to(database.port());
    project = new Project(folder, wire.through(database.url()));
  }

  @AfterEach
  void close() {
    wire.close();
    database.close();
  }

  private MigrationPlan plan() {
    return project.service().dryRun().result();
  }

  @Test
  void tellsTheServersWordsAndPlace() {
    project.file("0001_typo", "SELECT 1;\n\nCREATE TABEL \"ä😀\" (id bigint);");

    MigrationPlan plan = plan();

    assertThat(plan.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(plan.findings()).singleElement().satisfies(SyntaxIT::isTheTypo);
    assertThat(project.service().lint(List.of(folder.resolve("0001_typo.sql"))).report().findings())
        .isEqualTo(plan.findings());
  }

  private static void isTheTypo(Finding finding) {
    assertThat(finding.rule()).isEqualTo("syntax-error");
    assertThat(finding.message()).isEqualTo("The server says: syntax error at or near \"TABEL\".");
    assertThat(finding.statement()).isEqualTo(2);
    assertThat(finding.line()).isEqualTo(3);
    assertThat(finding.column()).isEqualTo(8);
  }

  @Test
  void placesAreCountedInCharacters() {
    project.file("0001_typo", "COMMENT ON TABLE \"ä😀\" IZ 'x';");

    assertThat(plan().findings()).extracting(Finding::column).containsExactly(23);
  }

  @Test
  void whatTheServerAcceptsStaysUnjudged() {
    project.file("0001_accepted", UNKNOWN_TO_US);

    assertThat(plan().verdict()).isEqualTo(Verdict.HAZARDS);
    assertThat(plan().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.UNJUDGED);
              assertThat(finding.message()).startsWith("The server parses this");
            });
    assertThat(project.migrate().executed()).hasSize(1);
  }

  @Test
  void nobodyIsAskedWhereTheSettingForbidsIt() {
    project.file("0001_typo", "CREATE TABEL a (id bigint);").withoutServerGrammar();

    assertThat(plan().verdict()).isEqualTo(Verdict.HAZARDS);
    assertThat(plan().findings())
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(tuple("unknown-statement", Severity.UNJUDGED));
  }

  @Test
  void whatOnlyTheServerRejectsIsASyntaxErrorToo() {
    project.file("0001_gone", "CREATE TABLE t (id bigint) WITH OIDS;");

    assertThat(plan().findings())
        .extracting(Finding::rule, Finding::message)
        .contains(tuple("syntax-error", "The server says: syntax error at or near \"OIDS\"."));
  }

  @Test
  void askingCostsNoRoundTripButForThePlaceOfARejection() {
    project.file("0001_table", "CREATE TABLE IF NOT EXISTS t (id bigint PRIMARY KEY);");
    project.file("0002_typo", "CREATE TABEL t (id bigint); CREATE VEIW v AS SELECT 1;");

    long asking = roundTrips();
    project.withoutServerGrammar();

    assertThat(roundTrips()).isEqualTo(asking - 2);
  }

  @Test
  void namesThatTheRunItselfMakesAreNoSyntaxErrors() {
    project.file(
        "0001_own",
        "CREATE SCHEMA s; CREATE TABLE s.t (id bigint PRIMARY KEY); INSERT INTO s.t VALUES (1); CREATE VIEW s.v AS SELECT nothing.f(id) FROM s.t;");

    assertThat(plan().findings()).extracting(Finding::rule).doesNotContain("syntax-error");
  }

  @Test
  void aLaterSegmentsSyntaxErrorIsKnownBeforeTheFirstStays() {
    database.execute("CREATE TABLE big AS SELECT n AS x FROM generate_series(1, 100) AS n");
    project.file("0001_index", "SELECT 1; CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON big (x);");
    project.file("0002_gone", "CREATE TABLE later (id bigint) WITH OIDS;");

    assertThatThrownBy(() -> project.migrate()).hasMessageContaining("OIDS");

    assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'i'")).isZero();
  }

  @Test
  void whereTheServerHasNoPlpgsqlNothingIsAsked() {
    database.executeAsSuperuser("DROP EXTENSION plpgsql");
    project.file("0001_typo", "CREATE TABEL a (id bigint);");

    assertThat(plan().findings()).extracting(Finding::rule).containsExactly("unknown-statement");
  }

  private long roundTrips() {
    long before = wire.roundTrips();
    plan();
    return wire.roundTrips() - before;
  }

  @Test
  void aPasswordIsNeverShownToTheServer() {
    project.file("0001_role", "CREATE ROL app PASSWORD 'hunter2';");

    assertThat(plan().findings()).extracting(Finding::rule).containsExactly("unknown-statement");
  }
}
