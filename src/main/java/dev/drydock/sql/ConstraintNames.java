package dev.drydock.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What the catalog will say of a constraint that a statement makes. */
public final class ConstraintNames {

  private static final int LONGEST = 63;

  private ConstraintNames() {}

  /** The catalog's letter; empty for what is no constraint there, such as a default. */
  public static Optional<Character> kind(Constraint constraint) {
    return switch (constraint.kind()) {
      case CHECK -> Optional.of('c');
      case UNIQUE -> Optional.of('u');
      case PRIMARY_KEY -> Optional.of('p');
      case FOREIGN_KEY -> Optional.of('f');
      case EXCLUDE -> Optional.of('x');
      default -> Optional.empty();
    };
  }

  /** Its own name, or the one that the server chooses where that is free. */
  public static String name(String table, Constraint constraint) {
    return constraint.name().orElseGet(() -> chosen(table, constraint));
  }

  private static String chosen(String table, Constraint constraint) {
    String columns = String.join("_", constraint.indexed());
    return switch (constraint.kind()) {
      case PRIMARY_KEY -> fitting(table, "", "pkey");
      case UNIQUE -> fitting(table, columns, "key");
      case FOREIGN_KEY -> fitting(table, columns, "fkey");
      case EXCLUDE -> fitting(table, columns, "excl");
      default -> fitting(table, onlyColumn(constraint).orElse(""), "check");
    };
  }

  /** The one column that a CHECK speaks of; empty where there are more. */
  public static Optional<String> onlyColumn(Constraint check) {
    List<String> columns =
        check.columns().isEmpty()
            ? check.expression().stream()
                .flatMap(expression -> expression.names().stream())
                .map(QualifiedName::name)
                .distinct()
                .toList()
            : check.columns();
    return columns.size() == 1 ? Optional.of(columns.get(0)) : Optional.empty();
  }

  /** The server shortens the longer of the two names until all of it fits into 63 bytes. */
  public static String fitting(String table, String columns, String suffix) {
    int first = bytes(table);
    int second = bytes(columns);
    int room = LONGEST - suffix.length() - (columns.isEmpty() ? 1 : 2);
    while (first + second > room) {
      if (first > second) {
        first--;
      } else {
        second--;
      }
    }
    String middle = columns.isEmpty() ? "" : "_" + clipped(columns, second);
    return clipped(table, first) + middle + "_" + suffix;
  }

  /** So many bytes at most, and no half character. */
  private static String clipped(String text, int longest) {
    String clipped = text;
    while (bytes(clipped) > longest) {
      clipped = clipped.substring(0, clipped.offsetByCodePoints(clipped.length(), -1));
    }
    return clipped;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The catalog's definition where it matters: a CHECK that says NOT NULL. */
  public static String definition(Constraint constraint) {
    return constraint
        .expression()
        .flatMap(ConstraintNames::notNullColumn)
        .map(column -> "CHECK ((" + QualifiedName.quoted(column) + " IS NOT NULL))")
        .orElse("");
  }

  /** The column of an expression that is exactly {@code col IS NOT NULL}. */
  public static Optional<String> notNullColumn(Expression check) {
    String text = check.text().strip();
    while (text.startsWith("(") && text.endsWith(")")) {
      text = text.substring(1, text.length() - 1).strip();
    }
    boolean exact =
        check.names().size() == 1
            && check.functions().isEmpty()
            && text.toLowerCase(java.util.Locale.ROOT).matches("\\S+\\s+is\\s+not\\s+null");
    return exact ? Optional.of(check.names().get(0).name()) : Optional.empty();
  }
}
