package dev.drydock.pipeline;

import dev.drydock.execution.Segment;
import dev.drydock.execution.StatementErrors;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Failure;
import dev.drydock.online.Trial;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.SqlStates;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tries a statement on an empty copy of its table before its first step, and rolls that back: what
 * the server would refuse at a later step, whatever the rows are, is refused with nothing left.
 *
 * <p>Of others' tables it locks none longer than its few milliseconds, and waits for nobody: where
 * a lock is not to be had, or a copy cannot be made, nothing is tried.
 */
final class StatementTrial {

  private static final Duration LONGEST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(2);

  private static final String TRIED =
      "It was tried on an empty copy of its table first, so that no step of it stays. ";

  private final Database database;
  private final Segment.Online step;

  StatementTrial(Database database, Segment.Online step) {
    this.database = database;
    this.step = step;
  }

  /** Refuses what has no chance. */
  void run() {
    Trial.of(new SqlParser().parse(step.statement()))
        .flatMap(trial -> database.trying(connection -> refusal(trial)))
        .ifPresent(
            failure -> {
              throw told(failure);
            });
  }

  private DrydockException told(SQLException failure) {
    Statement tried = new Statement(1, 0, 1, 1, "");
    DrydockException refused =
        new StatementErrors(database.settings().showRowData())
            .inPlaceOf(step.statement())
            .of(step.migration(), tried, failure);
    Failure told = refused.failure();
    return new DrydockException(told.advising(TRIED + told.next()), failure);
  }

  private Optional<SQLException> refusal(Trial trial) {
    List<String> tries;
    try {
      Optional<Trial.Original> original = original(trial);
      if (original.isEmpty()) {
        return Optional.empty();
      }
      send(trial.copies(original.get()));
      tries = new ArrayList<>(trial.tries(original.get()));
      tries.add("ROLLBACK"); // in the same message, so that no lock lasts longer
    } catch (SQLException untried) {
      return Optional.empty();
    }
    try {
      send(tries);
      return Optional.empty();
    } catch (SQLException failure) {
      return Optional.of(failure).filter(f -> SqlStates.isOfStatement(f.getSQLState()));
    }
  }

  private Optional<Trial.Original> original(Trial trial) throws SQLException {
    var bounds = new ArrayList<Trial.Bounds>();
    var found = new ArrayList<Trial.Original>();
    var queries = new ArrayList<Session.Query>();
    Stream.concat(
            Stream.of(database.runSettings().bounded(LONGEST_WAIT, LONGEST_STATEMENT).boundsSql()),
            step.prelude().stream())
        .map(Session.Query::unread)
        .forEach(queries::add);
    queries.add(
        new Session.Query(
            trial.boundsSql(),
            row -> bounds.add(new Trial.Bounds(row.getString(1), row.getString(2)))));
    queries.add(
        new Session.Query(
            trial.originalSql(),
            row ->
                found.add(
                    new Trial.Original(
                        row.getString(1),
                        row.getString(2),
                        Optional.ofNullable(row.getString(3)),
                        bounds))));
    database.session().read(queries);
    return found.stream().findFirst();
  }

  private void send(List<String> statements) throws SQLException {
    database.session().read(statements.stream().map(Session.Query::unread).toList());
  }
}
