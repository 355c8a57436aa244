package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.drydock.migration.Redactor;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogRedactionTest {

  private final String secret = "top/secret+" + UUID.randomUUID();

  LogRedactionTest() {
    LogRedaction.install(new Redactor(List.of(secret)));
  }

  /** Every way in which a line comes to contain the secret. */
  private String everythingThatAHostileCallerLogs() {
    var out = new ByteArrayOutputStream();
    var context = new LoggerContext();
    context.setMDCAdapter(MDC.getMDCAdapter());
    var encoder = new RedactingEncoder();
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
    var log = context.getLogger("any.library");

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
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void noLineShowsASecretWhateverItsSource() {
    String log = everythingThatAHostileCallerLogs();

    String uuid = secret.substring("top/secret+".length());
    assertThat(log).contains("raw [redacted]", "thrown", "Caused by: ", "LogRedactionTest");
    assertThat(log).doesNotContain(uuid, base64(secret).substring(4, 24));
    assertThat(log).doesNotContain(base64("me:" + secret).substring(8, 24));
    assertThat(log.split("\\[redacted]", -1)).hasSize(10);
  }

  @Test
  void coversTheLoggingOfTheJdkToo() {
    Handler[] handlers = LogManager.getLogManager().getLogger("").getHandlers();

    assertThat(handlers).isNotEmpty();
    for (Handler handler : handlers) {
      assertThat(handler.getFormatter().format(new LogRecord(Level.SEVERE, "raw " + secret)))
          .contains("raw [redacted]");
    }
  }

  @Test
  void coversTheTraceOfAThreadThatDies() {
    assertThat(LogRedaction.trace(new IllegalStateException(secret)))
        .startsWith("java.lang.IllegalStateException: [redacted]")
        .contains("LogRedactionTest");
  }

  @Test
  void whatOneInstallsAnotherDoesNotTakeAway() {
    String other = UUID.randomUUID().toString();

    LogRedaction.install(new Redactor(List.of(other)));

    assertThat(LogRedaction.clean(secret + " " + other)).isEqualTo("[redacted] [redacted]");
  }
}
