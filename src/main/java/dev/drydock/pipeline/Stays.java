package dev.drydock.pipeline;

import dev.drydock.migration.MigrationId;

/**
 * What a run has committed and no later failure takes away.
 *
 * @param statement number of the last committed one in the file; zero for the whole migration
 * @param words as reports say it
 */
record Stays(MigrationId migration, int statement, String words) {

  static Stays whole(MigrationId migration) {
    return new Stays(migration, 0, migration.toString());
  }

  static Stays upTo(MigrationId migration, int first, int last) {
    String words =
        first == last
            ? "%s, statement %d".formatted(migration, first)
            : "%s, statements %d to %d".formatted(migration, first, last);
    return new Stays(migration, last, words);
  }

  /** Whether the migration is applied. */
  boolean isWhole() {
    return statement == 0;
  }

  @Override
  public String toString() {
    return words;
  }
}
