package dev.drydock.sql;

import dev.drydock.migration.MigrationId;

/** The file that a migration begins as, before anything is written into it. */
public final class NewFile {

  private static final String BOUNDS = "-- Drydock begins and commits: no BEGIN, no COMMIT here.";

  private NewFile() {}

  /** Its text: a helpful header. */
  public static String text(MigrationId id) {
    return """
        -- %s
        --
        -- Why:
        --
        -- The release that runs now keeps running while this is applied, so add first and take away
        -- in a later release: new tables, new columns that may be null or have a default.
        %s
        -- See what would happen: drydock dry-run. Do it: drydock migrate.
        -- Once applied anywhere, leave this file as it is; the next change gets the next file.

        """
        .formatted(id, BOUNDS);
  }

  /** Whether a text that holds no statement is still that header. */
  static boolean isForgotten(String text) {
    return text.contains(BOUNDS);
  }
}
