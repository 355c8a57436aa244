package dev.drydock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.postgres.DatabaseUrl;
import dev.drydock.postgres.ServerGrammar;
import dev.drydock.postgres.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Measures scanner, reader and grammar on a folder of SQL files, such as PostgreSQL's own
 * regression tests ({@code src/test/regress/sql}), which are not part of this repository:
 *
 * <pre>
 * mvn test -Dtest=RegressionMeasurementTest -Ddrydock.regression=FOLDER \
 *     [-Ddrydock.regression.url=jdbc:postgresql://…?preferQueryMode=simple]
 * </pre>
 *
 * With a URL, the server's grammar says which statements are valid ({@code SELECT 1/0; statement}
 * runs nothing); without one, every statement counts.
 */
@EnabledIfSystemProperty(named = "drydock.regression", matches = ".+")
class RegressionMeasurementTest {

  private static final Path FOLDER = Path.of(System.getProperty("drydock.regression", "."));
  private static final Set<String> DDL =
      Set.of(
          "create",
          "alter",
          "drop",
          "grant",
          "revoke",
          "comment",
          "security",
          "truncate",
          "reindex",
          "cluster",
          "refresh",
          "reassign",
          "import",
          "lock",
          "do");

  @Test
  void cutsEveryFileAsPsqlDoes() throws Exception {
    Map<String, String> differing = new TreeMap<>();
    int files = 0;
    int statements = 0;
    List<String> incomparable = new ArrayList<>();
    try (var server = new RecordingServer()) {
      for (Path file : files()) {
        String text = withoutClientCopies(Files.readString(file));
        var scanner = new StatementScanner(text).scan();
        if (scanner.problem().isPresent()) {
          incomparable.add(file.getFileName() + " " + scanner.problem().get());
          continue;
        }
        files++;
        statements += scanner.statements().size();
        List<String> ours = scanner.statements().stream().map(s -> meaning(s.text())).toList();
        List<String> theirs =
            psql(server, text).stream()
                .filter(q -> !new StatementScanner(q).scan().statements().isEmpty())
                .map(q -> meaning(q))
                .toList();
        if (!ours.equals(theirs)) {
          differing.put(
              file.getFileName().toString(), firstDifference(scanner.statements(), ours, theirs));
        }
      }
    }
    System.out.printf(
        "cut: %d files, %d statements, %d differ%n", files, statements, differing.size());
    incomparable.forEach(file -> System.out.println("  not comparable: " + file));
    assertThat(differing).isEmpty();
  }

  @Test
  void readsAlmostAllDdl() throws Exception {
    var shares = new Shares();
    try (Truth truth = new Truth(System.getProperty("drydock.regression.url", ""))) {
      for (Path file : files()) {
        String text = withoutClientCopies(Files.readString(file));
        for (Statement statement : new StatementScanner(text).scan().statements()) {
          shares.add(file.getFileName() + ":" + statement.line(), statement, truth);
        }
      }
    }
    shares.print();
    assertThat(shares.share(shares.ddlRead, shares.ddl)).isGreaterThanOrEqualTo(0.99);
    assertThat(shares.share(shares.ddlAccepted, shares.ddl)).isGreaterThanOrEqualTo(0.99);
  }

  /** What a preview asks in one block for each file, and the server's word on each alone. */
  @Test
  @EnabledIfSystemProperty(named = "drydock.regression.url", matches = ".+")
  void agreesWithTheServerOnEveryStatement() throws Exception {
    String url = System.getProperty("drydock.regression.url", "");
    List<String> differing = new ArrayList<>();
    int asked = 0;
    int rejected = 0;
    try (Truth truth = new Truth(url);
        Session session =
            Session.open(
                DatabaseUrl.parse(
                    url.replaceAll(
                        "^jdbc:postgresql://([^?]+).*[?&]user=(\\w+).*$", "postgresql://$2@$1")),
                "measurement")) {
      for (Path file : files()) {
        String text = withoutClientCopies(Files.readString(file));
        List<String> statements =
            new StatementScanner(text).scan().statements().stream().map(Statement::text).toList();
        var grammar = new ServerGrammar(statements);
        session.read(grammar.queries());
        Set<Integer> rejections = grammar.rejections(session.connection()).keySet();
        for (int index = 0; index < statements.size(); index++) {
          if (truth.accepts(statements.get(index)) == rejections.contains(index)) {
            differing.add(file.getFileName() + ": " + statements.get(index));
          }
        }
        asked += statements.size();
        rejected += rejections.size();
      }
    }
    System.out.printf(
        "asked in blocks: %d, of them rejected %d, differing %d%n",
        asked, rejected, differing.size());
    assertThat(differing).isEmpty();
  }

  private static final class Shares {

    private final SqlParser parser = new SqlParser();
    private final SyntaxCheck check = new SyntaxCheck();
    private final Set<String> seen = new java.util.HashSet<>();
    private final Map<String, String> missed = new LinkedHashMap<>();
    private int all;
    private int ddl;
    private int read;
    private int ddlRead;
    private int accepted;
    private int ddlAccepted;
    private int rejectedByServer;
    private int ofThemRead;
    private int ofThemAccepted;

