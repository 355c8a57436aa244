package dev.drydock.sql;

import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import java.util.List;

/** Migrations and statements made from literal text. */
final class Texts {

  private Texts() {}

  static Migration migration(String text) {
    return new Migration(new MigrationId("0001_test"), text, Checksums.of(text));
  }

  static Script script(String text) {
    return new ScriptReader().read(migration(text));
  }

  static List<String> statements(String text) {
    return script(text).statements().stream().map(Statement::text).toList();
  }

  static Statement statement(String text) {
    return script(text).statements().get(0);
  }

  static List<ScriptProblem> problems(String text) {
    return new ScriptReader().problems(migration(text));
  }
}
