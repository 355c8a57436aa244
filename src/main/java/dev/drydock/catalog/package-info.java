/** Snapshots of a database's catalog, and what differs between two of them as effects. */
@NullMarked
package dev.drydock.catalog;

import org.jspecify.annotations.NullMarked;
