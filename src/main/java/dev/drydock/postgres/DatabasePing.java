package dev.drydock.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * Asks whether the database answers, on a connection of its own that is closed at once.
 *
 * <p>Each network step is bound to two seconds; the whole takes a few times that at worst, so a
 * caller in a hurry waits on another thread. Thread-safe.
 *
 * @param url where the database is
 */
public record DatabasePing(DatabaseUrl url) {

  private static final Map<String, String> BOUNDS =
      Map.of("loginTimeout", "2", "connectTimeout", "2", "socketTimeout", "2");

  /** Whether a connection was to be had and answered a query. */
  public boolean answers() {
    try (Connection connection = Opened.at(url, "health", BOUNDS).connection();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT 1")) {
      return rows.next();
    } catch (SQLException e) {
      return false;
    }
  }
}
