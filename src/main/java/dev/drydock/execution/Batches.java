package dev.drydock.execution;

import dev.drydock.postgres.BlockerWatch;
import dev.drydock.postgres.RunSettings;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.SqlStates;
import dev.drydock.postgres.StatementPipeline;
import dev.drydock.sql.MaskedQuery;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Commits batches one by one, and tries one again that others kept from its locks. */
final class Batches {

  /** Wait for a row that somebody else has locked, while others wait for rows of the batch. */
  private static final int FIRST_LOCK_MILLIS = 50;

  private static final int LONGEST_LOCK_MILLIS = 250;

  /** No batch but the smallest may run longer; it is rolled back and tried smaller. */
  private static final Duration LONGEST_BATCH = Duration.ofSeconds(1);

  private static final int FIRST_PAUSE_MILLIS = 50;
  private static final int LONGEST_PAUSE_MILLIS = 2_000;

  private final Session session;
  private final BatchMessage message;
  private final BatchPace pace;
  private final Duration lockBudget;
  private final BatchFailures failures;

  /**
   * Batches of one UPDATE.
   *
   * @param lockBudget longest time in which one batch is tried again because of locks
   */
  Batches(
      Session session,
      BatchMessage message,
      BatchPace pace,
      Duration lockBudget,
      BatchFailures failures) {
    this.session = session;
    this.message = message;
    this.pace = pace;
    this.lockBudget = lockBudget;
    this.failures = failures;
  }

  /**
   * Where the next batch ends.
   *
   * @param counted rows up to there, or fewer
   */
  record Edge(List<String> to, int counted) {}

  /** A batch that is committed; {@code next} is empty where it could not be looked for. */
  record Done(BatchProgress progress, Duration took, Optional<Edge> next) {}

  /** The end of a table; empty where it has no rows. */
  Optional<List<String>> end(BatchProgress progress, BatchTable table) {
    return place(progress, table.way().endSql());
  }

  /** Where the next batch should end. */
  Edge edge(BatchProgress progress) {
    int wanted = pace.rows();
    List<String> end = progress.position().end();
    return new Edge(place(progress, progress.edgeSql(wanted)).orElse(end), wanted);
  }

  private Optional<List<String>> place(BatchProgress progress, String sql) {
    try (var retry = new Retry()) {
      while (true) {
        var places = new ArrayList<List<String>>();
        try {
          var queries =
              new ArrayList<>(message.walk().stream().map(Session.Query::unread).toList());
          queries.add(
              new Session.Query(sql, row -> place(row.getString(1)).ifPresent(places::add)));
          session.read(queries);
          return places.stream().findFirst();
        } catch (SQLException failure) {
          if (!SqlStates.isLockConflict(failure.getSQLState()) || !retry.sleep()) {
            throw BatchFailures.told(failures.of(progress, failure), retry.blockers());
          }
        }
      }
    }
  }

  private static Optional<List<String>> place(@Nullable String array) {
    return Optional.ofNullable(array).map(BatchPosition::texts);
  }

  /**
   * Executes one batch, smaller and smaller where others are in its way.
   *
   * @param stop whether to give up trying
   * @return empty where it was stopped before anything was committed
   */
  Optional<Done> commit(BatchProgress progress, Edge first, BooleanSupplier stop) {
    Edge edge = first;
    try (var retry = new Retry()) {
      while (true) {
        RunSettings bounds = bounds(retry.attempt);
        Attempt attempt = attempt(progress, edge, bounds);
        if (attempt.done().isPresent()) {
          return attempt.done();
        }
        rollBack(progress);
        boolean again = isRetryable(attempt, bounds) && retry.sleep();
        if (stop.getAsBoolean() && isRetryable(attempt, bounds)) {
          return Optional.empty();
        }
        if (!again) {
          throw BatchFailures.told(
              failures.of(progress, attempt.failure(), attempt.place(), message), retry.blockers());
        }
        pace.failed();
        edge = edge(progress);
      }
    }
  }

