package dev.drydock.execution;

import dev.drydock.migration.Effect;
import dev.drydock.migration.Finding;
import dev.drydock.migration.MigrationId;
import java.util.List;

/**
 * One migration of a plan, or the part of it that commits by itself.
 *
 * @param atom steps of one number commit together, and stay, whatever follows
 * @param lane {@code transactional} or {@code online}
 * @param statements the exact statements to be sent, in order, password literals masked
 * @param form name of the safe form; empty for statements that are sent as written
 * @param written the statement that the safe form stands for; empty for statements sent as written
 * @param differences what will differ in the end from the statement as written
 * @param effects what they do to what existed before, as far as the text tells
 */
public record PlanStep(
    MigrationId migration,
    int atom,
    String lane,
    String form,
    List<String> statements,
    List<String> written,
    List<String> differences,
    List<Effect> effects,
    List<Finding> findings) {}
