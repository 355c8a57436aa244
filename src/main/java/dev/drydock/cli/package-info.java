/** Terminal only: arguments, printing, exit codes. */
@NullMarked
package dev.drydock.cli;

import org.jspecify.annotations.NullMarked;
