package dev.drydock.cli;

import dev.drydock.lint.LintResult;
import dev.drydock.pipeline.FileLint;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes the safe form of statements into their files; everything else in them stays. */
final class LintFixer {

  private final FileLint.Outcome outcome;

  LintFixer(FileLint.Outcome outcome) {
    this.outcome = outcome;
  }

  /** Rewrites the files: one safe form for each statement. */
  void write() throws IOException {
    for (Map.Entry<Path, Script> entry : outcome.scripts().entrySet()) {
      List<LintResult.Fix> fixes =
          outcome.fixes().stream()
              .filter(fix -> fix.migration().equals(entry.getValue().migration().id()))
              .sorted(Comparator.comparingInt(LintResult.Fix::statement).reversed())
              .toList();
      if (!fixes.isEmpty()) {
        Files.writeString(entry.getKey(), fixed(entry.getValue(), fixes));
      }
    }
  }

  /**
   * From the last statement to the first, so that offsets stay true; the first fix of each wins.
   */
  private static String fixed(Script script, List<LintResult.Fix> fixes) {
    var text = new StringBuilder(script.migration().text());
    int done = Integer.MAX_VALUE;
    for (LintResult.Fix fix : fixes) {
      if (fix.statement() < done) {
        done = fix.statement();
        Statement statement = script.statements().get(done - 1);
        int from = statement.offset();
        text.replace(from, from + statement.text().length(), unended(fix.sql()));
      }
    }
    return text.toString();
  }

  /** The file's own semicolon stays. */
  private static String unended(String sql) {
    String stripped = sql.strip();
    return stripped.endsWith(";") ? stripped.substring(0, stripped.length() - 1) : stripped;
  }
}
