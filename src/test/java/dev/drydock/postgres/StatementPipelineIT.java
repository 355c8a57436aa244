package dev.drydock.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What travels together, and in which transaction. */
class StatementPipelineIT {

  private TestDatabase database;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    database = TestServer.shared().newDatabaseWithOwner();
    connection = database.connect();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    database.close();
  }

  /** Only a transaction that was begun takes a savepoint. */
  @Test
  void whatIsSentIsATransactionThatTheStatementsEnd() throws SQLException {
    var outcome =
        StatementPipeline.send(
            connection,
            List.of("SAVEPOINT a", "CREATE TABLE t (id int)", "COMMIT", "SELECT 7"),
            Set.of(3));

    assertThat((Object) outcome.failure()).isNull();
    assertThat(outcome.completed().get(3).value()).isEqualTo("7");
    assertThat(database.<Boolean>value("SELECT to_regclass('t') IS NOT NULL")).isTrue();
  }

  @Test
  void whatIsRunIsInNoTransactionOfOurs() throws SQLException {
    StatementPipeline.run(connection, List.of("CREATE TABLE t (id int)"));
    StatementPipeline.run(connection, List.of("CREATE INDEX CONCURRENTLY i ON t (id)"));

    assertThat(database.<Boolean>value("SELECT to_regclass('i') IS NOT NULL")).isTrue();
  }

  @Test
  void oneTextIsOneStatement() {
    assertThatThrownBy(
            () -> StatementPipeline.run(connection, List.of("CREATE TABLE t (); DROP TABLE t")))
        .hasMessageContaining("multiple commands");
  }

  /** No statement failed, so none must be blamed. */
  @Test
  void aConnectionThatTheDriverEndsIsNoStatementsFailure() {
    var statements = List.of("SET datestyle = 'German'");

    assertThatThrownBy(() -> StatementPipeline.send(connection, statements, Set.of()))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("DateStyle");
  }
}
