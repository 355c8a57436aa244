package dev.drydock.sql;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Constraints as SQL, with the user's own names. */
public final class ConstraintClauses {

  private ConstraintClauses() {}

  /** The clause of a foreign key behind {@code ADD CONSTRAINT name}. */
  public static String foreignKey(Constraint constraint) {
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

  /** The clause of a CHECK behind {@code ADD CONSTRAINT name}, in one pair of parentheses. */
  public static String check(Constraint constraint) {
    String text = constraint.expression().map(Object::toString).orElse("true").strip();
    return "CHECK (" + text + ")" + (constraint.noInherit() ? " NO INHERIT" : "");
  }

  /** A list of columns. */
  public static String names(List<String> columns) {
    return columns.stream().map(QualifiedName::quoted).collect(Collectors.joining(", "));
  }

  private static String event(String when, String action) {
    boolean usual = action.isEmpty() || action.equals("no action");
    return usual ? "" : " " + when + " " + action.toUpperCase(Locale.ROOT);
  }

  static String deferral(Constraint constraint) {
    String deferrable = constraint.deferrable() ? " DEFERRABLE" : "";
    return constraint.initiallyDeferred() ? deferrable + " INITIALLY DEFERRED" : deferrable;
  }
}
