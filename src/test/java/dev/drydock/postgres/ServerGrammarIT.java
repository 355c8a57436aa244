package dev.drydock.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ServerGrammarIT {

  @Test
  void tellsWhatTheServerAcceptsAndRunsNothing() throws SQLException {
    try (TestDatabase database = TestServer.shared().newDatabase();
        Connection connection = database.connect()) {
      assertThat(ServerGrammar.rejection(connection, "CREATE TABLE a (x int)")).isEmpty();
      assertThat(ServerGrammar.rejection(connection, "VACUUM")).isEmpty();
      assertThat(ServerGrammar.rejection(connection, "ALTER SYSTEM SET work_mem = '1MB'"))
          .isEmpty();
      assertThat(
              ServerGrammar.rejection(
                  connection,
                  "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END"))
          .isEmpty();

      assertThat(ServerGrammar.rejection(connection, "CREATE TABEL a (x int)"))
          .contains(new ServerGrammar.Rejection("syntax error at or near \"TABEL\"", 8));

      assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'a'"))
          .isZero();
      assertThat(connection.createStatement().execute("SELECT 1")).isTrue();
    }
  }
}
