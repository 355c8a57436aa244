/**
 * Reads migration files and turns their text into statements with positions; never sees a database.
 */
@NullMarked
package dev.drydock.sql;

import org.jspecify.annotations.NullMarked;
