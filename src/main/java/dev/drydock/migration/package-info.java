/** The nouns of the field as immutable values, using nothing but the JDK. */
@NullMarked
package dev.drydock.migration;

import org.jspecify.annotations.NullMarked;
