package dev.drydock.cli;

import dev.drydock.migration.Failure;
import dev.drydock.migration.Redactor;
import java.util.Set;

/** A failure: what is wrong, what is left, what to do now, and the facts behind it. */
public final class FailureText {

  /** Facts that are for machines here; the preview tells them to people. */
  private static final Set<String> IN_THE_PREVIEW = Set.of("steps", "checklist");

  private FailureText() {}

  /** Says it on standard error, secrets taken out. */
  public static void tell(Failure failure, Terminal terminal, Redactor redactor) {
    terminal.redactWith(() -> redactor);
    terminal.say(of(failure));
  }

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
      failure
          .facts()
          .forEach(
              (name, value) -> {
                if (!IN_THE_PREVIEW.contains(name)) {
                  FactText.append(page, name, value, "");
                }
              });
    }
    return page.toString();
  }
}
