package dev.drydock.pipeline;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** The contract on the server of the build, in all versions that the matrix runs. */
@Tag("contract")
@Tag("core")
class CoreContractIT implements CoreContract {

  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  public Place place() {
    return new Place(
        database.url(),
        "%s?user=%s&password=%s"
            .formatted(database.jdbcUrl(), database.user(), database.password()));
  }
}
