package dev.drydock.lint;

import dev.drydock.migration.RelationFacts;
import java.util.Locale;

/** What a table's size makes of a lock, in words. */
final class Price {

  private static final long KILO = 1024;

  private Price() {}

  /** Such as {@code public.orders has about 1,200,000 rows (340 MB): roughly 6 s}. */
  static String of(RelationFacts table, Work work) {
    String rows =
        table.rows().map(r -> "about %,d rows".formatted(r)).orElse("an unknown number of rows");
    String time = work.grows() ? ": roughly " + duration(work.seconds(table.bytes())) : "";
    return "%s has %s (%s)%s."
        .formatted(table.schema() + "." + table.name(), rows, size(table.bytes()), time)
        .replace('\u00a0', ' ');
  }

  static String duration(long seconds) {
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }

  static String size(long bytes) {
    double value = bytes;
    for (String unit : new String[] {"bytes", "kB", "MB", "GB"}) {
      if (value < 10 * KILO) {
        return String.format(Locale.ROOT, "%.0f %s", value, unit);
      }
      value /= KILO;
    }
    return String.format(Locale.ROOT, "%.0f TB", value);
  }

  /** Whether a table counts as large; without statistics its bytes alone decide. */
  static boolean isLarge(RelationFacts table, LintSettings settings) {
    return table.bytes() > settings.hazardBytes()
        || table.rows().filter(rows -> rows > settings.hazardRows()).isPresent();
  }
}
