package dev.drydock.cli;

import dev.drydock.migration.Failure;

/** A failure: what is wrong, what is left, what to do now, and the facts behind it. */
final class FailureText {

  private FailureText() {}

  static String of(Failure failure) {
    var page =
        new Page().line(Style.RED.of(failure.code().slug()) + "  " + Style.BOLD.of(failure.what()));
    if (!failure.left().isBlank()) {
      page.line(failure.left());
    }
    if (!failure.next().isBlank()) {
      page.line(Style.BOLD.of("Next: ") + failure.next());
    }
    if (!failure.facts().isEmpty()) {
      page.blank();
      failure.facts().forEach((name, value) -> FactText.append(page, name, value, ""));
    }
    return page.toString();
  }
}
