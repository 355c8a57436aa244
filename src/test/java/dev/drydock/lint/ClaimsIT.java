package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.Finding;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.migration.Severity;
import dev.drydock.postgres.DatabaseUrl;
import dev.drydock.postgres.SchemaFactsReader;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import dev.drydock.sql.Mentions;
import dev.drydock.sql.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What findings claim of locks, scans and rewrites is what the server does. */
@Tag("contract")
@Tag("core")
class ClaimsIT {

  private static final Path FILE = Path.of("src/test/resources/lint-corpus/claims.sql");
  private static final Pattern HEAD = Pattern.compile("(\\S+)(?: since (\\d+))?(?: until (\\d+))?");

  /**
   * Their time depends on rows and clauses, not on the rule; TRUNCATE and RESTART give a new file,
   * but an empty one.
   */
  private static final Set<String> ROWS =
      Set.of(
          "truncate-table",
          "restart-sequence",
          "delete-rows",
          "update-fills-nulls",
          "add-column-references");

  private static final String TABLES =
      """
      SELECT c.oid::bigint, c.relname, c.relfilenode::bigint, pg_stat_get_xact_numscans(c.oid)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname IN ('public', 'archive') AND c.relkind IN ('r', 'p', 'm', 'v', 'S')
      """;

  private static final String LOCKS =
      """
      SELECT relation::bigint, mode FROM pg_locks
       WHERE pid = pg_backend_pid() AND locktype = 'relation'
      """;

  /** One block of the file. */
  record Claim(String rule, int since, int until, String before, String run, String observed) {

    static Claim of(String block) {
      String[] parts = block.split("(?m)^-- (?:run|observed:)");
      int line = parts[0].indexOf('\n');
      Matcher head = HEAD.matcher(parts[0].substring(0, line).strip());
      if (!head.matches()) {
        throw new IllegalArgumentException(parts[0]);
      }
      return new Claim(
          head.group(1),
          head.group(2) == null ? 0 : Integer.parseInt(head.group(2)),
          head.group(3) == null ? 99 : Integer.parseInt(head.group(3)),
          parts[0].substring(line),
          parts[1].strip(),
          parts[2].strip());
    }

    boolean holdsOn(int major) {
      return since <= major && major <= until;
    }

    @Override
    public String toString() {
      return rule + ": " + run;
    }
  }

  private record Table(String name, long node, long scans) {}

  static Stream<Claim> claims() throws IOException {
    return Arrays.stream(Files.readString(FILE).split("(?m)^===== "))
        .skip(1)
        .map(Claim::of)
        .filter(claim -> claim.holdsOn(TestServer.testedMajor()));
  }

  @ParameterizedTest
  @MethodSource("claims")
  void theServerDoesWhatLintSays(Claim claim) throws SQLException {
    try (TestDatabase database = TestServer.shared().newDatabase()) {
      prepare(database, claim);

      List<Finding> findings = findings(database, claim);

      assertThat(observed(database, claim.run())).isEqualTo(claim.observed());
      if (claim.rule().length() == 1) {
        assertThat(findings).isEmpty();
      } else {
        assertThat(findings).anySatisfy(finding -> agrees(finding, claim));
        if (!ROWS.contains(claim.rule())) {
          assertThat(works(findings)).isEqualTo(work(claim.observed()));
        }
      }
    }
  }

  private static void agrees(Finding finding, Claim claim) {
    assertThat(finding.rule()).isEqualTo(claim.rule());
    if (finding.lock() != null) {
      assertThat(strongest(claim.observed())).isEqualTo(finding.lock());
    }
  }

  static LockMode strongest(String observed) {
    return Arrays.stream(observed.split(", "))
        .map(table -> table.replaceAll("^\\S+ | (scan|rewrite)$", "").replace(' ', '_'))
        .map(LockMode::valueOf)
        .max(LockMode::compareTo)
        .orElseThrow();
  }