  /**
   * What became of one message.
   *
   * @param failure null where the batch was committed
   * @param place of the statement that failed
   */
  private record Attempt(
      Optional<Done> done, @Nullable SQLException error, int place, Duration took) {

    SQLException failure() {
      return error == null ? new SQLException("no answer") : error;
    }
  }

  private static Duration micros(@Nullable String number) {
    return Duration.of(number(number), ChronoUnit.MICROS);
  }

  private static long number(@Nullable String text) {
    return text == null ? 0 : Long.parseLong(text);
  }

  private Attempt attempt(BatchProgress progress, Edge edge, RunSettings bounds) {
    BatchPosition position = progress.position();
    long looked = progress.table().way().rows(position.at(), edge.to(), edge.counted());
    BatchPosition moved = position.moved(edge.to(), looked);
    int wanted = pace.rows();
    String next =
        moved.atEnd() ? "SELECT NULL::pg_catalog.text" : progress.edgeSql(moved.at(), wanted);
    long start = System.nanoTime();
    var outcome = send(progress, message.statements(progress, moved, bounds, next));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    int completed = outcome.completed().size();
    if (completed <= message.commit()) {
      return new Attempt(Optional.empty(), outcome.failure(), completed, took);
    }
    long updated = number(outcome.completed().get(message.update()).value());
    Duration update = micros(outcome.completed().get(message.took()).value());
    pace.took(took, update, updated, looked);
    Optional<Edge> found =
        outcome.failure() == null
            ? Optional.of(
                new Edge(
                    place(outcome.completed().get(message.next()).value()).orElse(position.end()),
                    wanted))
            : Optional.empty();
    var done = new Done(progress.committed(moved, updated), took, found);
    return new Attempt(Optional.of(done), null, completed, took);
  }

  private RunSettings bounds(int attempt) {
    int lock = Math.min(LONGEST_LOCK_MILLIS, FIRST_LOCK_MILLIS * Math.min(attempt, 5));
    Duration longest = message.settings().statementTimeout();
    boolean free = pace.smallest() || longest.compareTo(LONGEST_BATCH) < 0;
    return message.settings().bounded(Duration.ofMillis(lock), free ? longest : LONGEST_BATCH);
  }

  private StatementPipeline.Outcome send(BatchProgress progress, List<String> statements) {
    try {
      return StatementPipeline.send(
          session.connection(),
          statements,
          Set.of(message.update(), message.took(), message.next()));
    } catch (SQLException broken) {
      throw failures.of(progress, broken);
    }
  }

  private void rollBack(BatchProgress progress) {
    SQLException refused = send(progress, List.of("ROLLBACK")).failure();
    if (refused != null) {
      throw failures.of(progress, refused);
    }
  }

  /** A lock, or a batch that was too large; but not somebody's wish that it be cancelled. */
  private boolean isRetryable(Attempt attempt, RunSettings bounds) {
    String state = attempt.failure().getSQLState();
    boolean tooLong =
        SqlStates.isCancelled(state)
            && !pace.smallest()
            && attempt.took().compareTo(bounds.statementTimeout()) >= 0;
    return tooLong || SqlStates.isLockConflict(state);
  }

  /** Sleeps longer and longer, until the budget is over, and has an eye on who is in the way. */
  private final class Retry implements AutoCloseable {
    private final long deadline = System.nanoTime() + lockBudget.toNanos();
    private int attempt = 1;
    private Optional<BlockerWatch> watch = Optional.empty();

    List<BlockerWatch.Blocker> blockers() {
      return watch.map(BlockerWatch::seen).orElse(List.of());
    }

    @Override
    public void close() {
      watch.ifPresent(BlockerWatch::close);
    }

    /** False where the time is up or the thread was asked to stop. */
    boolean sleep() {
      int longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt - 1, 6));
      int millis = ThreadLocalRandom.current().nextInt(longest / 2, longest);
      attempt++;
      if (watch.isEmpty()) {
        watch = Optional.of(session.watchBlockers(MaskedQuery::of));
      }
      return System.nanoTime() - deadline < 0 && BackfillWalk.sleep(Duration.ofMillis(millis));
    }
  }
}
