package dev.drydock.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A connection as it could be opened.
 *
 * @param searchPath the URL's search path, where a pooler refused it at startup; each transaction
 *     must set it
 * @param silence what no answer means
 */
record Opened(Connection connection, Optional<String> searchPath, Silence silence) {

  /** Where the driver has a bound of its own for each answer. */
  private static final String BOUND = "socketTimeout";

  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(40);

  /** The name under which the server shows a session of this purpose. */
  static String applicationName(String purpose) {
    return "drydock " + purpose;
  }

  /**
   * Connects.
   *
   * <p>Settings that travel in the startup packet save a round trip, but some poolers refuse them;
   * then the driver sends its own afterwards, and {@code options} are left out. A server that takes
   * the connection and says nothing is given up after a while.
   *
   * @param purpose shown to others as the application's name, behind {@code drydock}
   * @param bounds properties of the driver that are stronger than the URL's
   */
  static Opened at(DatabaseUrl url, String purpose, Map<String, String> bounds)
      throws SQLException {
    Properties all = url.properties();
    all.setProperty("ApplicationName", applicationName(purpose));
    all.setProperty("prepareThreshold", "0");
    // Drydock's own queries, several in one text, in one message: less work for the server, which
    // plans the large ones in memory that it would give back and take anew between the messages of
    // the other protocol. The statements of a migration go by StatementPipeline, one each.
    all.setProperty("preferQueryMode", "extendedForPrepared");
    all.setProperty("tcpKeepAlive", "true");
    // What a host was a moment ago says nothing after a failover.
    all.putIfAbsent("hostRecheckSeconds", "0");
    all.putIfAbsent("connectTimeout", "10");
    all.putIfAbsent("loginTimeout", "30");
    all.putAll(bounds);
    var silence = new Silence(url, url.longestSilence().orElse(LONGEST_SILENCE));
    String token = PatientSocketFactory.handOver(silence);
    try {
      if (!bounds.containsKey(BOUND)) {
        all.setProperty("socketFactory", PatientSocketFactory.class.getName());
        all.setProperty("socketFactoryArg", token);
      }
      return at(url, all, silence);
    } finally {
      PatientSocketFactory.forget(token);
    }
  }

  private static Opened at(DatabaseUrl url, Properties all, Silence silence) throws SQLException {
    Properties first = new Properties();
    first.putAll(all);
    first.setProperty("assumeMinServerVersion", "14");
    try {
      return opened(url, first, Optional.empty(), silence);
    } catch (SQLException failure) {
      if (!String.valueOf(failure.getMessage()).contains("startup parameter")) {
        throw failure;
      }
    }
    all.remove("options");
    all.remove("currentSchema");
    return opened(url, all, url.searchPath(), silence);
  }

  private static Opened opened(
      DatabaseUrl url, Properties properties, Optional<String> searchPath, Silence silence)
      throws SQLException {
    Connection connection = DriverManager.getConnection(url.jdbcUrl(), properties);
    silence.of(connection);
    return new Opened(connection, searchPath, silence);
  }
}
