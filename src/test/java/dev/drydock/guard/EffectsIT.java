package dev.drydock.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.execution.CommitVerdict;
import dev.drydock.migration.Loss;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Applies every statement of the corpora for real; reported must be exactly what was expected. */
@Order(1)
@Tag("contract")
class EffectsIT {

  private static final Map<TestDatabase, Connection> SESSIONS = new HashMap<>();

  private static TestDatabase owned;
  private static TestDatabase superuser;

  @BeforeAll
  static void makeDatabases() {
    owned = GuardDatabases.owned();
    superuser = GuardDatabases.superuser();
  }

  @AfterAll
  static void dropDatabases() {
    owned.close();
    superuser.close();
  }

  static Stream<GuardCase> effects() {
    return cases("effects.txt");
  }

  static Stream<GuardCase> disguised() {
    return cases("disguised.txt");
  }

  static Stream<GuardCase> harmless() {
    return cases("harmless.txt");
  }

  private static Stream<GuardCase> cases(String resource) {
    return GuardCase.read(resource).stream()
        .filter(one -> one.since() <= TestServer.shared().major());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("effects")
  void reportsExactly(GuardCase one) throws SQLException {
    check(one);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("disguised")
  void seesThroughDisguise(GuardCase one) throws SQLException {
    assertThat(one.expected()).isNotEmpty();
    check(one);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("harmless")
  void staysSilent(GuardCase one) throws SQLException {
    assertThat(one.expected()).isEmpty();
    check(one);
  }

  @Test
  void corporaAreAsLargeAsPromised() {
    assertThat(GuardCase.read("effects.txt")).hasSizeGreaterThanOrEqualTo(150);
    assertThat(GuardCase.read("disguised.txt")).hasSizeGreaterThanOrEqualTo(60);
    assertThat(GuardCase.read("harmless.txt")).hasSizeGreaterThanOrEqualTo(60);
  }

  private static void check(GuardCase one) throws SQLException {
    TestDatabase database = one.superuser() ? superuser : owned;
    Connection connection = session(database);
    try {
      var run = new GuardedRun(connection).outside(database::connect).migration("m1", one.sql());
      CommitVerdict verdict = run.rolledBack();
      restore(connection, run);
      List<String> expected =
          one.expected().stream()
              .map(effect -> effect.replace("$user", database.user()))
              .map(effect -> effect.replace("$database", database.name()))
              .sorted()
              .toList();
      assertThat(told(verdict, expected)).as(one.sql()).isEqualTo(expected);
      assertThat(verdict.refusal().isPresent()).isEqualTo(!expected.isEmpty());
    } finally {
      reset(connection);
    }
  }

  /** One for all cases where it can be: a session's first look at the catalogs is its slowest. */
  private static Connection session(TestDatabase database) throws SQLException {
    Connection known = SESSIONS.get(database);
    if (known == null || !known.isValid(0)) {
      known = database.connect();
      SESSIONS.put(database, known);
    }
    return known;
  }

  private static void reset(Connection connection) throws SQLException {
    if (connection.isValid(0)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("DISCARD ALL");
      }
    }
  }

  private static List<String> told(CommitVerdict verdict, List<String> expected) {
    return verdict.report().losses().stream()
        .map(loss -> told(loss, expected))
        .distinct()
        .sorted()
        .toList();
  }

  /** Exact rows are told where the case says a number; a star stands for the rest of a name. */
  private static String told(Loss loss, List<String> expected) {
    String effect = (loss.effect().words() + " " + loss.object()).strip();
    for (String wanted : expected) {
      boolean star = wanted.endsWith("*");
      if (star && effect.startsWith(wanted.substring(0, wanted.length() - 1))) {
        return wanted;
      }
      if (wanted.equals(effect + " " + loss.rows()) && !loss.estimate()) {
        return wanted;
      }
    }
    return effect;
  }

  private static void restore(Connection connection, GuardedRun run) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : run.guard().remains(connection)) {
        statement.execute(sql);
      }
      statement.execute("SELECT setval('loose_seq', 100)");
    }
  }
}
