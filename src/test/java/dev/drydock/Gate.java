package dev.drydock;

import dev.drydock.postgres.TestDatabase;

/** Holds a migration up in its midst until the test lets it go on. */
record Gate(TestDatabase database) {

  /** Makes the gate, closed. */
  static Gate in(TestDatabase database) {
    database.execute("CREATE TABLE gate (open boolean)");
    return new Gate(database);
  }

  /** A statement that ends when the gate is open. */
  static String sql() {
    return """
        DO $$ BEGIN
          WHILE NOT EXISTS (SELECT FROM gate WHERE open) LOOP PERFORM pg_sleep(0.02); END LOOP;
        END $$;
        """;
  }

  /** Waits until a run stands before the gate. */
  void awaitRun() throws InterruptedException {
    for (int i = 0; standing() == 0; i++) {
      if (i > 3000) {
        throw new AssertionError("no run came to the gate in a minute");
      }
      Thread.sleep(20);
    }
  }

  /** How many runs stand before the gate. */
  long standing() {
    return database.<Long>value(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND pid <> pg_backend_pid() AND query LIKE '%WHILE NOT EXISTS%' AND state = 'active'");
  }

  void open() {
    database.execute("INSERT INTO gate VALUES (true)");
  }
}
