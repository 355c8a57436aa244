/** Judges a script by its text and the schema facts it is given, without touching a database. */
@NullMarked
package dev.drydock.lint;

import org.jspecify.annotations.NullMarked;
