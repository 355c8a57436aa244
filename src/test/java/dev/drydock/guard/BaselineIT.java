package dev.drydock.guard;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.drydock.execution.CheckScope;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The first look at a transaction that has written before, as one that made the history table. */
class BaselineIT {

  @Test
  void readsCountersOfMoreCatalogsThanANameHasCharacters() throws SQLException {
    try (TestDatabase database = TestServer.shared().newDatabase();
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      var guard = new CommitGuard();
      guard.prepare(
          connection,
          new CheckScope(
              List.of(),
              "public",
              "schema_migrations",
              true,
              Set.of(),
              Set.of(),
              database::connect));
      statement.execute("BEGIN");
      statement.execute(
          "CREATE TABLE h (id serial PRIMARY KEY, at timestamptz DEFAULT now(), c int CHECK (c > 0))");

      assertThatCode(() -> guard.begin(connection, List.of())).doesNotThrowAnyException();

      statement.execute("ROLLBACK");
    }
  }
}
