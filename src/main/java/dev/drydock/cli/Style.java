package dev.drydock.cli;

/**
 * How a piece of text stands out on a terminal.
 *
 * <p>A style is marked by noncharacters, which no text contains, so that a page can be written
 * without knowing where it will be shown; {@link Terminal} turns them into colour or drops them.
 */
enum Style {
  BOLD("1"),
  DIM("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33");

  private static final char END = '\uFDDF';
  private static final char FIRST = '\uFDD0';

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String of(String text) {
    return mark() + text + END;
  }

  private char mark() {
    return (char) (FIRST + ordinal());
  }

  /** The text with its marks turned into colour, or without any. */
  static String render(String text, boolean colour) {
    String rendered = text;
    for (Style style : values()) {
      rendered =
          rendered.replace(
              String.valueOf(style.mark()), colour ? "\u001b[" + style.code + "m" : "");
    }
    return rendered.replace(String.valueOf(END), colour ? "\u001b[0m" : "");
  }
}
