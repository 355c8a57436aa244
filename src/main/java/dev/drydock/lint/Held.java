package dev.drydock.lint;

import dev.drydock.migration.LockMode;
import dev.drydock.sql.QualifiedName;

/**
 * A lock that an action takes and its transaction keeps.
 *
 * @param table in full
 * @param recurses whether its partitions and children are locked too
 * @param fresh whether the run itself made the table, or there is none, so that nobody else can
 *     wait for it
 */
record Held(QualifiedName table, LockMode mode, Work work, boolean recurses, boolean fresh) {}
