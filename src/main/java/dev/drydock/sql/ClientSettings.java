package dev.drydock.sql;

import dev.drydock.sql.StatementShape.ClientOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a SET must not change, because it alters how files are read or how client and server
 * understand each other: the driver gives up a connection whose encoding or date style is another.
 */
final class ClientSettings {

  private static final Set<String> IN_FRONT = Set.of("local", "session");
  private static final Set<String> UNICODE = Set.of("utf8", "utf-8", "unicode", "default");
  private static final Set<String> ON = Set.of("on", "true", "yes", "1", "default");
  private static final Pattern OTHER_DATES = Pattern.compile("sql|postgres|german");

  private final List<String> words = new ArrayList<>();

  /** Takes the words and strings behind SET, in their order. */
  void see(String token) {
    String word = token.replaceAll("^[\"']|[\"']$", "").strip().toLowerCase(Locale.ROOT);
    if (!words.isEmpty() || !IN_FRONT.contains(word)) {
      words.add(word);
    }
  }

  /** Why the statement cannot be run; empty where it can. */
  Optional<ClientOnly> refused() {
    if (words.size() < 2) {
      return Optional.empty();
    }
    List<String> values =
        words.subList(1, words.size()).stream().filter(word -> !word.equals("to")).toList();
    switch (words.get(0)) {
      case "standard_conforming_strings":
        return when(
            !ON.containsAll(values),
            "standard_conforming_strings = off changes where strings end, so that the text of"
                + " this file would be read differently from here on.",
            "Take it out and write strings that need backslashes as E'…'.");
      case "client_encoding":
      case "names":
        return when(
            !UNICODE.containsAll(values),
            "Another client_encoding ends the connection: files are read and sent as UTF-8.",
            "Take it out, and save the file as UTF-8.");
      case "datestyle":
        return when(
            values.stream().anyMatch(value -> OTHER_DATES.matcher(value).find()),
            "A DateStyle that does not show dates as ISO ends the connection.",
            "Say only in which order dates are read: SET datestyle = 'ISO, DMY' (or MDY, YMD).");
      default:
        return Optional.empty();
    }
  }

  private static Optional<ClientOnly> when(boolean refused, String what, String next) {
    return refused ? Optional.of(new ClientOnly(what, next)) : Optional.empty();
  }
}
