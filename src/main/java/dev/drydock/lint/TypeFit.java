package dev.drydock.lint;

import java.util.List;

/** What a change from one type to another does to the values and to the table. */
enum TypeFit {
  /** The same type. */
  SAME,
  /** Every value fits, and the stored bytes stay: only the catalog changes. */
  FREE,
  /** Every value fits, but table and indexes are written anew. */
  REWRITES,
  /** Values may be cut, rounded or refused. */
  NARROWS;

  private static final List<String> WHOLE = List.of("smallint", "integer", "bigint");
  private static final List<Integer> DIGITS = List.of(5, 10, 19);
  private static final List<String> TIMED =
      List.of(
          "timestamp without time zone",
          "timestamp with time zone",
          "time without time zone",
          "time with time zone",
          "interval");

  private static final int NO_LIMIT = Integer.MAX_VALUE;
  private static final int MICROSECONDS = 6;

  /**
   * Compares two known types, by what PostgreSQL 14 to 18 do; what is not listed narrows.
   *
   * @see <a href="https://www.postgresql.org/docs/current/sql-altertable.html">ALTER TABLE,
   *     notes</a>
   */
  static TypeFit of(TypeName from, TypeName to) {
    if (from.equals(to)) {
      return SAME;
    }
    if (to.isText() && !to.array()) {
      return isStoredAsText(from) ? FREE : REWRITES;
    }
    if (from.array() || to.array()) {
      return arrays(from, to);
    }
    if (from.name().equals(to.name())) {
      return sameName(from, to);
    }
    return otherName(from, to);
  }

  private static boolean isStoredAsText(TypeName from) {
    return !from.array() && from.isOneOf("text", "character varying", "citext");
  }

  private static TypeFit arrays(TypeName from, TypeName to) {
    boolean fits = from.array() && to.array() && of(from.element(), to.element()) != NARROWS;
    return fits ? REWRITES : NARROWS;
  }

  private static TypeFit sameName(TypeName from, TypeName to) {
    if (from.isOneOf("character varying", "bit varying")) {
      return to.modifier(0, NO_LIMIT) >= from.modifier(0, NO_LIMIT) ? FREE : NARROWS;
    }
    if (from.name().equals("character")) {
      return to.modifier(0, 1) >= from.modifier(0, 1) ? REWRITES : NARROWS;
    }
    if (TIMED.contains(from.name())) {
      return to.modifier(0, MICROSECONDS) >= from.modifier(0, MICROSECONDS) ? FREE : NARROWS;
    }
    return from.name().equals("numeric") ? numerics(from, to) : NARROWS;
  }

  private static TypeFit numerics(TypeName from, TypeName to) {
    if (to.modifiers().isEmpty()) {
      return FREE;
    }
    if (from.modifiers().isEmpty()) {
      return NARROWS;
    }
    int scale = to.modifier(1, 0) - from.modifier(1, 0);
    int whole = whole(to) - whole(from);
    if (scale < 0 || whole < 0) {
      return NARROWS;
    }
    return scale == 0 ? FREE : REWRITES;
  }

  /** Digits before the point. */
  private static int whole(TypeName numeric) {
    return numeric.modifier(0, 0) - numeric.modifier(1, 0);
  }

  private static TypeFit otherName(TypeName from, TypeName to) {
    if (WHOLE.contains(from.name())) {
      return holds(from.name(), to) ? REWRITES : NARROWS;
    }
    return switch (from.name() + " > " + to.name()) {
      case "text > citext", "cidr > inet" -> FREE;
      case "character varying > citext" -> FREE;
      case "character > character varying" ->
          to.modifier(0, NO_LIMIT) >= from.modifier(0, 1) ? REWRITES : NARROWS;
      case "real > double precision",
          "boolean > integer",
          "jsonb > json",
          "date > timestamp without time zone",
          "time without time zone > interval",
          "bit > bit varying" ->
          to.modifiers().isEmpty() ? REWRITES : NARROWS;
      default -> NARROWS;
    };
  }

  /** Whether a type holds every whole number of another; a real holds only 24 bits. */
  private static boolean holds(String whole, TypeName to) {
    int size = WHOLE.indexOf(whole);
    return switch (to.name()) {
      case "smallint", "integer", "bigint" -> WHOLE.indexOf(to.name()) > size;
      case "numeric" -> to.modifiers().isEmpty() || whole(to) >= DIGITS.get(size);
      case "double precision" -> size <= 1;
      case "real" -> size == 0;
      default -> false;
    };
  }
}
