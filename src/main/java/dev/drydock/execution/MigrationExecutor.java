package dev.drydock.execution;

import dev.drydock.history.SchemaHistory;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.RunSettings;
import dev.drydock.postgres.SqlStates;
import dev.drydock.postgres.StatementPipeline;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Executes the steps of a plan in the open transaction, one round trip per migration: its
 * statements, settings put back, its history row.
 */
public final class MigrationExecutor {

  private final Connection connection;
  private final SchemaHistory history;
  private final SchemaHistory.Entry entry;
  private final RunSettings settings;
  private final StatementErrors errors;

  public MigrationExecutor(
      Connection connection,
      SchemaHistory history,
      SchemaHistory.Entry entry,
      RunSettings settings,
      boolean showRowData) {
    this.connection = connection;
    this.history = history;
    this.entry = entry;
    this.settings = settings;
    this.errors = new StatementErrors(showRowData);
  }

  /** Executes one migration; any failure is an exception, and the transaction is then void. */
  public void execute(Script script) {
    List<Message> messages = messages(script);
    MigrationId id = script.migration().id();
    try {
      var outcome =
          StatementPipeline.send(connection, messages.stream().map(Message::sql).toList());
      SQLException failure = outcome.failure();
      if (failure != null) {
        throw failed(id, messages.get(outcome.completed().size()).cause(), failure);
      }
    } catch (SQLException failure) {
      throw StatementErrors.lost("while %s ran".formatted(id), failure);
    }
  }

  /** What to tell when the server refused COMMIT. */
  public static DrydockException atCommit(Exception failure, boolean showRowData) {
    Throwable cause = failure;
    while (!(cause instanceof SQLException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new StatementErrors(showRowData)
        .atCommit(cause instanceof SQLException sql ? sql : new SQLException(failure));
  }

  private DrydockException failed(
      MigrationId id, Optional<Statement> statement, SQLException failure) {
    if (SqlStates.isUnreachable(failure.getSQLState())) {
      return StatementErrors.lost("while %s ran".formatted(id), failure);
    }
    return statement
        .map(own -> errors.of(id, own, failure))
        .orElseGet(() -> errors.aroundMigration(id, failure));
  }

  private List<Message> messages(Script script) {
    var messages = new ArrayList<Message>(script.statements().size() + 5);
    messages.add(Message.own(SchemaHistory.startSql()));
    for (Statement statement : script.statements()) {
      messages.add(new Message(statement.text(), Optional.of(statement)));
      if (RunSettings.touchesBounds(statement.text())) {
        messages.add(Message.own(settings.floorSql()));
      }
    }
    messages.add(Message.own(settings.restoreSql()));
    messages.add(Message.own(history.insertSql(script.migration(), entry)));
    messages.add(Message.own(RunSettings.RESET));
    messages.add(Message.own(settings.restoreSql()));
    return messages;
  }

  /** One text to be sent; the migration's statement that it is, unless it is one of ours. */
  private record Message(String sql, Optional<Statement> cause) {
    static Message own(String sql) {
      return new Message(sql, Optional.empty());
    }
  }
}
