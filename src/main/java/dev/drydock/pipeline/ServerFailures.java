package dev.drydock.pipeline;

import dev.drydock.execution.StatementErrors;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.ServerSilentException;
import dev.drydock.postgres.SqlStates;
import java.util.Optional;

/** Tells of a statement of Drydock's own that the server refused. */
final class ServerFailures {

  private ServerFailures() {}

  static DrydockException of(MigrationSettings settings, Exception failure) {
    String state = SqlStates.of(failure);
    String host = settings.database().shownHost();
    Optional<DrydockException> ended = StatementErrors.endedByTheDriver(failure);
    if (ended.isPresent()) {
      return ended.get();
    }
    if (SqlStates.sql(failure).filter(SqlStates::isOfStatementPooling).isPresent()) {
      return new DrydockException(
          new Failure(
              ErrorCode.UNSUITABLE_SERVER,
              "%s is a connection pooler in statement mode, which allows no transaction of several statements."
                  .formatted(host),
              Failure.NOTHING_EXECUTED,
              "Set MIGRATION_DATABASE_URL to the direct (unpooled) URL of the same database, or the pooler to transaction mode."),
          failure);
    }
    if (state == null || SqlStates.isUnreachable(state)) {
      return new DrydockException(
          new Failure(
              ErrorCode.DATABASE_UNREACHABLE,
              "The connection to %s was lost%s."
                  .formatted(host, ServerSilentException.toldIn(failure)),
              Failure.NOTHING_EXECUTED,
              "When the server is back, try again."),
          failure);
    }
    ErrorCode code =
        SqlStates.sql(failure).filter(SqlStates::isLockConflict).isPresent()
            ? ErrorCode.LOCKS_NOT_OBTAINED
            : ErrorCode.STATEMENT_FAILED;
    return new DrydockException(
        new Failure(
            code,
            "A query of Drydock's own failed on %s: %s [SQLSTATE %s]."
                .formatted(host, words(failure), state),
            Failure.ROLLED_BACK,
            code == ErrorCode.LOCKS_NOT_OBTAINED
                ? "Another session holds a lock that it needs, on the history table or on a table that the files name: try again when it is done."
                : "Check that the database user may read and write the history table."),
        failure);
  }

  /** The same of what only reads, so that there was no run. */
  static DrydockException reading(DrydockException failure) {
    return failure.failure().left().equals(Failure.ROLLED_BACK)
        ? new DrydockException(failure.failure().leaving(Failure.NOTHING_EXECUTED), failure)
        : failure;
  }

  private static String words(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
