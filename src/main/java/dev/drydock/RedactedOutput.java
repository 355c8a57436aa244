package dev.drydock;

import dev.drydock.migration.Redactor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A process output that takes known secrets out, line by line, whoever prints: the log, a library,
 * a stack trace.
 *
 * <p>A line goes out when it ends, so that a secret cannot slip through in two pieces; one of more
 * than {@value #LONGEST} bytes goes out in pieces of that size. Threads may share it.
 */
final class RedactedOutput extends OutputStream {

  private static final int LONGEST = 1 << 20;

  private final OutputStream out;
  private final Redactor redactor;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  RedactedOutput(OutputStream out, Redactor redactor) {
    this.out = out;
    this.redactor = redactor;
  }

  /** Puts itself before the process's standard output and error, for the rest of its life. */
  static void install(Redactor redactor) {
    System.setOut(before(System.out, redactor));
    System.setErr(before(System.err, redactor));
  }

  private static PrintStream before(PrintStream out, Redactor redactor) {
    return new PrintStream(new RedactedOutput(out, redactor), true, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int b) throws IOException {
    line.write(b);
    if (b == '\n' || line.size() >= LONGEST) {
      sendLine();
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    for (int i = from; i < from + length; i++) {
      write(bytes[i]);
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    out.flush();
  }

  @Override
  public synchronized void close() throws IOException {
    sendLine();
    out.close();
  }

  private void sendLine() throws IOException {
    out.write(
        redactor.redact(line.toString(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
    out.flush();
    line.reset();
  }
}
