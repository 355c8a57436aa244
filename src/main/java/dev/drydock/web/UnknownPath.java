package dev.drydock.web;

import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;

/** Tells a caller with the token that there is nothing at the path, and what there is. */
final class UnknownPath {

  private UnknownPath() {}

  static Failure failure() {
    return new Failure(
        ErrorCode.UNKNOWN_PATH,
        "There is nothing at this path.",
        Failure.NOTHING_EXECUTED,
        "Known are GET /__admin/health, GET /__admin/migrate/dry-run, POST /__admin/migrate, GET /__admin/history, GET /__admin/runs, GET /__admin/runs/RUN, GET /__admin/runs/RUN/events and POST /__admin/runs/RUN/cancel.");
  }
}
