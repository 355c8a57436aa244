package dev.drydock.sql;

import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import java.util.List;
import java.util.Map;

/**
 * A folder of migrations as it was at one moment.
 *
 * @param migrations in the order in which they run
 * @param downs the reverse of a migration, by its id; they never run by themselves
 * @param warnings what is worth knowing and stops nothing
 */
public record MigrationFolder(
    List<Migration> migrations, Map<MigrationId, Migration> downs, List<String> warnings) {

  public MigrationFolder {
    migrations = List.copyOf(migrations);
    downs = Map.copyOf(downs);
    warnings = List.copyOf(warnings);
  }
}
