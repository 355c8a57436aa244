package dev.drydock.sql;

import dev.drydock.migration.Migration;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds number prefixes whose order as numbers is not the byte order in which files run: {@code
 * 10_b} runs before {@code 9_a}, which nobody means.
 */
final class NumberPrefixes {

  private static final Pattern PREFIX =
      Pattern.compile("([Vv]?)(\\d{4}-\\d{2}-\\d{2}(?!\\d)|\\d+)(.*)", Pattern.DOTALL);

  private record Numbered(String id, String letter, String digits, String rest) {

    static Optional<Numbered> of(Migration migration) {
      Matcher prefix = PREFIX.matcher(migration.id().value());
      return prefix.matches()
          ? Optional.of(
              new Numbered(prefix.group(), prefix.group(1), prefix.group(2), prefix.group(3)))
          : Optional.empty();
    }

    boolean isDate() {
      return digits.indexOf('-') >= 0;
    }

    BigInteger number() {
      return new BigInteger(digits.replace("-", ""));
    }

    String padded(int width) {
      return letter + "0".repeat(width - digits.length()) + digits + rest;
    }
  }

  private NumberPrefixes() {}

  /**
   * One refusal per file that has to be renamed; the migrations are in the order they would run.
   */
  static List<RefusedFile> misordered(List<Migration> migrations) {
    List<Numbered> numbered =
        migrations.stream().map(Numbered::of).flatMap(Optional::stream).toList();
    List<RefusedFile> refused = new ArrayList<>();
    for (String letter : List.of("", "V", "v")) {
      misordered(numbered.stream().filter(n -> n.letter().equals(letter)).toList(), refused);
    }
    return refused;
  }

  private static void misordered(List<Numbered> inOrder, List<RefusedFile> refused) {
    Optional<String> example = example(inOrder);
    if (example.isEmpty()) {
      return;
    }
    List<Numbered> plain = inOrder.stream().filter(n -> !n.isDate()).toList();
    int width = plain.stream().mapToInt(n -> n.digits().length()).max().orElse(0);
    for (Numbered file : plain) {
      if (file.digits().length() < width) {
        refused.add(
            new RefusedFile(
                file.id() + ".sql",
                "has a shorter number than others: files run in byte order, so " + example.get(),
                "Rename it to " + file.padded(width) + ".sql."));
      }
    }
  }

  private static Optional<String> example(List<Numbered> inOrder) {
    for (int i = 1; i < inOrder.size(); i++) {
      Numbered first = inOrder.get(i - 1);
      Numbered second = inOrder.get(i);
      if (first.number().compareTo(second.number()) > 0
          && first.digits().length() != second.digits().length()) {
        return Optional.of("%s would run before %s.".formatted(first.id(), second.id()));
      }
    }
    return Optional.empty();
  }
}
