package dev.drydock.migration;

import org.jspecify.annotations.Nullable;

/**
 * What lint or rehearsal says of a statement.
 *
 * @param statement number in the file, from 1; zero for the file as a whole
 * @param line line in the file, from 1
 * @param column column in its line, from 1, in characters
 * @param rule rule id, such as {@code index-build-blocks-writes}
 * @param effect the effect's words, or null for a finding without one
 * @param object the user's own name of what it concerns
 * @param lock the strongest lock taken on that object
 * @param blocks what waits meanwhile: {@code reads and writes}, {@code writes}, or null
 * @param message what happens and why it matters, in the user's own names
 * @param safe the safe way: ready SQL, or what to do
 */
public record Finding(
    MigrationId migration,
    int statement,
    int line,
    int column,
    String rule,
    Severity severity,
    @Nullable EffectKind effect,
    @Nullable String object,
    @Nullable LockMode lock,
    @Nullable String blocks,
    String message,
    @Nullable String safe) {}
