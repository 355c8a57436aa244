package dev.drydock.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Asks whether the database answers, on a connection of its own that is closed at once.
 *
 * <p>Each network step is bound to two seconds; the whole takes a few times that at worst, so a
 * caller in a hurry waits on another thread. Thread-safe.
 */
public final class DatabasePing {

  private static final String SECONDS = "2";

  private final String jdbcUrl;
  private final Properties properties;

  /** Takes the URL without credentials, and the driver's properties with them. */
  public DatabasePing(String jdbcUrl, Properties properties) {
    this.jdbcUrl = jdbcUrl;
    this.properties = new Properties();
    this.properties.putAll(properties);
    for (String bound : new String[] {"loginTimeout", "connectTimeout", "socketTimeout"}) {
      this.properties.setProperty(bound, SECONDS);
    }
    this.properties.setProperty("ApplicationName", "drydock health");
    this.properties.setProperty("assumeMinServerVersion", "14");
  }

  /** Whether a connection was to be had and answered a query. */
  public boolean answers() {
    try (Connection connection = new Driver().connect(jdbcUrl, properties)) {
      return connection != null && selectsOne(connection);
    } catch (SQLException e) {
      return false;
    }
  }

  private static boolean selectsOne(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT 1")) {
      return rows.next();
    }
  }
}
