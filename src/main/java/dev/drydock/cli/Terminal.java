package dev.drydock.cli;

import dev.drydock.migration.Redactor;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Where a verb prints: answers to standard output, everything else to standard error.
 *
 * <p>Whatever is printed passes the redactor, and control characters that came with a file name or
 * a server's message are shown, not obeyed. A closed output is nobody's error: printing goes
 * nowhere then. Threads may print at once; lines stay whole.
 */
public final class Terminal {

  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\u202a-\u202e\u2066-\u2069&&[^\n\t]]");
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean outIsTerminal;
  private final boolean errIsTerminal;
  private final boolean colour;
  private Supplier<Redactor> redactor = () -> new Redactor(List.of());
  private boolean progressShown;

  /**
   * A terminal over given streams.
   *
   * @param colour whether colour is welcome on a stream that is a terminal
   */
  Terminal(
      PrintStream out,
      PrintStream err,
      boolean outIsTerminal,
      boolean errIsTerminal,
      boolean colour) {
    this.out = out;
    this.err = err;
    this.outIsTerminal = outIsTerminal;
    this.errIsTerminal = errIsTerminal;
    this.colour = colour;
  }

  /** The process's own output, in UTF-8 whatever the locale. */
  public static Terminal ofProcess(Map<String, String> environment) {
    boolean dumb = "dumb".equals(environment.get("TERM"));
    return new Terminal(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        isTerminal(1) && !dumb,
        isTerminal(2) && !dumb,
        environment.getOrDefault("NO_COLOR", "").isEmpty());
  }

  /** Takes the secrets known at each time out of everything printed from now on. */
  void redactWith(Supplier<Redactor> redactor) {
    this.redactor = redactor;
  }

  /** Part of the answer. */
  synchronized void print(String text) {
    clearProgress();
    write(out, Style.render(clean(text), colour && outIsTerminal));
  }

  /** The whole answer for a machine: printed as it is, since its maker took the secrets out. */
  synchronized void printJson(String json) {
    clearProgress();
    write(out, json);
  }

  /** Something for people that is not the answer. */
  public synchronized void say(String text) {
    clearProgress();
    write(err, Style.render(clean(text), colour && errIsTerminal));
  }

  /** Replaces the progress line; shown only on a terminal. */
  synchronized void progress(String line) {
    if (errIsTerminal) {
      err.print(CLEAR_LINE + Style.render(clean(line), colour));
      err.flush();
      progressShown = true;
    }
  }

  /** Whether a progress line is shown to anybody. */
  boolean showsProgress() {
    return errIsTerminal;
  }

  private void clearProgress() {
    if (progressShown) {
      err.print(CLEAR_LINE);
      err.flush();
      progressShown = false;
    }
  }

  private String clean(String text) {
    return CONTROL
        .matcher(redactor.get().redact(text))
        .replaceAll(control -> "\\\\u%04x".formatted((int) control.group().charAt(0)));
  }

  private static void write(PrintStream stream, String text) {
    stream.print(text.endsWith("\n") ? text : text + "\n");
    stream.flush();
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(
        new java.io.BufferedOutputStream(new FileOutputStream(descriptor), 8192),
        false,
        StandardCharsets.UTF_8);
  }

  /** Java 17 can only tell for input and output together, so the system is asked where it can. */
  private static boolean isTerminal(int descriptor) {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException noProc) {
      return System.console() != null;
    }
  }
}
