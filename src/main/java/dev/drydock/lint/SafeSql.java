package dev.drydock.lint;

import dev.drydock.sql.Constraint;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Ready SQL of the safe ways, with the user's own names. */
final class SafeSql {

  private static final int NOT_NULL_NOT_VALID = 18;

  private SafeSql() {}

  /** Adds a constraint without looking at the old rows, and proves them in a later migration. */
  static String inTwoSteps(QualifiedName table, String constraint, String definition) {
    return """
        ALTER TABLE %1$s ADD CONSTRAINT %2$s %3$s NOT VALID;
        -- in a later migration, while everybody reads and writes on:
        ALTER TABLE %1$s VALIDATE CONSTRAINT %2$s;"""
        .formatted(table, QualifiedName.quoted(constraint), definition);
  }

  /** Makes a column NOT NULL without a scan under a lock; 18 can do it directly. */
  static String notNull(QualifiedName table, String column, int server) {
    String name = ConstraintNames.fitting(table.name(), column, "not_null");
    String quoted = QualifiedName.quoted(column);
    if (server >= NOT_NULL_NOT_VALID) {
      return inTwoSteps(table, name, "NOT NULL " + quoted);
    }
    return inTwoSteps(table, name, "CHECK (" + quoted + " IS NOT NULL)")
        + """

        ALTER TABLE %1$s ALTER COLUMN %2$s SET NOT NULL;
        ALTER TABLE %1$s DROP CONSTRAINT %3$s;"""
            .formatted(table, quoted, QualifiedName.quoted(name));
  }

  /** Builds the index beside the traffic, and makes the constraint of it. */
  static String byIndex(QualifiedName table, Constraint constraint) {
    String name = QualifiedName.quoted(ConstraintNames.name(table.name(), constraint));
    String kind = constraint.kind() == Constraint.Kind.PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE";
    return """
        CREATE UNIQUE INDEX CONCURRENTLY %1$s ON %2$s (%3$s)%4$s;
        -- in a later migration, once that index is valid:
        ALTER TABLE %2$s ADD CONSTRAINT %1$s %5$s USING INDEX %1$s%6$s;"""
        .formatted(
            name,
            table,
            names(constraint.columns()),
            constraint.nullsNotDistinct() ? " NULLS NOT DISTINCT" : "",
            kind,
            deferral(constraint));
  }

  /** The clause behind {@code ADD CONSTRAINT name}. */
  static String foreignKey(Constraint constraint) {
    Constraint.References to = constraint.references().orElseThrow();
    String keys = to.columns().isEmpty() ? "" : " (" + names(to.columns()) + ")";
    return "FOREIGN KEY (%s) REFERENCES %s%s%s%s%s%s"
        .formatted(
            names(constraint.columns()),
            to.table(),
            keys,
            to.match().equals("full") ? " MATCH FULL" : "",
            event("ON UPDATE", to.onUpdate()),
            event("ON DELETE", to.onDelete()),
            deferral(constraint));
  }

  /** The clause behind {@code ADD CONSTRAINT name}, in one pair of parentheses. */
  static String check(Constraint constraint) {
    String text = constraint.expression().map(Object::toString).orElse("true").strip();
    return "CHECK (" + text + ")" + (constraint.noInherit() ? " NO INHERIT" : "");
  }

  static String names(List<String> columns) {
    return columns.stream().map(QualifiedName::quoted).collect(Collectors.joining(", "));
  }

  private static String event(String when, String action) {
    boolean usual = action.isEmpty() || action.equals("no action");
    return usual ? "" : " " + when + " " + action.toUpperCase(Locale.ROOT);
  }

  private static String deferral(Constraint constraint) {
    String deferrable = constraint.deferrable() ? " DEFERRABLE" : "";
    return constraint.initiallyDeferred() ? deferrable + " INITIALLY DEFERRED" : deferrable;
  }
}