    void add(String place, Statement statement, Truth truth) throws SQLException {
      if (!seen.add(statement.text())) {
        return;
      }
      Meaning meaning = parser.parse(statement);
      boolean understood = meaning.actions().stream().noneMatch(Command.Unparsed.class::isInstance);
      boolean wellFormed = understood && check.problem(meaning).isEmpty();
      if (!truth.accepts(statement.text())) {
        rejectedByServer++;
        ofThemRead += understood ? 1 : 0;
        ofThemAccepted += wellFormed ? 1 : 0;
        return;
      }
      boolean isDdl = DDL.contains(Tokens.firstWord(statement.text()));
      all++;
      ddl += isDdl ? 1 : 0;
      read += understood ? 1 : 0;
      accepted += wellFormed ? 1 : 0;
      ddlRead += isDdl && understood ? 1 : 0;
      ddlAccepted += isDdl && wellFormed ? 1 : 0;
      if (!wellFormed) {
        String one = statement.text().replaceAll("\\s+", " ");
        missed.put(
            (isDdl ? "ddl " : "    ") + place, one.substring(0, Math.min(140, one.length())));
      }
    }

    double share(int part, int whole) {
      return whole == 0 ? 0 : (double) part / whole;
    }

    void print() {
      System.out.printf(
          "distinct valid statements %d, understood %.2f %%, also accepted by the grammar %.2f %%%n",
          all, 100 * share(read, all), 100 * share(accepted, all));
      System.out.printf(
          "of these DDL %d, understood %.2f %%, also accepted by the grammar %.2f %%%n",
          ddl, 100 * share(ddlRead, ddl), 100 * share(ddlAccepted, ddl));
      System.out.printf(
          "rejected by the server %d: of them understood %d, accepted by the grammar too %d%n",
          rejectedByServer, ofThemRead, ofThemAccepted);
      missed.forEach((place, text) -> System.out.println("  missed " + place + " " + text));
    }
  }

  /** The server's own grammar: it reads a whole message before it runs the division by zero. */
  private static final class Truth implements AutoCloseable {

    private static final String DIVISION_BY_ZERO = "22012";

    private final java.util.Optional<Connection> connection;

    Truth(String url) throws SQLException {
      connection =
          url.isEmpty()
              ? java.util.Optional.empty()
              : java.util.Optional.of(DriverManager.getConnection(url));
    }

    boolean accepts(String text) throws SQLException {
      if (connection.isEmpty()) {
        return true;
      }
      try (var statement = connection.get().createStatement()) {
        statement.setEscapeProcessing(false);
        statement.execute("SELECT 1/0; " + text);
        return true;
      } catch (SQLException e) {
        return DIVISION_BY_ZERO.equals(e.getSQLState());
      }
    }

    @Override
    public void close() throws SQLException {
      if (connection.isPresent()) {
        connection.get().close();
      }
    }
  }

  /** COPY from and to the client is refused; blanked out, the rest of the file can be compared. */
  private static String withoutClientCopies(String text) {
    String rest = text;
    while (true) {
      var scanner = new StatementScanner(rest).scan();
      var problem = scanner.problem();
      if (problem.isEmpty() || !problem.get().what().startsWith("COPY ")) {
        return rest;
      }
      int from = offset(rest, problem.get());
      int to = rest.indexOf(';', from);
      int end = to < 0 ? rest.length() : to;
      rest = rest.substring(0, from) + " ".repeat(end - from) + rest.substring(end);
    }
  }

  private static int offset(String text, ScriptProblem problem) {
    int lineStart = 0;
    for (int line = 1; line < problem.line(); line++) {
      lineStart = text.indexOf('\n', lineStart) + 1;
    }
    return text.offsetByCodePoints(lineStart, problem.column() - 1);
  }

  private static List<String> psql(RecordingServer server, String text) throws Exception {
    Path file = Files.createTempFile("drydock", ".sql");
    try {
      Files.writeString(file, text);
      var process =
          new ProcessBuilder(
                  "psql",
                  "-X",
                  "-q",
                  "-h",
                  "127.0.0.1",
                  "-p",
                  String.valueOf(server.port()),
                  "-U",
                  "x",
                  "-f",
                  file.toString(),
                  "x")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return server.takeQueries();
    } finally {
      Files.delete(file);
    }
  }

  private static String meaning(String text) {
    return Checksums.of(text).meaning();
  }

  private static String firstDifference(
      List<Statement> statements, List<String> ours, List<String> theirs) {
    for (int i = 0; i < ours.size(); i++) {
      if (i >= theirs.size() || !ours.get(i).equals(theirs.get(i))) {
        String text = statements.get(i).text();
        return "line "
            + statements.get(i).line()
            + ": "
            + text.substring(0, Math.min(100, text.length()));
      }
    }
    return "psql sent more: " + theirs.size() + " instead of " + ours.size();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }
}
