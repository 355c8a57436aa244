package dev.drydock.web;

import dev.drydock.migration.ErrorCode;
import java.util.Locale;

/** Where a run stands. */
enum RunState {
  RUNNING,
  SUCCEEDED,
  /** A statement, the connection or a lock failed it. */
  FAILED,
  /** It must not run as it is; nothing of it was executed, or it was rolled back. */
  REFUSED,
  CANCELLED;

  static RunState of(ErrorCode code) {
    if (code == ErrorCode.CANCELLED) {
      return CANCELLED;
    }
    return code.exitCode() == 3 || code.httpStatus() == 422 ? REFUSED : FAILED;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