  /**
   * The heaviest work that the findings' rules speak of: an index build is a scan to the server.
   */
  private static String works(List<Finding> findings) {
    Set<Work> works =
        findings.stream()
            .flatMap(
                f -> Rules.ALL.stream().map(LintRule::doc).filter(d -> d.id().equals(f.rule())))
            .map(RuleDoc::work)
            .collect(Collectors.toSet());
    if (works.contains(Work.REWRITE)) {
      return "rewrite";
    }
    return works.contains(Work.SCAN) || works.contains(Work.BUILD) ? "scan" : "";
  }

  private static String work(String observed) {
    return observed.contains("rewrite") ? "rewrite" : observed.contains("scan") ? "scan" : "";
  }

  static void prepare(TestDatabase database, Claim claim) {
    if (claim.run().contains("claims_space")) {
      space(database);
    }
    Lab.script("0000_before", claim.before()).statements().forEach(s -> database.execute(s.text()));
  }

  private static void space(TestDatabase database) {
    if (database.<Long>value("SELECT count(*) FROM pg_tablespace WHERE spcname = 'claims_space'")
        == 0) {
      database.execute(
          "SET allow_in_place_tablespaces = on", "CREATE TABLESPACE claims_space LOCATION ''");
    }
  }

  /** Findings above advice, with the facts of the live database. */
  private static List<Finding> findings(TestDatabase database, Claim claim) throws SQLException {
    return Lab.lint(facts(database, claim.run()), claim.run()).findings().stream()
        .filter(finding -> finding.severity() != Severity.ADVICE)
        .toList();
  }

  /** What the live database says of the names in a text. */
  static SchemaFacts facts(TestDatabase database, String sql) throws SQLException {
    Script script = Lab.script("0001_change", sql);
    try (Session session = Session.open(DatabaseUrl.parse(database.url()), "test")) {
      return SchemaFactsReader.read(
          session,
          "SELECT 1",
          TestServer.testedMajor() * 10_000,
          Mentions.of(List.of(script)),
          List.of());
    }
  }

  /** Runs the statement in a transaction and looks before and after. */
  static String observed(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      Map<Long, Table> before = tables(connection);
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
      }
      Map<Long, Table> after = tables(connection);
      String seen = seen(before, after, locks(connection));
      connection.rollback();
      return seen;
    }
  }

  private static String seen(
      Map<Long, Table> before, Map<Long, Table> after, Map<Long, LockMode> locks) {
    return before.entrySet().stream()
        .filter(table -> locks.containsKey(table.getKey()))
        .map(
            table ->
                table.getValue().name()
                    + " "
                    + locks.get(table.getKey())
                    + work(table.getValue(), after.get(table.getKey())))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String work(Table before, @Nullable Table after) {
    if (after == null || (after.node() == before.node() && after.scans() == before.scans())) {
      return "";
    }
    return after.node() == before.node() ? " scan" : " rewrite";
  }

  private static Map<Long, Table> tables(Connection connection) throws SQLException {
    var tables = new TreeMap<Long, Table>();
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        tables.put(rows.getLong(1), new Table(rows.getString(2), rows.getLong(3), rows.getLong(4)));
      }
    }
    return tables;
  }

  private static Map<Long, LockMode> locks(Connection connection) throws SQLException {
    var strongest = new TreeMap<Long, LockMode>();
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(LOCKS)) {
      while (rows.next()) {
        strongest.merge(
            rows.getLong(1), mode(rows.getString(2)), (a, b) -> a.compareTo(b) > 0 ? a : b);
      }
    }
    return strongest;
  }

  /** {@code AccessExclusiveLock}, as the server writes it. */
  private static LockMode mode(String written) {
    String words = written.replace("Lock", "").replaceAll("(?<!^)([A-Z])", "_$1");
    return LockMode.valueOf(words.toUpperCase(Locale.ROOT));
  }
}
