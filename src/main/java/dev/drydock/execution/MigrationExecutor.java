package dev.drydock.execution;

import dev.drydock.history.SchemaHistory;
import dev.drydock.migration.DrydockException;
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

  public MigrationExecutor(
      Session session,
      SchemaHistory history,
      SchemaHistory.Entry entry,
      RunSettings settings,
      CommitCheck check,
      StatementErrors errors) {
    this.session = session;
    this.history = history;
    this.entry = entry;
    this.settings = settings;
    this.check = check;
    this.errors = errors;
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
    messages.add(Message.own(SchemaHistory.startSql()));
    for (Statement statement : script.statements()) {
      if (watch.alone().contains(statement.number())) {
        if (!messages.isEmpty()) {
          send(id, messages);
          messages.clear();
        }
        check.before(id, statement.number());
        var outcome = send(id, List.of(new Message(statement.text(), Optional.of(statement))));
        check.after(id, statement.number(), outcome.completed().get(0).rows());
      } else {
        messages.add(new Message(statement.text(), Optional.of(statement)));
      }
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
      throw failed(id, messages.get(outcome.completed().size()).cause(), failure);
    }
    return outcome;
  }

  private DrydockException failed(
      MigrationId id, Optional<Statement> statement, SQLException failure) {
    return statement
        .map(own -> errors.of(id, own, failure))
        .orElseGet(() -> errors.aroundMigration(id, failure));
  }

  /** One text to be sent; the migration's statement that it is, unless it is one of ours. */
  private record Message(String sql, Optional<Statement> cause) {
    static Message own(String sql) {
      return new Message(sql, Optional.empty());
    }
  }
}
