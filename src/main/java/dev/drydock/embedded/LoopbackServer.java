package dev.drydock.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Where an embedded server answers, and as whom.
 *
 * @param port TCP port on 127.0.0.1
 * @param user superuser of this server
 * @param password the superuser's, letters and digits only; it stands in {@link #url}, not in
 *     {@link #toString}
 */
public record LoopbackServer(int port, String user, String password) {

  private static final String HOST = "127.0.0.1";

  /** As a platform would hand it out, password included. */
  public String url(String database) {
    return "postgres://%s:%s@%s:%d/%s".formatted(user, password, HOST, port, database);
  }

  /** For the JDBC driver, without the credentials. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(HOST, port, database);
  }

  /** A connection of the superuser; the caller closes it. */
  public Connection connect(String database) throws SQLException {
    return connect(database, new Properties());
  }

  Connection connect(String database, Properties more) throws SQLException {
    var properties = new Properties();
    properties.putAll(more);
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("sslmode", "disable");
    return DriverManager.getConnection(jdbcUrl(database), properties);
  }

  @Override
  public String toString() {
    return "%s@%s:%d".formatted(user, HOST, port);
  }
}
