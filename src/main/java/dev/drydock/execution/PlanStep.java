package dev.drydock.execution;

import dev.drydock.migration.Effect;
import dev.drydock.migration.Finding;
import dev.drydock.migration.MigrationId;
import java.util.List;

/**
 * One migration of a plan.
 *
 * @param lane {@code transactional} or {@code online}
 * @param statements the exact statements to be sent, in order, password literals masked
 * @param effects what they do to what existed before, as far as the text tells
 */
public record PlanStep(
    MigrationId migration,
    String lane,
    List<String> statements,
    List<Effect> effects,
    List<Finding> findings) {}
