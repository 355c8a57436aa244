package dev.drydock;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds {@code drydock.*} names that mean nothing, and the known one that was perhaps meant. */
final class UnknownSettings {

  /** What Kubernetes sets beside a service named drydock, and what the build's tests use. */
  private static final String NOT_A_SETTING = "service(host|port).*|port\\d+(tcp|udp).*|test.*";

  private UnknownSettings() {}

  /** A warning for each of these names, given as they are spelled with their folded forms. */
  static List<String> in(Map<String, String> names) {
    Map<String, String> known = SettingName.known();
    return names.entrySet().stream()
        .filter(name -> !known.containsKey(name.getValue()))
        .filter(name -> !name.getValue().matches(NOT_A_SETTING))
        .map(name -> warning(name.getKey(), nearest(name.getValue(), known)))
        .toList();
  }

  private static String warning(String name, Optional<String> meant) {
    return name
        + " is not a setting and was ignored"
        + meant.map(variable -> "; perhaps " + variable + " was meant").orElse("");
  }

  private static Optional<String> nearest(String folded, Map<String, String> known) {
    int allowed = Math.max(2, folded.length() / 3);
    return known.keySet().stream()
        .filter(candidate -> distance(folded, candidate) <= allowed)
        .min(Comparator.comparingInt(candidate -> distance(folded, candidate)))
        .map(known::get);
  }

  /** Levenshtein's distance. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int above = row[j];
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[to.length()];
  }
}
