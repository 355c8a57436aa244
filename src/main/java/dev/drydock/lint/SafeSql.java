package dev.drydock.lint;

import dev.drydock.sql.Constraint;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.SafeForms;
import java.util.List;

/** Ready SQL of the safe ways, with the user's own names, and what to wait for in between. */
final class SafeSql {

  private static final String BESIDE =
      "-- in a later migration, while everybody reads and writes on:";
  private static final String VALID = "-- in a later migration, once that index is valid:";

  private SafeSql() {}

  /** Adds a constraint without looking at the old rows, and proves them in a later migration. */
  static String inTwoSteps(QualifiedName table, String constraint, String definition) {
    return """
        ALTER TABLE %1$s ADD CONSTRAINT %2$s %3$s NOT VALID;
        %4$s
        ALTER TABLE %1$s VALIDATE CONSTRAINT %2$s;"""
        .formatted(table, QualifiedName.quoted(constraint), definition, BESIDE);
  }

  static String foreignKey(QualifiedName table, Constraint key) {
    return text(SafeForms.reference(table, key));
  }

  static String check(QualifiedName table, Constraint check) {
    return text(SafeForms.check(table, check));
  }

  /** The statements as one text that says which of them belong into a later migration. */
  static String text(List<String> statements) {
    var text = new StringBuilder();
    for (String statement : statements) {
      boolean validates = statement.contains(" VALIDATE CONSTRAINT ");
      boolean attaches = statement.contains(" USING INDEX ");
      text.append(validates ? BESIDE + "\n" : attaches ? VALID + "\n" : "");
      text.append(statement).append(";\n");
    }
    return text.toString().strip();
  }
}
