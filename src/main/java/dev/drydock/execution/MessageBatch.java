package dev.drydock.execution;

import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.StatementPipeline;
import dev.drydock.sql.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Statements on their way into one message, each with the migration it belongs to. Once it is
 * {@link #full()}, it should be sent: what waits for the wire is held in memory, twice.
 */
final class MessageBatch {

  private static final int MOST_MIGRATIONS = 100;
  private static final int MOST_CHARACTERS = 256 * 1024;

  private final Connection connection;
  private final StatementErrors errors;
  private final List<Message> messages = new ArrayList<>();
  private final List<Ended> ended = new ArrayList<>();
  private int characters;

  MessageBatch(Connection connection, StatementErrors errors) {
    this.connection = connection;
    this.errors = errors;
  }

  /**
   * A text to be sent.
   *
   * @param cause the migration's statement that failed if it fails; empty for one of Drydock's own
   */
  private record Message(MigrationId migration, String sql, Optional<Statement> cause) {}

  /**
   * A migration whose last statement is in the batch.
   *
   * @param last place of its end
   * @param row place of its history row, which answers how long it took
   * @param probe place of its probe
   */
  record Ended(Work work, int last, Optional<Integer> row, Optional<Integer> probe) {}

  /** Adds a statement of Drydock's own; the place of its answer. */
  int own(MigrationId migration, String sql) {
    return add(new Message(migration, sql, Optional.empty()));
  }

  /** Adds a statement of a migration, or what must come before it; the place of its answer. */
  int onBehalf(MigrationId migration, Statement statement, String sql) {
    return add(new Message(migration, sql, Optional.of(statement)));
  }

  private int add(Message message) {
    messages.add(message);
    characters += message.sql().length();
    return messages.size() - 1;
  }

  /** Notes that the last statement of a migration was added. */
  void ends(Work work, Optional<Integer> row, Optional<Integer> probe) {
    ended.add(new Ended(work, messages.size() - 1, row, probe));
  }

  /** The migrations that ended in it, in their order. */
  List<Ended> ended() {
    return List.copyOf(ended);
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  boolean full() {
    return ended.size() >= MOST_MIGRATIONS || characters >= MOST_CHARACTERS;
  }

  /**
   * Sends all of it, and waits for its end.
   *
   * @param asking places of statements whose answer is wanted beside the history rows' and probes'
   * @throws dev.drydock.migration.DrydockException that names the statement which failed
   */
  List<StatementPipeline.Completed> send(Set<Integer> asking) throws SQLException {
    var wanted = new HashSet<>(asking);
    ended.forEach(
        end -> {
          end.row().ifPresent(wanted::add);
          end.probe().ifPresent(wanted::add);
        });
    var outcome =
        StatementPipeline.send(connection, messages.stream().map(Message::sql).toList(), wanted);
    SQLException failure = outcome.failure();
    if (failure != null) {
      Message culprit = messages.get(outcome.completed().size());
      throw culprit
          .cause()
          .map(own -> errors.of(culprit.migration(), own, failure))
          .orElseGet(() -> errors.aroundMigration(culprit.migration(), failure));
    }
    return outcome.completed();
  }
}
