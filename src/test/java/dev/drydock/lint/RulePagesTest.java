package dev.drydock.lint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** RULES.md is rendered from the rules and their examples; a stale one is written anew. */
class RulePagesTest {

  @Test
  void rulesPageIsCurrent() throws IOException {
    String page =
        """
        # What lint knows

        Rendered from the rules and their examples by a test; edit those, not this page.
        The examples that begin with "given" ran before.

        | rule | severity | lock | who waits, and how long | holds on |
        | --- | --- | --- | --- | --- |
        %s

        %s"""
            .formatted(
                RuleExample.all().map(RulePagesTest::row).collect(Collectors.joining("\n")),
                RuleExample.all().map(RulePagesTest::page).collect(Collectors.joining("\n")));

    RuleExample.requireStored(Path.of("RULES.md"), page);
  }

  private static String row(RuleExample example) {
    RuleDoc doc = example.doc();
    String blocks = RuleDoc.blocks(doc.lock());
    return "| [%s](#%s) | %s | %s | %s | %s |"
        .formatted(
            doc.id(),
            doc.id(),
            doc.severity(),
            doc.lock() == null ? "" : doc.lock(),
            blocks == null ? "" : blocks + " " + doc.work().words(),
            versions(doc));
  }

  private static String versions(RuleDoc doc) {
    if (doc.since() == 0 && doc.until() == 0) {
      return "all";
    }
    return doc.until() == 0
        ? doc.since() + " and later"
        : doc.since() == 0 ? "up to " + doc.until() : doc.since() + " to " + doc.until();
  }

  private static String page(RuleExample example) {
    RuleDoc doc = example.doc();
    String given =
        example.before().isBlank()
            ? ""
            : "Given\n\n```sql\n" + example.before().strip() + "\n```\n\n";
    return """
        ## %s

        %s. %s

        Instead: %s

        %sUnsafe

        ```sql
        %s
        ```

        Safe

        ```sql
        %s
        ```
        """
        .formatted(
            doc.id(),
            Character.toUpperCase(doc.what().charAt(0)) + doc.what().substring(1),
            doc.why(),
            doc.instead(),
            given,
            example.unsafe().strip(),
            example.safe().strip());
  }
}
