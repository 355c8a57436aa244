package dev.drydock.lint;

import dev.drydock.online.FormChoice;
import dev.drydock.online.WrittenForm;
import java.util.Optional;

/**
 * The safe way of a whole statement, as far as a form knows one.
 *
 * @param form ready SQL in the place of the statement
 * @param instead what can be done where there is no form
 */
record SafeWay(Optional<WrittenForm> form, Optional<String> instead) {

  static final SafeWay UNKNOWN = new SafeWay(Optional.empty(), Optional.empty());

  static SafeWay none(FormChoice.Impossible impossible) {
    return new SafeWay(Optional.empty(), Optional.of(impossible.instead()));
  }

  /** A judgement that teaches this way; where there is none it stays as it is. */
  Judgement taught(Judgement told) {
    return form.map(
            written ->
                written.divisible()
                    ? told.replacement(written.text())
                    : told.safe(written.text() + ";"))
        .or(() -> instead.map(told::safe))
        .orElse(told);
  }
}
