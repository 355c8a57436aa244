/** Makes a plan from pending migrations and runs it step by step. */
@NullMarked
package dev.drydock.execution;

import org.jspecify.annotations.NullMarked;
