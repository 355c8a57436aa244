/** Starts and stops the PostgreSQL that comes along, for a first run and for scratch databases. */
@NullMarked
package dev.drydock.embedded;

import org.jspecify.annotations.NullMarked;
