package dev.drydock.guard;

import dev.drydock.migration.Effect;
import dev.drydock.migration.MigrationId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loss that was found, before anybody asks whether it was declared.
 *
 * @param what what the effect alone does not say; null when nothing
 * @param rows rows concerned; null when unknown
 * @param estimate whether that is the planner's estimate
 * @param migration the one that did it, or, where not {@code exact}, the last that can have; null
 *     when unknown
 * @param alternatives effects whose declaration allows this one as well
 */
record Found(
    Effect effect,
    @Nullable String what,
    @Nullable Long rows,
    boolean estimate,
    @Nullable MigrationId migration,
    boolean exact,
    List<Effect> alternatives) {

  Found {
    alternatives = List.copyOf(alternatives);
  }
}
