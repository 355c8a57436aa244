package dev.drydock.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The privileges of an {@code aclitem[]}, one by one, such as {@code app:r} or, with grant option,
 * {@code app:r*}.
 *
 * @see <a href="https://www.postgresql.org/docs/current/ddl-priv.html">PostgreSQL, 5.8</a>
 */
final class AccessList {

  private static final String PUBLIC = "";

  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("r", "SELECT"),
          Map.entry("w", "UPDATE"),
          Map.entry("a", "INSERT"),
          Map.entry("d", "DELETE"),
          Map.entry("D", "TRUNCATE"),
          Map.entry("x", "REFERENCES"),
          Map.entry("t", "TRIGGER"),
          Map.entry("m", "MAINTAIN"),
          Map.entry("X", "EXECUTE"),
          Map.entry("U", "USAGE"),
          Map.entry("C", "CREATE"),
          Map.entry("c", "CONNECT"),
          Map.entry("T", "TEMPORARY"),
          Map.entry("s", "SET"),
          Map.entry("A", "ALTER SYSTEM"));

  private AccessList() {}

  /** An access list and whose it is; a null list means the built-in defaults. */
  record Held(@Nullable String list, String owner, String ownerRights, String publicRights) {

    Set<String> privileges() {
      var privileges = new TreeSet<String>();
      if (list == null) {
        add(privileges, owner, ownerRights);
        add(privileges, PUBLIC, publicRights);
        return privileges;
      }
      for (String item : RowText.elements(list)) {
        int equals = nameEnd(item);
        int slash = item.indexOf('/', equals);
        add(privileges, item.substring(0, equals), item.substring(equals + 1, slash));
      }
      return privileges;
    }
  }

  /** What was allowed and is no longer; a new owner has the old one's rights. */
  static List<String> lost(Held before, Held after) {
    Set<String> has = after.privileges();
    var lost = new ArrayList<String>();
    for (String privilege : before.privileges()) {
      String grantee = privilege.substring(0, privilege.lastIndexOf(':'));
      String rest = privilege.substring(grantee.length());
      String now = (grantee.equals(before.owner()) ? after.owner() : grantee) + rest;
      if (!has.contains(now) && !has.contains(now + "*")) {
        lost.add(words(privilege, has.contains(now.replace("*", ""))));
      }
    }
    return lost;
  }

  private static String words(String privilege, boolean onlyGrantOption) {
    int colon = privilege.lastIndexOf(':');
    String grantee = privilege.substring(0, colon);
    String letter = privilege.substring(colon + 1, colon + 2);
    return (onlyGrantOption ? "GRANT OPTION FOR " : "")
        + WORDS.getOrDefault(letter, letter)
        + " of "
        + (grantee.equals(PUBLIC) ? "PUBLIC" : grantee);
  }

  private static void add(Set<String> privileges, String grantee, String letters) {
    for (int i = 0; i < letters.length(); i++) {
      if (letters.charAt(i) != '*') {
        boolean grantable = i + 1 < letters.length() && letters.charAt(i + 1) == '*';
        privileges.add(grantee + ":" + letters.charAt(i) + (grantable ? "*" : ""));
      }
    }
  }

  private static int nameEnd(String item) {
    boolean quoted = false;
    for (int i = 0; i < item.length(); i++) {
      quoted ^= item.charAt(i) == '"';
      if (!quoted && item.charAt(i) == '=') {
        return i;
      }
    }
    return item.length() - 1;
  }
}
