package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The examples of one rule: {@code unsafe.sql}, {@code safe.sql}, and {@code before.sql} where they
 * need something that exists.
 */
record RuleExample(RuleDoc doc, Path folder) {

  static final Path FOLDER = Path.of("src/test/resources/lint");

  /** Rules that say nothing without a database. */
  private static final Set<String> LIVE =
      Set.of(
          "index-build-load",
          "concurrent-build-corrupts",
          "published-table-loses-identity",
          "relation-does-not-exist",
          "dependent-in-the-way");

  static Stream<RuleExample> all() {
    return Rules.ALL.stream()
        .map(LintRule::doc)
        .map(doc -> new RuleExample(doc, FOLDER.resolve(doc.id())));
  }

  String rule() {
    return doc.id();
  }

  String unsafe() {
    return text("unsafe.sql");
  }

  String safe() {
    return text("safe.sql");
  }

  /** What ran before; empty where nothing did. */
  String before() {
    return Files.exists(folder.resolve("before.sql")) ? text("before.sql") : "";
  }

  /** Judged as a run after {@code before.sql}; what only a database can tell, with its facts. */
  LintResult lint(String sql) {
    if (LIVE.contains(rule())) {
      return Lab.lint(Lab.published(), sql);
    }
    return rule().equals("syntax-error")
        ? Lab.lintWithServer(before(), sql)
        : Lab.lint(before(), sql);
  }

  private String text(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException failure) {
      throw new UncheckedIOException("rule " + rule() + " lacks " + folder.resolve(file), failure);
    }
  }

  /** Fails where the stored text differs, and stores the present one for the eye to compare. */
  void requireStored(String file, String present) throws IOException {
    requireStored(folder.resolve(file), present);
  }

  static void requireStored(Path path, String present) throws IOException {
    String stored = Files.exists(path) ? Files.readString(path) : "";
    if (!stored.equals(present)) {
      Files.writeString(path, present);
    }
    assertThat(stored).as("%s was out of date and is written anew", path).isEqualTo(present);
  }

  @Override
  public String toString() {
    return rule();
  }
}
