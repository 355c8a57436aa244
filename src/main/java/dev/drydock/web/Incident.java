package dev.drydock.web;

import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * An error nobody expected: the answer and the log share an id, and neither shows SQL text or row
 * data, which the messages of database exceptions are full of.
 */
public final class Incident {

  private static final Logger LOG = LoggerFactory.getLogger(Incident.class);
  private static final int FRAMES = 40;

  private Incident() {}

  /** Logs the error under a new id and tells it as a failure. */
  public static Failure of(Throwable error) {
    String id = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("[ERROR] incident {}: {}", id, describe(error));
    return new Failure(
            ErrorCode.INTERNAL,
            "An unexpected error happened inside Drydock: incident %s.".formatted(id),
            "What it left behind is not known to this answer.",
            "Look at GET /__admin/history for what was applied, and in the log for incident %s. Repeating the request is safe."
                .formatted(id))
        .with("incident", id);
  }

  /** Kinds and places of the error and its causes, with the messages of those that hold no data. */
  static String describe(Throwable error) {
    var text = new StringBuilder();
    for (Throwable link = error; link != null; link = link.getCause()) {
      text.append(text.isEmpty() ? "" : System.lineSeparator() + "caused by ").append(name(link));
      text.append(
          Arrays.stream(link.getStackTrace())
              .limit(FRAMES)
              .map(frame -> System.lineSeparator() + "    at " + frame)
              .collect(Collectors.joining()));
    }
    return text.toString();
  }

  private static String name(Throwable error) {
    String type = error.getClass().getName();
    if (error instanceof SQLException sql) {
      return type + " with SQLSTATE " + sql.getSQLState();
    }
    return error instanceof DataAccessException ? type : type + ": " + error.getMessage();
  }
}
