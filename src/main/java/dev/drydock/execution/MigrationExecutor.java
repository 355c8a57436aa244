package dev.drydock.execution;

import dev.drydock.history.SchemaHistory;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.RunSettings;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.StatementPipeline;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Executes the steps of a plan in the open transaction, one round trip per migration: its
 * statements, settings put back, its history row. A statement that the commit check wants to look
 * at by itself travels alone.
 */
public final class MigrationExecutor {

  private final Session session;
  private final SchemaHistory history;
  private final SchemaHistory.Entry entry;
  private final RunSettings settings;
  private final CommitCheck check;
  private final StatementErrors errors;
  private final BoundedLocks locks;
  private boolean begun;

  public MigrationExecutor(
      Session session,
      SchemaHistory history,
      SchemaHistory.Entry entry,
      RunSettings settings,
      CommitCheck check,
      StatementErrors errors,
      BoundedLocks locks) {
    this.session = session;
    this.history = history;
    this.entry = entry;
    this.settings = settings;
    this.check = check;
    this.errors = errors;
    this.locks = locks;
  }

  /** Executes one migration; any failure is an exception, and the transaction is then void. */
  public void execute(Script script) {
    MigrationId id = script.migration().id();
    try {
      send(script, check.watch(id));
    } catch (SQLException failure) {
      throw errors.aroundMigration(id, failure);
    }
  }

  private void send(Script script, Watch watch) throws SQLException {
    MigrationId id = script.migration().id();
    var messages = new ArrayList<Message>(script.statements().size() + 5);
    if (!begun) {
      locks.first().forEach(o -> messages.add(Message.of(o.migration(), o.statement(), o.sql())));
      begun = true;
    }
    messages.add(Message.own(SchemaHistory.startSql()));
    for (Statement statement : script.statements()) {
      locks.before(id, statement).ifPresent(sql -> messages.add(Message.of(id, statement, sql)));
      if (watch.alone().contains(statement.number())) {
        if (!messages.isEmpty()) {
          send(id, messages);
          messages.clear();
        }
        check.before(id, statement.number());
        var outcome = send(id, List.of(Message.of(id, statement, statement.text())));
        check.after(id, statement.number(), outcome.completed().get(0).rows());
      } else {
        messages.add(Message.of(id, statement, statement.text()));
      }
      locks.after(id, statement).map(Message::own).ifPresent(messages::add);
      if (RunSettings.touchesBounds(statement.text())) {
        messages.add(Message.own(settings.floorSql()));
      }
    }
    messages.add(Message.own(settings.restoreSql()));
    messages.add(Message.own(history.insertSql(script.migration(), entry)));
    messages.add(Message.own(RunSettings.RESET));
    messages.add(Message.own(settings.restoreSql()));
    watch.probe().map(Message::own).ifPresent(messages::add);
    var outcome = send(id, messages);
    check.after(id, watch.probe().isPresent() ? outcome.lastValue() : null);
  }

  private StatementPipeline.Outcome send(MigrationId id, List<Message> messages)
      throws SQLException {
    var outcome =
        StatementPipeline.send(session.connection(), messages.stream().map(Message::sql).toList());
    SQLException failure = outcome.failure();
    if (failure != null) {
      throw messages
          .get(outcome.completed().size())
          .cause()
          .map(cause -> errors.of(cause.migration(), cause.statement(), failure))
          .orElseGet(() -> errors.aroundMigration(id, failure));
    }
    return outcome;
  }

  /** A migration's statement. */
  private record Cause(MigrationId migration, Statement statement) {}

  /** One text to be sent, and on whose behalf, unless it is one of ours. */
  private record Message(String sql, Optional<Cause> cause) {
    static Message own(String sql) {
      return new Message(sql, Optional.empty());
    }

    static Message of(MigrationId migration, Statement statement, String sql) {
      return new Message(sql, Optional.of(new Cause(migration, statement)));
    }
  }
}
