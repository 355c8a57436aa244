package dev.drydock.migration;

import java.util.Locale;

/** Every expected failure, with its HTTP status and exit code (DESIGN: contract). */
public enum ErrorCode {
  /** A parameter, verb or argument that does not exist or does not fit. */
  BAD_REQUEST(400, 2),
  INVALID_ADMIN_TOKEN(401, 2),
  UNKNOWN_PATH(404, 2),
  /** No run of this id is known. */
  UNKNOWN_RUN(404, 2),
  METHOD_NOT_ALLOWED(405, 2),
  /** The run has ended, so that it cannot be cancelled. */
  RUN_ENDED(409, 2),
  /** The run is in progress in another process, so that this one cannot follow or cancel it. */
  RUN_ELSEWHERE(409, 2),
  TOO_MANY_ATTEMPTS(429, 2),
  ADMIN_TOKEN_MISSING(503, 2),
  /** A setting is missing, malformed or dangerous. */
  CONFIGURATION(500, 2),
  /** The server answers, but will not have this user, password, database or encryption. */
  LOGIN_REFUSED(503, 2),
  /** The two database URLs lead to different databases. */
  DIFFERENT_DATABASES(500, 2),
  /** The server is too old, a standby, or otherwise not one to migrate. */
  UNSUITABLE_SERVER(422, 2),
  /** A table with the history's name belongs to another tool. */
  FOREIGN_HISTORY_TABLE(422, 2),
  /** A migration file cannot be accepted as it is. */
  FILE_REFUSED(422, 3),
  CHANGED_AFTER_APPLY(422, 3),
  OUT_OF_ORDER(422, 3),
  /** A statement that cannot run inside the run's transaction. */
  NOT_TRANSACTIONAL(422, 3),
  /** Lint refused the plan. */
  REFUSED(422, 3),
  /** The plan declares losses, so it runs only with the digest of its dry-run. */
  PLAN_REQUIRED(422, 3),
  /** The given digest is not that of the plan as it stands now. */
  STALE_PLAN(409, 3),
  /** The commit guard saw a loss that nobody declared. */
  UNDECLARED_LOSS(422, 3),
  RUN_LOCK_BUSY(409, 4),
  LOCKS_NOT_OBTAINED(409, 4),
  /** The run was asked to stop, and did before it committed what was left to do. */
  CANCELLED(409, 1),
  STATEMENT_FAILED(500, 1),
  /** A run of earlier ended before its work was done; nobody remembers why. */
  RUN_UNFINISHED(500, 1),
  DATABASE_UNREACHABLE(503, 5),
  /** Nobody but a person can say what is right now. */
  NEEDS_A_PERSON(500, 6),
  INTERNAL(500, 1);

  private final int httpStatus;
  private final int exitCode;

  ErrorCode(int httpStatus, int exitCode) {
    this.httpStatus = httpStatus;
    this.exitCode = exitCode;
  }

  public int httpStatus() {
    return httpStatus;
  }

  public int exitCode() {
    return exitCode;
  }

  /** The form that reports show, such as {@code run-lock-busy}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
