package dev.drydock.online;

import dev.drydock.migration.MigrationId;
import java.util.Map;
import java.util.Optional;

/**
 * What earlier runs did of pending migrations, by the numbers of their statements: what they began
 * goes on in the form in which it was begun, whatever the table looks like now.
 */
public record BegunSteps(Map<MigrationId, Map<Integer, Step>> steps) {

  /** Nothing was begun. */
  public static final BegunSteps NONE = new BegunSteps(Map.of());

  /**
   * One statement.
   *
   * @param done whether all of it is over
   * @param form empty where the statement ran as written in a transaction
   */
  public record Step(boolean done, Optional<FormChoice.Online> form) {}

  public BegunSteps {
    steps = Map.copyOf(steps);
  }

  /** Whether something of a migration stays from an earlier run. */
  public boolean has(MigrationId migration) {
    return steps.containsKey(migration);
  }

  public Optional<Step> step(MigrationId migration, int statement) {
    return Optional.ofNullable(steps.getOrDefault(migration, Map.of()).get(statement));
  }

  public boolean isDone(MigrationId migration, int statement) {
    return step(migration, statement).filter(Step::done).isPresent();
  }
}
