package dev.drydock;

import dev.drydock.migration.Redactor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;

/**
 * What every log line is cleaned of, whoever wrote it.
 *
 * <p>The program's only static state: logging systems make their encoders themselves, before any
 * setting is read, and a stray line of a library must not depend on somebody having handed the
 * secrets on. It only grows, so that no thread can take another's secrets out of it.
 */
final class LogRedaction {

  private static final List<Redactor> KNOWN = new CopyOnWriteArrayList<>();

  private LogRedaction() {}

  /**
   * From now on no log line shows what the redactor knows: neither of Logback, nor of {@code
   * java.util.logging}, which the driver uses, nor the trace of a thread that dies.
   */
  static void install(Redactor redactor) {
    KNOWN.add(redactor);
    for (Handler handler : LogManager.getLogManager().getLogger("").getHandlers()) {
      if (handler.getFormatter() != null
          && !(handler.getFormatter() instanceof RedactingFormatter)) {
        handler.setFormatter(new RedactingFormatter(handler.getFormatter()));
      }
    }
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> System.err.print(trace(thrown)));
  }

  /** The text without any known secret. */
  static String clean(String text) {
    String clean = text;
    for (Redactor redactor : KNOWN) {
      clean = redactor.redact(clean);
    }
    return clean;
  }

  /** What is shown of an exception that nobody caught. */
  static String trace(Throwable thrown) {
    var trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return clean(trace.toString());
  }

  /** Formats as another does and cleans what comes out. */
  private static final class RedactingFormatter extends Formatter {

    private final Formatter formatter;

    RedactingFormatter(Formatter formatter) {
      this.formatter = formatter;
    }

    @Override
    public String format(LogRecord line) {
      return clean(formatter.format(line));
    }

    @Override
    public String getHead(Handler handler) {
      return formatter.getHead(handler);
    }

    @Override
    public String getTail(Handler handler) {
      return formatter.getTail(handler);
    }
  }
}
