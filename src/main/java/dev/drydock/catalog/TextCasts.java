package dev.drydock.catalog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The casts that PostgreSQL itself writes between its kinds of text when it deparses. */
public final class TextCasts {

  private static final String QUOTED = "\"(?:[^\"]|\"\")*\"";
  private static final String TO_TEXT = "::(?:text|character varying)(?![\\w(\\[])";

  /** Something quoted, which stays; a column in parentheses with a cast to text; such a cast. */
  private static final Pattern CAST =
      Pattern.compile(
          "('(?:[^']|'')*'|%1$s)|\\(((?:[\\w.]|%1$s)+)\\)%2$s|%2$s".formatted(QUOTED, TO_TEXT));

  private TextCasts() {}

  /** A deparsed text without them; what differs otherwise still differs. */
  public static String without(String deparsed) {
    return CAST.matcher(deparsed)
        .replaceAll(
            found -> {
              String kept = found.group(1) == null ? found.group(2) : found.group(1);
              return kept == null ? "" : Matcher.quoteReplacement(kept);
            });
  }
}
