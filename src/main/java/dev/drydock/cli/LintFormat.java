package dev.drydock.cli;

import dev.drydock.migration.Redactor;
import dev.drydock.pipeline.FileLint;
import dev.drydock.pipeline.ReportJson;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** For whom lint prints. */
enum LintFormat {
  /** A person at a terminal. */
  TEXT(LintText::of),
  /** A program: the same object as {@code --json}. */
  JSON(outcome -> json(outcome.answer())),
  /** A code-scanning service. */
  SARIF(outcome -> json(Sarif.of(outcome))),
  /** GitHub Actions, which shows such lines beside the code. */
  GITHUB(GitHubAnnotations::of);

  private final Function<FileLint.Outcome, String> printer;

  LintFormat(Function<FileLint.Outcome, String> printer) {
    this.printer = printer;
  }

  static Optional<LintFormat> ofWord(String word) {
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }

  String print(FileLint.Outcome outcome) {
    return printer.apply(outcome);
  }

  private static String json(Object value) {
    return ReportJson.mapper(new Redactor(List.of())).writeValueAsString(value);
  }
}
