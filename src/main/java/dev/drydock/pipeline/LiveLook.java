package dev.drydock.pipeline;

import dev.drydock.lint.GrammarAnswer;
import dev.drydock.lint.LiveDatabase;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.postgres.SchemaFactsReader;
import dev.drydock.postgres.ServerGrammar;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.SqlStates;
import dev.drydock.sql.ConstraintNames;
import dev.drydock.sql.Mentions;
import dev.drydock.sql.Script;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import dev.drydock.sql.SyntaxProblem;
import dev.drydock.sql.TableChange;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** One look at the database for lint: facts and the server's word on syntax, in one round trip. */
final class LiveLook {

  private static final Pattern SERIAL = Pattern.compile("(?i)serial");

  private final Database database;
  private final List<Script> scripts;
  private final List<Statement> asked;

  LiveLook(Database database, List<Script> scripts) {
    this.database = database;
    this.scripts = scripts;
    this.asked =
        database.settings().askServerGrammar()
            ? scripts.stream()
                .flatMap(script -> script.statements().stream())
                .filter(LiveLook::holdsNoSecret)
                .toList()
            : List.of();
  }

  /** What is asked may show in the server's log. */
  private static boolean holdsNoSecret(Statement statement) {
    return statement.shown().equals(statement.text());
  }

  LiveDatabase.Known known() throws SQLException {
    var grammar = new ServerGrammar(asked.stream().map(Statement::text).toList());
    try {
      return known(facts(grammar.queries()), answers(grammar));
    } catch (SQLException failure) {
      if (asked.isEmpty() || SqlStates.isUnreachable(failure.getSQLState())) {
        throw failure;
      }
      return known(facts(List.of()), Map.of());
    }
  }

  private static LiveDatabase.Known known(
      SchemaFacts facts, Map<Statement, GrammarAnswer> answers) {
    return new LiveDatabase.Known(
        facts, statement -> answers.getOrDefault(statement, new GrammarAnswer.NotAsked()));
  }

  private SchemaFacts facts(List<Session.Query> more) throws SQLException {
    return SchemaFactsReader.read(
        database.session(),
        database.runSettings().boundsSql(),
        database.facts().versionNumber(),
        names(),
        more);
  }

  /** Those in the files, and those that the server would give to sequences of serial columns. */
  private Set<String> names() {
    Set<String> names = Mentions.of(scripts);
    var parser = new SqlParser();
    scripts.stream()
        .flatMap(script -> script.statements().stream())
        .filter(statement -> SERIAL.matcher(statement.text()).find())
        .flatMap(statement -> parser.parse(statement).all(TableChange.AddColumn.class))
        .filter(added -> added.column().isSerial())
        .forEach(
            added -> {
              String table = added.table().name().name();
              for (String suffix : List.of("seq", "seq1", "seq2", "seq3")) {
                names.add(ConstraintNames.fitting(table, added.column().name(), suffix));
              }
            });
    return names;
  }

  private Map<Statement, GrammarAnswer> answers(ServerGrammar grammar) throws SQLException {
    var rejections = grammar.rejections(database.session().connection());
    var answers = new HashMap<Statement, GrammarAnswer>();
    for (int index = 0; index < asked.size(); index++) {
      Statement statement = asked.get(index);
      ServerGrammar.Rejection rejection = rejections.get(index);
      if (rejection != null) {
        answers.put(statement, new GrammarAnswer.Rejected(problem(statement, rejection)));
      } else if (!grammar.isUnanswered(index)) {
        answers.put(statement, new GrammarAnswer.Accepted());
      }
    }
    return answers;
  }

  private static SyntaxProblem problem(Statement statement, ServerGrammar.Rejection rejection) {
    return new SyntaxProblem(statement.offsetOf(rejection.position()), rejection.message());
  }
}
