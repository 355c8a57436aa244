package dev.drydock.sql;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the name of a type. */
final class TypeReader {

  private static final Set<String> INTERVAL_FIELDS =
      Set.of("year", "month", "day", "hour", "minute", "second", "to");

  private TypeReader() {}

  /** Passes over a type; where none stands, nothing is passed. */
  static void skip(Cursor cursor) {
    known(cursor);
  }

  /** Reads a type; where none stands, nothing is passed. */
  static Optional<DataType> known(Cursor cursor) {
    int before = cursor.index();
    try {
      return Optional.of(read(cursor));
    } catch (MisfitException e) {
      cursor.moveTo(before);
      return Optional.empty();
    }
  }

  static DataType read(Cursor cursor) {
    int first = cursor.index();
    int offset = cursor.offset();
    cursor.accept("setof");
    QualifiedName name = name(cursor);
    List<String> modifiers = modifiers(cursor);
    String suffix = suffix(cursor, name.name());
    if (modifiers.isEmpty()) {
      modifiers = modifiers(cursor);
    }
    int dimensions = dimensions(cursor);
    Optional<String> schema = name.schema().filter(s -> !s.equals("pg_catalog"));
    String full = schema.isPresent() ? name.name() : DataType.canonical(name.name() + suffix);
    return new DataType(
        schema, full, modifiers, dimensions, cursor.text(first, cursor.index()), offset);
  }

  private static QualifiedName name(Cursor cursor) {
    int offset = cursor.offset();
    for (String[] words :
        List.of(
            new String[] {"double", "precision"},
            new String[] {"national", "character", "varying"},
            new String[] {"national", "character"},
            new String[] {"national", "char", "varying"},
            new String[] {"national", "char"},
            new String[] {"character", "varying"},
            new String[] {"char", "varying"},
            new String[] {"nchar", "varying"},
            new String[] {"bit", "varying"})) {
      if (cursor.accept(words)) {
        return new QualifiedName(Optional.empty(), String.join(" ", words), offset);
      }
    }
    return cursor.asWritten();
  }

  private static List<String> modifiers(Cursor cursor) {
    if (!cursor.at('(')) {
      return List.of();
    }
    Cursor inside = cursor.inside();
    return inside.commaSeparated(
        () -> {
          int from = inside.index();
          inside.skipUntil(() -> inside.at(','));
          return inside.text(from, inside.index());
        });
  }

  private static String suffix(Cursor cursor, String name) {
    if (name.equals("timestamp") || name.equals("time")) {
      if (cursor.accept("with", "time", "zone")) {
        return " with time zone";
      }
      return cursor.accept("without", "time", "zone") ? " without time zone" : "";
    }
    if (name.equals("interval")) {
      while (INTERVAL_FIELDS.contains(cursor.word())) {
        cursor.any();
      }
    } else if (cursor.acceptOperator("%")) {
      cursor.name();
      return "%type";
    }
    return "";
  }

  private static int dimensions(Cursor cursor) {
    int dimensions = 0;
    if (cursor.accept("array")) {
      dimensions = 1;
    }
    while (cursor.accept('[')) {
      while (!cursor.accept(']')) {
        cursor.any();
      }
      dimensions = 1;
    }
    return dimensions;
  }
}
