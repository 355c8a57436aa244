/**
 * The safe forms of plain statements: what an expert would have typed instead, for each statement
 * that must not run as written on a large table. Pure; sends nothing.
 */
@NullMarked
package dev.drydock.online;

import org.jspecify.annotations.NullMarked;
