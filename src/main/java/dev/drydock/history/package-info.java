/** Keeps the table of applied migrations and compares it with the files. */
@NullMarked
package dev.drydock.history;

import org.jspecify.annotations.NullMarked;
