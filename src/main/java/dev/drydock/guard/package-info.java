/** Answers, inside the open transaction, whether the result may be committed. */
@NullMarked
package dev.drydock.guard;

import org.jspecify.annotations.NullMarked;
