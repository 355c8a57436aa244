package dev.drydock.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A terminal whose output a test can read. */
final class Screen {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal;

  private Screen(boolean isTerminal, boolean colour) {
    terminal = new Terminal(stream(out), stream(err), isTerminal, isTerminal, colour);
  }

  static Screen pipe() {
    return new Screen(false, true);
  }

  static Screen terminal() {
    return new Screen(true, true);
  }

  static Screen terminalWithoutColour() {
    return new Screen(true, false);
  }

  Terminal asTerminal() {
    return terminal;
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** A page as it reads without colour. */
  static String plain(String page) {
    return Style.render(page, false);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
