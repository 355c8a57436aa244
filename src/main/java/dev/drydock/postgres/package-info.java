/** Everything Drydock knows about talking to one PostgreSQL server over JDBC. */
@NullMarked
package dev.drydock.postgres;

import org.jspecify.annotations.NullMarked;
