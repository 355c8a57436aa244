package dev.drydock.catalog;

import dev.drydock.migration.Effect;
import org.jspecify.annotations.Nullable;

/**
 * An effect found in the catalog, and where.
 *
 * @param what what the effect alone does not say, such as old and new type; null when nothing
 * @param relation OID of the relation it concerns; empty when it concerns none
 * @param vanished whether it is a row that vanished
 * @param command number of the command that did it; -1 when unknown
 * @param rows the planner's estimate of the rows concerned; null when unknown
 */
public record CatalogEffect(
    Effect effect,
    @Nullable String what,
    CatalogPart part,
    String key,
    String relation,
    boolean vanished,
    long command,
    @Nullable Long rows) {}
