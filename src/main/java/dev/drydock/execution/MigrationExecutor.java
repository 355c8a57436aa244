package dev.drydock.execution;

import dev.drydock.history.SchemaHistory;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.RunSettings;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.StatementPipeline;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Executes the steps of a plan in the open transaction, in few messages: each migration's
 * statements, settings put back, its history row, as many migrations together as the commit check
 * can still tell apart. A statement that it wants to look at by itself travels alone.
 *
 * <p>One run, one object, one thread.
 */
public final class MigrationExecutor {

  private final Session session;
  private final SchemaHistory history;
  private final SchemaHistory.Entry entry;
  private final RunSettings settings;
  private final CommitCheck check;
  private final StatementErrors errors;
  private final BoundedLocks locks;
  private final Listener listener;
  private final List<Script> beginning = new ArrayList<>();
  private MessageBatch batch;

  /** Whether what follows must travel in another message; the end of the run need not. */
  private boolean apart;

  private long lastEnd = System.nanoTime();

  /**
   * Hears how it goes, on the run's thread.
   *
   * @param begins a message is about to be sent, in which these migrations begin; it may throw
   * @param executed the answer to a migration's history row has come
   */
  public record Listener(Consumer<List<Script>> begins, BiConsumer<Work, Duration> executed) {}

  /** An executor for one run. */
  public MigrationExecutor(
      Session session,
      SchemaHistory history,
      SchemaHistory.Entry entry,
      RunSettings settings,
      CommitCheck check,
      StatementErrors errors,
      BoundedLocks locks,
      Listener listener) {
    this.session = session;
    this.history = history;
    this.entry = entry;
    this.settings = settings;
    this.check = check;
    this.errors = errors;
    this.locks = locks;
    this.listener = listener;
    batch = new MessageBatch(session.connection(), errors);
  }

  /**
   * Executes the work; any failure is an exception, and the transaction is then void.
   *
   * @param preparation statements that make the history table ready
   * @return what the history says of this run
   */
  public List<Executed> execute(List<String> preparation, List<Work> works) {
    MigrationId id = works.get(0).migration();
    try {
      batch.own(id, settings.ownSql());
      for (String statement : preparation) {
        batch.own(id, statement);
      }
      locks.first().forEach(o -> batch.onBehalf(o.migration(), o.statement(), o.sql()));
      for (Work work : works) {
        id = work.migration();
        add(work);
      }
      return end(id);
    } catch (SQLException failure) {
      throw errors.aroundMigration(id, failure);
    }
  }

  private void add(Work work) throws SQLException {
    MigrationId id = work.migration();
    Watch watch = check.watch(id);
    boolean together = watch.together() && !work.apart();
    if (apart || (!together && !batch.ended().isEmpty())) {
      flush();
    }
    beginning.add(work.script());
    batch.own(id, settings.freshSql(SchemaHistory.STARTS));
    work.prelude().forEach(setting -> batch.own(id, setting));
    for (Statement statement : work.statements()) {
      boolean alone = watch.alone().contains(statement.number());
      boolean locked = watch.locked().contains(statement.number());
      if (alone && !locked) {
        before(id, statement);
      }
      locks.before(id, statement).ifPresent(sql -> batch.onBehalf(id, statement, sql));
      if (locked) {
        before(id, statement);
      }
      int place = batch.onBehalf(id, statement, statement.text());
      if (alone) {
        check.after(id, statement.number(), flush().get(place).rows());
      }
      locks.after(id, statement).ifPresent(sql -> batch.own(id, sql));
      if (RunSettings.touchesBounds(statement.text())) {
        batch.own(id, settings.floorSql());
      }
    }
    batch.own(id, settings.ownSql());
    Optional<Integer> row =
        work.last()
            ? Optional.of(batch.own(id, history.insertSql(work.script().migration(), entry)))
            : Optional.empty();
    work.closing().forEach(own -> batch.own(id, own));
    batch.own(id, RunSettings.RESET);
    batch.ends(work, row, watch.probe().map(probe -> batch.own(id, probe)));
    apart = !together || batch.full();
  }

  private void before(MigrationId id, Statement statement) throws SQLException {
    flush();
    check.before(id, statement.number());
  }

  private List<Executed> end(MigrationId last) throws SQLException {
    batch.own(last, settings.freshSql());
    int rows = batch.own(last, history.runSql(entry.run()));
    return flush(Set.of(rows)).get(rows).answer().stream()
        .map(MigrationExecutor::executed)
        .toList();
  }

  private static Executed executed(List<@Nullable String> row) {
    return new Executed(
        new MigrationId(String.valueOf(row.get(0))),
        Duration.ofMillis(row.get(1) == null ? 0 : Long.parseLong(row.get(1))));
  }

  private List<StatementPipeline.Completed> flush() throws SQLException {
    return flush(Set.of());
  }

  private List<StatementPipeline.Completed> flush(Set<Integer> asking) throws SQLException {
    if (batch.isEmpty()) {
      return List.of();
    }
    listener.begins().accept(List.copyOf(beginning));
    beginning.clear();
    List<StatementPipeline.Completed> completed = batch.send(asking);
    for (MessageBatch.Ended ended : batch.ended()) {
      long end = completed.get(ended.last()).nanoTime();
      Duration took =
          ended
              .row()
              .map(completed::get)
              .map(StatementPipeline.Completed::value)
              .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
              .orElse(Duration.ofNanos(end - lastEnd));
      listener.executed().accept(ended.work(), took);
      lastEnd = end;
      check.after(
          ended.work().migration(),
          ended.probe().map(completed::get).map(StatementPipeline.Completed::value).orElse(null));
    }
    batch = new MessageBatch(session.connection(), errors);
    return completed;
  }
}
