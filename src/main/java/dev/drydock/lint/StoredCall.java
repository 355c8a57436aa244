package dev.drydock.lint;

import dev.drydock.sql.QualifiedName;

/**
 * A function that a table calls when rows are written to it.
 *
 * @param column whose default it is; empty where every row calls it
 */
record StoredCall(QualifiedName function, String column) {}
