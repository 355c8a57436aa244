package dev.drydock.cli;

import java.util.function.Supplier;

/**
 * What a verb has to say.
 *
 * @param report the object that {@code --json} prints, the same as the endpoint's
 * @param text the same for people; asked for only when it will be printed
 */
record Answer(int exitCode, Object report, Supplier<String> text) {

  Answer(Object report, Supplier<String> text) {
    this(0, report, text);
  }
}
