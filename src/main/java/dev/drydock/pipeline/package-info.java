/** The one place that knows the order: read, validate, lint, plan, execute, report. */
@NullMarked
package dev.drydock.pipeline;

import org.jspecify.annotations.NullMarked;
