package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.TestDatabase;
import java.util.List;
import java.util.stream.IntStream;

/** Twenty migrations none of which can run twice, and the proof that each ran once. */
final class TwentyMigrations {

  static final int COUNT = 20;

  private TwentyMigrations() {}

  /** Writes them; each takes at least the given time. */
  static Project into(Project project, double seconds) {
    for (int n = 1; n <= COUNT; n++) {
      project.file(
          name(n),
          """
          CREATE TABLE thing_%1$d (id bigserial PRIMARY KEY, note text NOT NULL);
          INSERT INTO thing_%1$d (note) SELECT 'note ' || n FROM generate_series(1, %1$d) AS n;
          SELECT pg_sleep(%2$s);
          CREATE INDEX thing_%1$d_note ON thing_%1$d (note);
          """
              .formatted(n, seconds));
    }
    return project;
  }

  static Project into(Project project) {
    return into(project, 0);
  }

  static List<MigrationId> ids() {
    return IntStream.rangeClosed(1, COUNT).mapToObj(n -> new MigrationId(name(n))).toList();
  }

  /** Every table and row is there once, and so is every row of the history, of one run. */
  static void assertApplied(TestDatabase database) {
    assertThat(database.<String>values("SELECT id FROM schema_migrations ORDER BY id"))
        .isEqualTo(ids().stream().map(MigrationId::value).toList());
    assertThat(database.<Long>value("SELECT count(DISTINCT drydock_run) FROM schema_migrations"))
        .isEqualTo(1);
    for (int n = 1; n <= COUNT; n++) {
      assertThat(database.<Long>value("SELECT count(*) FROM thing_" + n)).isEqualTo(n);
    }
  }

  private static String name(int n) {
    return "%04d_thing".formatted(n);
  }
}
