package dev.drydock.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What SQLSTATE codes mean for a run.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL,
 *     Appendix A</a>
 */
public final class SqlStates {

  /** lock_not_available, deadlock_detected, serialization_failure. */
  private static final Set<String> LOCKS = Set.of("55P03", "40P01", "40001");

  /**
   * admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, idle_session_timeout,
   * idle_in_transaction_session_timeout.
   */
  private static final Set<String> GONE =
      Set.of("57P01", "57P02", "57P03", "57P04", "57P05", "25P03");

  /** Class 28, invalid authorization, and invalid_catalog_name: no such database. */
  private static final String NO_SUCH_DATABASE = "3D000";

  /** Class of integrity constraint violations. */
  public static final String INTEGRITY = "23";

  /** insufficient_privilege. */
  public static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** read_only_sql_transaction. */
  public static final String READ_ONLY = "25006";

  /** too_many_connections. */
  static final String TOO_MANY_CONNECTIONS = "53300";

  /** transaction_timeout; the server ends the session. */
  public static final String TRANSACTION_TIMEOUT = "25P04";

  private SqlStates() {}

  /** The server is there, but refuses user, password or database; waiting changes nothing. */
  public static boolean isLoginRefused(@Nullable String state) {
    return state != null && (state.startsWith("28") || state.equals(NO_SUCH_DATABASE));
  }

  /** A lock was not to be had; nothing is wrong with the statement. */
  public static boolean isLockConflict(@Nullable String state) {
    return state != null && LOCKS.contains(state);
  }

  /**
   * The same, or two sessions changed one catalog row at the same time, as GRANT can, which takes
   * no lock: the server calls that an internal error, and never translates it.
   */
  public static boolean isLockConflict(SQLException failure) {
    return isLockConflict(failure.getSQLState())
        || ("XX000".equals(failure.getSQLState())
            && String.valueOf(failure.getMessage()).contains("tuple concurrently "));
  }

  /**
   * The statement is wrong whatever the rows are: classes 42 without insufficient_privilege, 0A,
   * object_not_in_prerequisite_state, and 22 for a constant in it.
   */
  public static boolean isOfStatement(@Nullable String state) {
    return state != null
        && !state.equals(INSUFFICIENT_PRIVILEGE)
        && (state.startsWith("42")
            || state.startsWith("0A")
            || state.startsWith("22")
            || state.equals("55000"));
  }

  /** PgBouncer in statement mode refuses a transaction of several statements. */
  public static boolean isOfStatementPooling(SQLException failure) {
    return String.valueOf(failure.getMessage()).contains("statement pooling mode");
  }

  /** Rows do not fit: classes 22, data exceptions, and 23. */
  public static boolean isOfData(@Nullable String state) {
    return state != null && (state.startsWith("22") || state.startsWith(INTEGRITY));
  }

  /** Somebody cancelled it, or its time was up; nothing is wrong with the statement. */
  public static boolean isCancelled(@Nullable String state) {
    return "57014".equals(state);
  }

  /** The same, or the time of its transaction was. */
  public static boolean isOutOfTime(@Nullable String state) {
    return isCancelled(state) || TRANSACTION_TIMEOUT.equals(state);
  }

  /** Class 53: disk, memory or a limit of the server; nothing is wrong with the statement. */
  public static boolean isShortage(@Nullable String state) {
    return state != null && state.startsWith("53");
  }

  /** The connection or the server is gone, or was never there. */
  public static boolean isUnreachable(@Nullable String state) {
    return state != null
        && (state.startsWith("08") || GONE.contains(state) || state.equals(TOO_MANY_CONNECTIONS));
  }

  /** The state of the first SQLException in a chain of causes. */
  public static @Nullable String of(Throwable failure) {
    return sql(failure).map(SQLException::getSQLState).orElse(null);
  }

  /** The first SQLException in a chain of causes. */
  public static Optional<SQLException> sql(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}
