package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.Finding;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.Severity;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.SafeForm;
import dev.drydock.sql.SafeForms;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Safe forms end in the state of what they stand for, and none of their statements reads or writes
 * a whole table while it keeps others from writing.
 */
@Tag("contract")
class SafeFormsIT {

  private static final Path FILE = Path.of("src/test/resources/lint-corpus/safe-forms.sql");

  /** Statements with a safe form: those of the claims, and odder ones. */
  record Case(String before, String statement, SafeForm form) {
    @Override
    public String toString() {
      return statement;
    }
  }

  static Stream<Case> cases() throws IOException {
    Stream<ClaimsIT.Claim> odd =
        Arrays.stream(Files.readString(FILE).split("(?m)^===== "))
            .skip(1)
            .map(block -> ClaimsIT.Claim.of(block + "\n-- observed: what the form allows"))
            .filter(claim -> claim.holdsOn(TestServer.testedMajor()));
    return Stream.concat(ClaimsIT.claims(), odd)
        .flatMap(claim -> form(claim).map(f -> new Case(claim.before(), claim.run(), f)).stream());
  }

  private static Optional<SafeForm> form(ClaimsIT.Claim claim) {
    Statement statement = Lab.script("0001_change", claim.run()).statements().get(0);
    Meaning meaning = new SqlParser().parse(statement);
    return new SafeForms(
            TestServer.testedMajor(), SafeFormsIT::isPartitioned, (t, c) -> c.equals("sure"))
        .of(meaning);
  }

  private static boolean isPartitioned(QualifiedName table) {
    return table.name().equals("events_by_day");
  }

  @Test
  void thereAreMany() throws IOException {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(25);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void endsInTheSameState(Case test) {
    try (TestDatabase plain = TestServer.shared().newDatabase();
        TestDatabase safe = TestServer.shared().newDatabase()) {
      run(plain, test.before(), List.of(test.statement()));
      run(safe, test.before(), test.form().statements());

      assertThat(safe.<String>value(FixesIT.STATE)).isEqualTo(plain.<String>value(FixesIT.STATE));
    }
  }

  private static void run(TestDatabase database, String before, List<String> statements) {
    Lab.script("0000_before", before).statements().forEach(s -> database.execute(s.text()));
    statements.forEach(database::execute);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void noStatementWorksLongWhileOthersWait(Case test) throws SQLException {
    try (TestDatabase database = TestServer.shared().newDatabase()) {
      run(database, test.before(), List.of());
      for (String step : test.form().statements()) {
        if (!step.contains("CONCURRENTLY")) {
          assertThat(worksBehindLock(ClaimsIT.observed(database, step))).as(step).isFalse();
        }
        assertThat(blocking(database, step)).as(step).isEmpty();
        database.execute(step);
      }
    }
  }

  private static boolean worksBehindLock(String observed) {
    return Arrays.stream(observed.split(", "))
        .filter(table -> table.endsWith(" scan") || table.endsWith(" rewrite"))
        .anyMatch(table -> ClaimsIT.strongest(table).compareTo(LockMode.SHARE) >= 0);
  }

  /** Linted again, as a run of its own: hazards that would take long. */
  private static List<String> blocking(TestDatabase database, String step) throws SQLException {
    return Lab.lint(ClaimsIT.facts(database, step), step).findings().stream()
        .filter(finding -> finding.severity() == Severity.HAZARD)
        .map(Finding::rule)
        .filter(
            rule ->
                Rules.ALL.stream()
                    .anyMatch(r -> r.doc().id().equals(rule) && r.doc().work().grows()))
        .toList();
  }
}
