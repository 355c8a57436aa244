package dev.drydock.sql;

/**
 * Why a statement cannot run inside the run's transaction.
 *
 * @param what what the statement does, and why that does not go
 * @param next what to do instead
 */
public record TransactionObstacle(Kind kind, String what, String next) {

  /** The sort of obstacle. */
  public enum Kind {
    /** It begins, ends or divides a transaction itself: never accepted in a file. */
    CONTROLS_TRANSACTION,
    /** PostgreSQL refuses it inside a transaction. */
    RUNS_OUTSIDE,
    /** It uses an enum value that the same transaction adds. */
    USES_NEW_ENUM_VALUE
  }
}
