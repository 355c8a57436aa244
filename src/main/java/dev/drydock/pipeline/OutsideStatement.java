package dev.drydock.pipeline;

import dev.drydock.execution.CheckScope;
import dev.drydock.execution.Segment;
import dev.drydock.execution.StatementErrors;
import dev.drydock.guard.OutsideLook;
import dev.drydock.history.StepJournal;
import dev.drydock.history.StepRecord;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.online.OnlineAction;
import dev.drydock.postgres.BlockerWatch;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.StatementPipeline;
import dev.drydock.postgres.WaitBound;
import dev.drydock.sql.FileSettings;
import dev.drydock.sql.MaskedQuery;
import dev.drydock.sql.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataAccessException;

/**
 * A statement outside any transaction: an intent before, a mark after, and whatever breaks it, the
 * catalog tells what is left. Its waits are bounded from outside.
 *
 * @param run id of the run
 * @param scope its migration alone, for the guard's looks before and after
 * @param watch may end the statement where somebody asks the run to stop
 */
record OutsideStatement(
    Database database, StepJournal journal, String run, CheckScope scope, RunWatch watch) {

  private static final String STAYS =
      "An unfinished object of this step stays; the next migrate takes it away or finishes it.";

  private static final String FINISHED =
      "This step is done all the same; the next migrate goes on behind it.";

  private static final String STRANGE = "What stood under its name before this run stays, too.";

  /** Whoever asked the run to stop does not wait longer for others until all is clean. */
  private static final List<String> RESETS =
      List.of("RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL");

  /** Waits are bounded from outside: what is cut off by a timeout leaves something behind. */
  private static final Set<String> BOUNDED = Set.of("lock_timeout");

  private static final Duration LONGEST_CLEANING = Duration.ofSeconds(5);

  static final String DONE = "done";
  static final String LEFTOVER = "leftover";
  private static final String ABSENT = "absent";

  /**
   * Executes it, or finds that it is done; the caller notes that.
   *
   * @param earlier what an earlier run noted of it
   * @return what the guard saw; empty where an earlier run did it
   */
  Optional<OutsideLook.Seen> execute(
      Segment.Online step,
      OnlineAction.Outside action,
      StepJournal.Key key,
      Optional<StepRecord> earlier) {
    try {
      if (earlier.isPresent() && isOver(step, action, key)) {
        return Optional.empty();
      }
      database
          .looking(
              connection ->
                  OutsideLook.refusal(
                      connection, scope, step.statement().number(), action.statement()))
          .ifPresent(
              refusal -> {
                throw new DrydockException(refusal.leaving(""));
              });
      OutsideLook look = database.looking(connection -> OutsideLook.before(connection, scope));
      statement(step, action, key, begun(action, key));
      return Optional.of(
          database.looking(
              connection -> look.after(connection, action.statement(), action.loss())));
    } catch (WaitedTooLong late) {
      throw late.told(step, STAYS);
    } catch (SQLException failure) {
      throw watch.endedOutside(failure)
          ? RunFailures.cancelled(STAYS)
          : ServerFailures.of(database.settings(), failure);
    }
  }

  /**
   * Notes that it begins, where the catalog will tell what became of it: what others left under its
   * name is never taken for its own.
   */
  private boolean begun(OnlineAction.Outside action, StepJournal.Key key) {
    boolean own = truth(action).equals(ABSENT);
    if (own) {
      sent(journal.beganSql(key, run));
    }
    return own;
  }

  /**
   * The catalog's word on what an earlier run came to; its leftovers are taken away by this one,
   * which is noted first: whatever ends it then, its trace is there.
   */
  private boolean isOver(Segment.Online step, OnlineAction.Outside action, StepJournal.Key key)
      throws SQLException {
    String truth = truth(action);
    refuseOther(
        step,
        truth,
        "Drop or rename that one, and run migrate again: then it is built as written.");
    if (truth.equals(LEFTOVER)) {
      sent(journal.beganSql(key, run));
      watch.mayEndOutside(true);
      cleanUp(step, action, longestWait());
      watch.mayEndOutside(false);
      watch.sendsItsOwn();
      return truth(action).equals(DONE);
    }
    return truth.equals(DONE);
  }

  /** What an earlier run noted as done must still be what it made. */
  void requireOwn(Segment.Online step, OnlineAction.Outside action) {
    refuseOther(
        step,
        truth(action),
        "Drop or rename that one, send %s by hand, and run migrate again: it goes on behind what is done."
            .formatted(action.statement()));
  }

  /** What others put under its name is neither taken for its own nor taken away. */
  private static void refuseOther(Segment.Online step, String truth, String next) {
    if (!truth.startsWith(OnlineAction.Outside.OTHER)) {
      return;
    }
    throw new DrydockException(
        new Failure(
            ErrorCode.NEEDS_A_PERSON,
            "%s, statement %d (line %d): under the name of the index that it builds stands another one: %s."
                .formatted(
                    step.migration(),
                    step.statement().number(),
                    step.statement().line(),
                    truth.substring(OnlineAction.Outside.OTHER.length())),
            Failure.ROLLED_BACK,
            next));
  }

  private String truth(OnlineAction.Outside action) {
    return String.valueOf(session().jdbc().queryForObject(action.truth(), String.class));
  }

  private void cleanUp(Segment.Online step, OnlineAction.Outside action, Duration longest)
      throws SQLException {
    for (String statement : session().jdbc().queryForList(action.cleanup(), String.class)) {
      watch.sendsInstead(statement);
      unbounded(step.prelude(), statement, longest);
    }
  }

  private Duration longestWait() {
    return database.settings().timeouts().onlineWait();
  }

  private void statement(
      Segment.Online step, OnlineAction.Outside action, StepJournal.Key key, boolean own)
      throws SQLException {
    watch.mayEndOutside(true);
    try {
      unbounded(step.prelude(), action.statement(), longestWait());
      watch.mayEndOutside(false);
    } catch (WaitedTooLong late) {
      watch.mayEndOutside(false);
      throw late.told(step, left(step, action, key, own, longestWait()));
    } catch (SQLException failure) {
      watch.mayEndOutside(false);
      if (watch.endedOutside(failure)) {
        throw RunFailures.cancelled(left(step, action, key, own, LONGEST_CLEANING));
      }
      DrydockException told =
          new StatementErrors(database.settings().showRowData())
              .inPlaceOf(step.statement())
              .of(step.migration(), sent(step, action), failure);
      String left =
          told.failure().code() == ErrorCode.DATABASE_UNREACHABLE
              ? "What the statement came to, the next migrate reads from the catalog."
              : left(step, action, key, own, longestWait());
      throw new DrydockException(told.failure().leaving(left), told);
    }
  }

  private static Statement sent(Segment.Online step, OnlineAction.Outside action) {
    Statement written = step.statement();
    return new Statement(
        written.number(), written.offset(), written.line(), written.column(), action.statement());
  }

  /** Takes away, or finishes, what a failed statement left; what remains, in words. */
  private String left(
      Segment.Online step,
      OnlineAction.Outside action,
      StepJournal.Key key,
      boolean own,
      Duration longest) {
    try {
      if (!own) {
        String truth = truth(action);
        return truth.equals(LEFTOVER) || truth.startsWith(OnlineAction.Outside.OTHER)
            ? STRANGE
            : "";
      }
      if (truth(action).equals(LEFTOVER)) {
        cleanUp(step, action, longest);
      }
      if (truth(action).equals(DONE)) {
        return FINISHED;
      }
      sent(journal.forgetSql(key));
      return "";
    } catch (SQLException | DataAccessException | DrydockException stays) {
      return STAYS;
    }
  }

  /** Runs a statement whose waits are bounded by a second connection alone. */
  private void unbounded(List<String> prelude, String sql, Duration longest) throws SQLException {
    Connection connection = session().connection();
    try (WaitBound bound = session().boundWaits(longest, MaskedQuery::of, watch::waitsOutside)) {
      try {
        StatementPipeline.run(connection, settings(prelude));
        StatementPipeline.run(connection, List.of(sql));
      } catch (SQLException failure) {
        if (bound.struck()) {
          throw new WaitedTooLong(failure, bound.blockers());
        }
        throw failure;
      } finally {
        reset();
      }
    }
  }

  private List<String> settings(List<String> prelude) {
    var settings = new ArrayList<String>();
    settings.add(database.runSettings().outsideSql());
    settings.addAll(FileSettings.forSession(prelude, BOUNDED));
    return settings;
  }

  private void reset() {
    var statements = new ArrayList<>(RESETS);
    statements.addAll(session().steadySql());
    try {
      StatementPipeline.run(session().connection(), statements);
    } catch (SQLException broken) {
      // The connection is gone, and its settings with it.
    }
  }

  private void sent(String sql) {
    database.send(List.of(sql));
  }

  private Session session() {
    return database.session();
  }

  /** It was cancelled because it waited for others. */
  private static final class WaitedTooLong extends SQLException {
    private static final long serialVersionUID = 1L;
    private final transient List<BlockerWatch.Blocker> blockers;

    WaitedTooLong(SQLException cause, List<BlockerWatch.Blocker> blockers) {
      super(cause.getMessage(), cause.getSQLState(), cause);
      this.blockers = blockers;
    }

    DrydockException told(Segment.Online step, String left) {
      return new DrydockException(
          new Failure(
                  ErrorCode.LOCKS_NOT_OBTAINED,
                  "%s, line %d waited too long for other sessions' transactions and was cancelled.%s"
                      .formatted(
                          step.migration(),
                          step.statement().line(),
                          BlockerWatch.inTheWay(blockers)),
                  left,
                  "Run migrate again when they have ended, or raise DRYDOCK_ONLINE_WAIT.")
              .with("blockers", blockers),
          this);
    }
  }
}
