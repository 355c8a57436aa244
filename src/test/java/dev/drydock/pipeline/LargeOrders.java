package dev.drydock.pipeline;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;

/** A table of orders that counts as large, in a database of an ordinary role. */
final class LargeOrders {

  private LargeOrders() {}

  static TestDatabase database() {
    TestDatabase database = TestServer.shared().newDatabaseWithOwner();
    database.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, note text, total int)",
        "INSERT INTO orders SELECT n, 'n' || n % 7, n FROM generate_series(1, 200) n",
        "CREATE INDEX orders_note ON orders (note)",
        "ANALYZE orders");
    return database;
  }

  static Project project(Path folder, TestDatabase database) {
    return new Project(folder, database).largeFrom(20);
  }
}
