package dev.drydock.cli;

import dev.drydock.migration.MigrationId;
import java.math.BigInteger;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the id of a folder's next migration: the prefix that the folder's last id has (a date, a
 * point in time, a number), moved on.
 *
 * <p>The id always sorts behind every existing one, since a migration that sorts before an applied
 * one is refused. Where the moved-on prefix is not enough (a second migration on one day, a last
 * one dated ahead, the number after 999), a letter behind the last one's prefix is: {@code
 * 2025-11-02b-…} sorts behind every {@code 2025-11-02-…} and before {@code 2025-11-03-…}.
 */
final class NextId {

  private static final Pattern DATE =
      Pattern.compile("(\\d{4}-\\d{2}-\\d{2})([a-z]*)(?<separator>[-_]+)(?<name>.*)");
  private static final Pattern TIME =
      Pattern.compile("(\\d{14}|\\d{12}|\\d{8})([a-z]*)(?<separator>[-_]+)(?<name>.*)");
  private static final Pattern NUMBER =
      Pattern.compile("([A-Za-z]?\\d+)([a-z]*)(?<separator>[-_]+)(?<name>.*)");
  private static final Pattern NO_SEPARATOR =
      Pattern.compile("([A-Za-z]?\\d+)()(?<separator>)(?<name>)");

  private final Clock clock;

  NextId(Clock clock) {
    this.clock = clock;
  }

  /**
   * The id for a name, or none where the folder's last id has no prefix to move on and the name
   * alone would not sort behind it.
   *
   * @param name already clean
   */
  Optional<MigrationId> of(String name, Collection<MigrationId> existing) {
    Optional<MigrationId> last = existing.stream().max(MigrationId::compareTo);
    if (last.isEmpty()) {
      return Optional.of(new MigrationId(today() + "-" + name));
    }
    return candidates(last.get().value(), name)
        .map(MigrationId::new)
        .filter(candidate -> candidate.compareTo(last.get()) > 0)
        .findFirst();
  }

  /** The part of an id that somebody chose, without its prefix. */
  static String nameOf(MigrationId id) {
    return Stream.of(DATE, TIME, NUMBER)
        .map(pattern -> pattern.matcher(id.value()))
        .filter(Matcher::matches)
        .map(match -> match.group("name"))
        .findFirst()
        .orElse(id.value());
  }

  private Stream<String> candidates(String last, String name) {
    Matcher date = DATE.matcher(last);
    if (date.matches()) {
      return movedOn(date, today(), name);
    }
    Matcher time = TIME.matcher(last);
    if (time.matches()) {
      return movedOn(time, now(time.group(1).length()), name);
    }
    for (Pattern numbered : new Pattern[] {NUMBER, NO_SEPARATOR}) {
      Matcher number = numbered.matcher(last);
      if (number.matches()) {
        return movedOn(number, following(number.group(1)), name);
      }
    }
    return Stream.of(name);
  }

  /** First the moved-on prefix, then the last one's prefix with the next letter. */
  private static Stream<String> movedOn(Matcher last, String prefix, String name) {
    String separator = last.group("separator").isEmpty() ? "_" : last.group("separator");
    return Stream.of(prefix, last.group(1) + letterAfter(last.group(2)))
        .map(start -> start + separator + name);
  }

  /** b, c, … z, zb, zc: each sorts behind the one before. */
  private static String letterAfter(String letters) {
    if (letters.isEmpty()) {
      return "b";
    }
    int end = letters.length() - 1;
    char last = letters.charAt(end);
    return last == 'z' ? letters + "b" : letters.substring(0, end) + (char) (last + 1);
  }

  private String today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC)).toString();
  }

  private String now(int digits) {
    return LocalDateTime.now(clock.withZone(ZoneOffset.UTC))
        .format(DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC))
        .substring(0, digits);
  }

  /** The next number in the same width; {@code 0009} leads to {@code 0010}, {@code V3} to V4. */
  private static String following(String number) {
    String letter = number.replaceAll("\\d", "");
    String digits = number.substring(letter.length());
    String next = new BigInteger(digits).add(BigInteger.ONE).toString();
    return letter + "0".repeat(Math.max(0, digits.length() - next.length())) + next;
  }
}
