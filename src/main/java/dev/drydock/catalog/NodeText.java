package dev.drydock.catalog;

import java.util.Map;
import java.util.regex.Pattern;

/** PostgreSQL's stored expression trees, made comparable. */
final class NodeText {

  /** Before version 17 a tree says where in the text each part stood; a new layout is no change. */
  private static final Pattern LOCATION =
      Pattern.compile(" :(?:location|stmt_location|stmt_len|list_start|list_end) -?\\d+");

  private static final Pattern RELATION = Pattern.compile(" :(relid|resorigtbl) (\\d+)");

  private NodeText() {}

  static boolean same(String before, String after) {
    if (before.equals(after)) {
      return true;
    }
    boolean tree = before.startsWith("{") || before.startsWith("(");
    return tree
        && LOCATION.matcher(before).replaceAll("").equals(LOCATION.matcher(after).replaceAll(""));
  }

  /**
   * Compares stored queries in which relations may have other OIDs.
   *
   * @param renewed OIDs now of the relations that were dropped and made again
   */
  static boolean sameQuery(String before, String after, Map<String, String> renewed) {
    String now =
        RELATION
            .matcher(before)
            .replaceAll(
                found ->
                    " :"
                        + found.group(1)
                        + " "
                        + renewed.getOrDefault(found.group(2), found.group(2)));
    return same(now, after);
  }
}
