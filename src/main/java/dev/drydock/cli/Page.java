package dev.drydock.cli;

import dev.drydock.migration.Target;
import java.util.Collection;
import java.util.List;

/** A text for people, built line by line. */
final class Page {

  private static final int NAME_WIDTH = 9;

  private final StringBuilder text = new StringBuilder();

  Page line(String line) {
    text.append(line).append('\n');
    return this;
  }

  Page blank() {
    return line("");
  }

  /** A name and its value, values standing below each other. */
  Page fact(String name, String value) {
    return line(Style.DIM.of(pad(name, NAME_WIDTH)) + value);
  }

  Page target(Target target) {
    return fact(
        "target",
        "%s/%s as %s, %s, PostgreSQL %s"
            .formatted(
                target.host(),
                target.database(),
                target.user(),
                Style.BOLD.of(target.env()),
                target.serverVersion()));
  }

  /** A heading with its points; nothing when there are none. */
  Page points(String heading, Collection<String> points) {
    if (!points.isEmpty()) {
      blank().line(heading);
      points.forEach(point -> line("  - " + point.replace("\n", "\n    ")));
    }
    return this;
  }

  Page warnings(List<String> warnings) {
    return points(Style.YELLOW.of("Warnings"), warnings);
  }

  /** What to type next. */
  Page next(String command) {
    return blank().line(Style.BOLD.of("Next: ") + command);
  }

  static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }

  static String count(long number, String singular) {
    return number == 1 ? "1 " + singular : "%d %ss".formatted(number, singular);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
