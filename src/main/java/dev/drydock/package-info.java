/**
 * Starts the application, holds the settings record, wires the objects; nobody may look up at it.
 */
@NullMarked
package dev.drydock;

import org.jspecify.annotations.NullMarked;
