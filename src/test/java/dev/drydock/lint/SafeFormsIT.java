package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.Finding;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.Severity;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import dev.drydock.sql.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Safe forms end in the state of what they stand for, and none of their statements reads or writes
 * a whole table while it keeps others from writing.
 */
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
class SafeFormsIT {

  private static final Path FILE = Path.of("src/test/resources/lint-corpus/safe-forms.sql");

  /** A statement and what a fixer would write for it, as statements. */
  record Case(String before, String statement, String form) {

    List<String> steps() {
      return Lab.script("0001_change", form).statements().stream().map(Statement::text).toList();
    }

    @Override
    public String toString() {
      return statement;
    }
  }

  private static List<Case> all;

  /** Found once: half of them ask a database. */
  static synchronized Stream<Case> cases() throws IOException {
    if (all == null) {
      all = find();
    }
    return all.stream();
  }

  private static List<Case> find() throws IOException {
    Stream<ClaimsIT.Claim> odd =
        Arrays.stream(Files.readString(FILE).split("(?m)^===== "))
            .skip(1)
            .map(block -> ClaimsIT.Claim.of(block + "\n-- observed: what the form allows"))
            .filter(claim -> claim.holdsOn(TestServer.testedMajor()));
    return Stream.concat(ClaimsIT.claims(), odd).flatMap(SafeFormsIT::forms).distinct().toList();
  }

  /** Its forms: as files alone tell, and as the server's catalog does. */
  private static Stream<Case> forms(ClaimsIT.Claim claim) {
    return Stream.of(Lab.lint(claim.before(), claim.run()), withServer(claim))
        .flatMap(result -> result.fixes().stream())
        .filter(fix -> !fix.sql().contains("IF NOT EXISTS") || fix.sql().contains("CONCURRENTLY"))
        .map(fix -> new Case(claim.before(), claim.run(), fix.sql()));
  }

  private static LintResult withServer(ClaimsIT.Claim claim) {
    try (TestDatabase database = TestServer.shared().newDatabase()) {
      ClaimsIT.prepare(database, claim);
      return Lab.lint(ClaimsIT.facts(database, claim.run()), claim.run());
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void thereAreMany() throws IOException {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(25);
  }

  @Tag("contract")
  @ParameterizedTest
  @MethodSource("cases")
  void endsInTheSameState(Case test) {
    try (TestDatabase plain = TestServer.shared().newDatabase();
        TestDatabase safe = TestServer.shared().newDatabase()) {
      run(plain, test.before(), List.of(test.statement()));
      run(safe, test.before(), test.steps());

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
      for (String step : test.steps()) {
        if (!step.contains("CONCURRENTLY")) {
          assertThat(worksBehindLock(ClaimsIT.observed(database, step))).as(step).isFalse();
        }
        if (!step.startsWith("UPDATE")) {
          assertThat(blocking(database, step)).as(step).isEmpty();
        }
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
