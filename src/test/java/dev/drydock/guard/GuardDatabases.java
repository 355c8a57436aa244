package dev.drydock.guard;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;

/** The databases of the corpora: one fixture, owned by an ordinary role and by a superuser. */
final class GuardDatabases {

  private static final Object ROLES = new Object();

  private GuardDatabases() {}

  static TestDatabase owned() {
    roles();
    TestDatabase database = TestServer.shared().newDatabaseWithOwner();
    database.executeAsSuperuser("ALTER SCHEMA public OWNER TO " + database.user());
    database.execute(GuardCase.text("fixture.sql"));
    return database;
  }

  static TestDatabase superuser() {
    roles();
    TestDatabase database = TestServer.shared().newDatabase();
    database.execute(GuardCase.text("fixture.sql"), GuardCase.text("fixture-superuser.sql"));
    return database;
  }

  private static void roles() {
    synchronized (ROLES) {
      TestServer.shared()
          .execute(
              """
              DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'guard_app') THEN
                  CREATE ROLE guard_app LOGIN PASSWORD 'guard-p4ssword';
                  ALTER ROLE guard_app SET work_mem = '5MB';
                  CREATE ROLE guard_group;
                  CREATE ROLE guard_gone;
                  GRANT guard_group TO guard_app;
                END IF;
              END $$
              """);
    }
  }
}
