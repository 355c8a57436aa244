package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.drydock.migration.Redactor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class RedactedOutputTest {

  private final String unique = UUID.randomUUID().toString();
  private final String secret = "top/secret+" + unique;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream out =
      new PrintStream(
          new RedactedOutput(shown, new Redactor(List.of(secret))), true, StandardCharsets.UTF_8);

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }

  private Logger log() {
    var context = new LoggerContext();
    context.setMDCAdapter(MDC.getMDCAdapter());
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%-5level [%X{who}] %msg%n%ex");
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.start();
    var appender = new OutputStreamAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    context.getLogger("ROOT").addAppender(appender);
    return context.getLogger("any.library");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void noLogLineShowsASecretWhateverItsSource() {
    Logger log = log();

    log.info("raw {}", secret);
    log.info("as part of the format " + secret);
    log.warn("encoded {}", URLEncoder.encode(secret, StandardCharsets.UTF_8));
    log.warn("encoded {}", secret.replace("+", "%2b").replace("/", "%2f"));
    log.warn("base64 {}", base64(secret));
    log.warn("basic {}", base64("me:" + secret));
    log.error("thrown", new IllegalStateException(secret, new RuntimeException("by " + secret)));
    MDC.put("who", secret);
    log.error("with a context");
    MDC.remove("who");

    assertThat(shown()).contains("raw [redacted]", "thrown", "Caused by: ", "RedactedOutputTest");
    assertThat(shown()).doesNotContain(unique, base64(secret).substring(4, 24));
    assertThat(shown()).doesNotContain(base64("me:" + secret).substring(8, 24));
    assertThat(shown().split("\\[redacted]", -1)).hasSize(10);
  }

  @Test
  void coversTheLoggingOfTheJdkToo() {
    var handler = new StreamHandler(out, new SimpleFormatter());

    handler.publish(new LogRecord(Level.SEVERE, "raw " + secret));
    handler.flush();

    assertThat(shown()).contains("raw [redacted]");
  }

  @Test
  void coversAStackTrace() {
    new IllegalStateException(secret).printStackTrace(out);

    assertThat(shown())
        .startsWith("java.lang.IllegalStateException: [redacted]")
        .contains("RedactedOutputTest");
  }

  @Test
  void aSecretInPiecesIsSeenWhole() {
    for (char c : ("a " + secret + " ü").toCharArray()) {
      out.print(c);
      out.flush();
    }
    assertThat(shown()).isEmpty();

    out.println();

    assertThat(shown()).isEqualToNormalizingNewlines("a [redacted] ü\n");
  }
}
