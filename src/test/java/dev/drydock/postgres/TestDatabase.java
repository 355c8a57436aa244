package dev.drydock.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A database of its own for one test, on a {@link TestServer}; closing drops it, whoever is
 * connected.
 *
 * <p>Threads may share it: every call opens a connection of its own.
 */
public final class TestDatabase implements AutoCloseable {

  static final String OWNER_PASSWORD = "owner-p4ssword";

  private final TestServer server;
  private final String name;
  private final String user;
  private final String password;

  private TestDatabase(TestServer server, String name, String user, String password) {
    this.server = server;
    this.name = name;
    this.user = user;
    this.password = password;
  }

  static TestDatabase ofSuperuser(TestServer server, String name) {
    return new TestDatabase(server, name, server.address().user(), server.address().password());
  }

  static TestDatabase ofOwner(TestServer server, String name, String owner) {
    return new TestDatabase(server, name, owner, OWNER_PASSWORD);
  }

  /** Another database of the same server and role; the caller makes and drops it. */
  public TestDatabase beside(String other) {
    return new TestDatabase(server, other, user, password);
  }

  public String name() {
    return name;
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return server.port();
  }

  /** The role that {@link #url}, {@link #properties} and {@link #connect} use. */
  public String user() {
    return user;
  }

  public String password() {
    return password;
  }

  /** As a platform hands it out: {@code postgres://user:password@host:port/name}. */
  public String url() {
    return "postgres://%s:%s@%s:%d/%s".formatted(user, password, host(), port(), name);
  }

  /** For the JDBC driver, without credentials: those are in {@link #properties}. */
  public String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s".formatted(host(), port(), name);
  }

  /** User and password for {@link DriverManager}, and how Drydock's own connections ask. */
  public Properties properties() {
    var properties = new Properties();
    properties.setProperty("preferQueryMode", "extendedForPrepared");
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    return properties;
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), properties());
  }

  /** A superuser's connection to this database, whoever its owner is. */
  public Connection connectAsSuperuser() throws SQLException {
    return server.address().connect(name);
  }

  /** Runs each text by itself, committed. */
  public void execute(String... statements) {
    try (var connection = connect()) {
      execute(connection, statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs each text by itself as superuser, committed. */
  public void executeAsSuperuser(String... statements) {
    try (var connection = connectAsSuperuser()) {
      execute(connection, statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of the only row, as the driver gives it; null where SQL says NULL. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T> T value(String sql) {
    List<Object> values = values(sql);
    if (values.size() != 1) {
      throw new IllegalStateException(values.size() + " rows instead of one: " + sql);
    }
    return (T) values.get(0);
  }

  /** The first column of all rows. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T> List<T> values(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      var values = new ArrayList<T>();
      while (rows.next()) {
        values.add((T) rows.getObject(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    server.execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name));
    if (!user.equals(server.address().user())) {
      server.execute("DROP ROLE IF EXISTS " + user);
    }
  }

  private static void execute(Connection connection, String... statements) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
