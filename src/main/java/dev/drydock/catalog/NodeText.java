package dev.drydock.catalog;

import java.util.regex.Pattern;

/** PostgreSQL's stored expression trees, made comparable. */
final class NodeText {

  /** Before version 17 a tree says where in the text each part stood; a new layout is no change. */
  private static final Pattern LOCATION =
      Pattern.compile(" :(?:location|stmt_location|stmt_len|list_start|list_end) -?\\d+");

  private NodeText() {}

  static boolean same(String before, String after) {
    if (before.equals(after)) {
      return true;
    }
    boolean tree = before.startsWith("{") || before.startsWith("(");
    return tree
        && LOCATION.matcher(before).replaceAll("").equals(LOCATION.matcher(after).replaceAll(""));
  }

  /** Compares the stored queries of a view that was dropped and made again under another OID. */
  static boolean sameView(String before, String after, String oidBefore, String oidAfter) {
    return same(before.replaceAll(" :relid " + oidBefore + "\\b", " :relid " + oidAfter), after);
  }
}
