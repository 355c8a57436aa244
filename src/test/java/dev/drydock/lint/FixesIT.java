package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.Severity;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every proposed replacement is parsed and linted again, applied on a server, and ends in the same
 * state as what it replaces.
 */
class FixesIT {

  private static final Path GIVEN = Path.of("src/test/resources/lint-corpus/examples.sql");

  /**
   * Columns, indexes, constraints and triggers of all tables, as the server deparses them, and how
   * many values each column holds.
   */
  static final String STATE =
      """
      SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
        SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                      a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) AS line
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid FROM pg_index i
          JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT k.conname || ' ' || k.convalidated || ' ' || pg_get_constraintdef(k.oid)
          FROM pg_constraint k WHERE k.connamespace = 'public'::regnamespace
        UNION ALL
        SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT t.tgisinternal
        UNION ALL
        SELECT h.inhrelid::regclass || ' in ' || h.inhparent::regclass FROM pg_inherits h
        UNION ALL
        SELECT format('%s %s %s %s', c.relname, c.relkind, c.relpersistence, c.reloptions)
          FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT format('%s holds %s', c.relname, query_to_xml(format('SELECT count(*) AS "rows"%s FROM %I',
                 (SELECT string_agg(format(', count(%I)', a.attname), '' ORDER BY a.attname) FROM pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), c.relname), true, true, ''))
          FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'm')
        UNION ALL
        SELECT format('sequence %s %s %s', seqrelid::regclass, seqtypid::regtype, seqstart)
          FROM pg_sequence
      ) lines
      """;

  static Stream<RuleExample> fixable() {
    return RuleExample.all().filter(FixesIT::isFixed);
  }

  /** What the example speaks of, with rows where it brings none itself. */
  private static String given(RuleExample example) {
    try {
      return example.before().isBlank() ? Files.readString(GIVEN) : example.before();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static boolean isFixed(RuleExample example) {
    return !fixes(example).isEmpty();
  }

  private static List<LintResult.Fix> fixes(RuleExample example) {
    return Lab.lint(example.before(), example.unsafe()).fixes().stream()
        .filter(fix -> fix.rule().equals(example.rule()))
        .toList();
  }

  @Test
  void thereAreFixes() {
    assertThat(fixable()).hasSizeGreaterThanOrEqualTo(15);
  }

  @ParameterizedTest
  @MethodSource("fixable")
  void theFixIsSilentAndEndsInTheSameState(RuleExample example) {
    String fixed = fixed(example);

    if (example.doc().severity() != Severity.DESTRUCTIVE) {
      assertThat(Lab.rules(Lab.lint(example.before(), fixed))).doesNotContain(example.rule());
    }
    assertThat(stateAfter(given(example), fixed))
        .isEqualTo(stateAfter(given(example), example.unsafe()));
  }

  private static String fixed(RuleExample example) {
    Script script = Lab.script("0001_change", example.unsafe());
    var text = new StringBuilder(example.unsafe());
    List<LintResult.Fix> fixes = fixes(example);
    for (int i = fixes.size() - 1; i >= 0; i--) {
      Statement statement = script.statements().get(fixes.get(i).statement() - 1);
      int from = statement.offset();
      text.replace(from, from + statement.text().length(), fixes.get(i).sql());
    }
    return text.toString();
  }

  private static String stateAfter(String... texts) {
    try (TestDatabase database = TestServer.shared().newDatabase()) {
      for (String text : texts) {
        Lab.script("0001_change", text).statements().forEach(s -> database.execute(s.text()));
      }
      return String.valueOf(database.<String>value(STATE));
    }
  }
}
