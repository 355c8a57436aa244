package dev.drydock.lint;

import dev.drydock.online.WrittenForm;
import java.util.Optional;

/**
 * The safe way of a whole statement, as far as a form knows one.
 *
 * @param form ready SQL in the place of the statement
 * @param instead what can be done where there is no form
 * @param divided whether Drydock may put the statement's parts into transactions of their own, so
 *     that the form can stand in the same file
 * @param batched whether the file asks for the statement in batches
 */
record SafeWay(
    Optional<WrittenForm> form, Optional<String> instead, boolean divided, boolean batched) {

  static final SafeWay UNKNOWN = new SafeWay(Optional.empty(), Optional.empty(), false, false);

  /** A judgement that teaches this way; where there is none it stays as it is. */
  Judgement taught(Judgement told) {
    return form.map(written -> taught(written, told))
        .or(() -> instead.map(told::safe))
        .orElse(told);
  }

  private Judgement taught(WrittenForm written, Judgement told) {
    return written.divisible() && divided
        ? told.replacement(written.text())
        : told.safe(written.text() + ";");
  }
}
