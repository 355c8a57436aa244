package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;

/** Reads lists of options: {@code (fillfactor = 70)}, {@code (SET host 'x', DROP port)}. */
final class OptionReader {

  private OptionReader() {}

  /** The names of the options, in lower case as the server folds them. */
  static List<String> names(Cursor cursor) {
    List<String> names = new ArrayList<>();
    Cursor inside = cursor.inside();
    while (!inside.atEnd()) {
      boolean verb =
          inside.atAny("add", "set", "drop") && inside.tokens().isName(inside.index() + 1);
      if (verb) {
        inside.any();
      }
      names.add(name(inside));
      inside.skipUntil(() -> inside.at(','));
      if (!inside.atEnd()) {
        inside.expect(',');
      }
    }
    return names;
  }

  private static String name(Cursor cursor) {
    String name = cursor.name();
    return cursor.accept('.') ? name + "." + cursor.name() : name;
  }
}
