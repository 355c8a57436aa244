package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;

/** Reads lists of options: {@code (fillfactor = 70)}, {@code (SET host 'x', DROP port)}. */
final class OptionReader {

  private OptionReader() {}

  /** The names of the options, in lower case as the server folds them. */
  static List<String> names(Cursor cursor) {
    return read(cursor, false);
  }

  /** The same with their values, as the catalog keeps them: {@code fillfactor=70}. */
  static List<String> settings(Cursor cursor) {
    return read(cursor, true);
  }

  private static List<String> read(Cursor cursor, boolean values) {
    List<String> names = new ArrayList<>();
    Cursor inside = cursor.inside();
    while (!inside.atEnd()) {
      boolean verb =
          inside.atAny("add", "set", "drop") && inside.tokens().isName(inside.index() + 1);
      if (verb) {
        inside.any();
      }
      String name = name(inside);
      boolean valued = inside.acceptOperator("=");
      int from = inside.index();
      inside.skipUntil(() -> inside.at(','));
      names.add(values && valued ? name + "=" + value(inside.text(from, inside.index())) : name);
      if (!inside.atEnd()) {
        inside.expect(',');
      }
    }
    return names;
  }

  private static String value(String written) {
    boolean quoted = written.length() > 1 && written.startsWith("'") && written.endsWith("'");
    return quoted ? written.substring(1, written.length() - 1).replace("''", "'") : written;
  }

  private static String name(Cursor cursor) {
    String name = cursor.name();
    return cursor.accept('.') ? name + "." + cursor.name() : name;
  }
}
