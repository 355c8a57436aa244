package dev.drydock;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.Charset;
import java.util.Optional;

/**
 * Writes Logback's lines by a pattern and takes every known secret out of the finished text,
 * message, arguments and stack trace alike. Logback makes it by its name.
 */
public final class RedactingEncoder extends PatternLayoutEncoder {

  @Override
  public byte[] encode(ILoggingEvent event) {
    Charset charset = Optional.ofNullable(getCharset()).orElseGet(Charset::defaultCharset);
    return LogRedaction.clean(getLayout().doLayout(event)).getBytes(charset);
  }
}
