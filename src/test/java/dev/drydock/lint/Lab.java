package dev.drydock.lint;

import dev.drydock.migration.Checksum;
import dev.drydock.migration.Finding;
import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.online.BegunSteps;
import dev.drydock.sql.Script;
import dev.drydock.sql.ScriptReader;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import dev.drydock.sql.SyntaxCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lints texts in one line. */
final class Lab {

  private Lab() {}

  static LintResult lint(String sql) {
    return lint("", sql);
  }

  /** With a text that ran before. */
  static LintResult lint(String before, String sql) {
    List<Script> earlier = before.isBlank() ? List.of() : List.of(script("0000_before", before));
    return new Linter(LintSettings.standard(true))
        .lint(earlier, List.of(script("0001_change", sql)), Optional.empty());
  }

  /** Where the server refuses what Drydock's grammar does. */
  static LintResult lintWithServer(String before, String sql) {
    List<Script> earlier = before.isBlank() ? List.of() : List.of(script("0000_before", before));
    return new Linter(LintSettings.standard(true))
        .lint(
            earlier,
            List.of(script("0001_change", sql)),
            Optional.empty(),
            Lab::ownGrammar,
            BegunSteps.NONE);
  }

  private static GrammarAnswer ownGrammar(Statement statement) {
    return new SyntaxCheck()
        .problem(new SqlParser().parse(statement))
        .<GrammarAnswer>map(GrammarAnswer.Rejected::new)
        .orElseGet(GrammarAnswer.Accepted::new);
  }

  static LintResult lint(SchemaFacts facts, String sql) {
    return new Linter(LintSettings.standard(true))
        .lint(List.of(), List.of(script("0001_change", sql)), Optional.of(facts));
  }

  /** PostgreSQL 14.2 with a table orders of 12 GB, and a small one, both published. */
  static SchemaFacts published() {
    return new SchemaFacts(
        140_002,
        List.of("public"),
        Set.of("orders", "notes"),
        Set.of("public"),
        Set.of(),
        Set.of(),
        List.of(keyed("orders", 12L << 30), keyed("notes", 8_192)),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static RelationFacts keyed(String table, long bytes) {
    String key = table + "_pkey";
    return new RelationFacts(
        "public",
        table,
        'r',
        "app",
        Optional.of(bytes / 100),
        bytes,
        Optional.empty(),
        RelationFacts.RowSecurity.NONE,
        List.of(),
        List.of(),
        false,
        'd',
        List.of("feed"),
        List.of(
            new RelationFacts.Column("id", "bigint", true, Optional.empty(), ' ', ' '),
            new RelationFacts.Column("day", "date", true, Optional.empty(), ' ', ' ')),
        List.of(
            new RelationFacts.Index(
                key,
                true,
                true,
                true,
                false,
                false,
                List.of("id"),
                "CREATE UNIQUE INDEX %s ON public.%s USING btree (id)".formatted(key, table))),
        List.of(
            new RelationFacts.Constraint(
                key, 'p', true, List.of("id"), Optional.empty(), "PRIMARY KEY (id)")),
        List.of(),
        "",
        Map.of("read by public." + table + "_a_day", "day"));
  }

  static Script script(String id, String sql) {
    return new ScriptReader()
        .read(
            new Migration(new MigrationId(id), sql, new Checksum("0".repeat(64), "0".repeat(64))));
  }

  static List<String> rules(LintResult result) {
    return result.findings().stream().map(Finding::rule).distinct().toList();
  }

  /** One rule's findings as a reader sees them, one paragraph each. */
  static String report(LintResult result, String rule) {
    var text = new StringBuilder();
    for (Finding finding : result.findings()) {
      if (!finding.rule().equals(rule)) {
        continue;
      }
      text.append(
          "%d:%d %s %s%s%s\n  %s\n  safe: %s\n\n"
              .formatted(
                  finding.line(),
                  finding.column(),
                  finding.severity(),
                  finding.rule(),
                  finding.effect() == null
                      ? ""
                      : " [" + finding.effect() + " " + finding.object() + "]",
                  finding.lock() == null ? "" : " " + finding.lock(),
                  finding.message(),
                  String.valueOf(finding.safe()).replace("\n", "\n        ")));
    }
    return text.toString().strip() + "\n";
  }
}
